"""Beginning a letter and writing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from complaints.letters_forms import ComposeForm, DraftForm
from complaints.models import Complaint
from complaints.operations.letters_writing import Draft, compose_letter, confirm_addressee, edit_letter
from complaints.queries.letters import templates_for
from complaints.views.letters import draw_page, seen_letter
from contactcenter.decisions.http import Dialog, in_dialog, posted, refuse
from contactcenter.lib.errors import DomainError
from contactcenter.staff.http import Request, screen, with_headers


def opened(letter_id: int) -> HttpResponse:
    """The page of a letter as it is now, instead of whatever asked."""
    return with_headers(HttpResponse(), HX_Redirect=reverse("complaints:letter", args=[letter_id]))


@screen("complaints.change_outgoingletter")
def new(request: Request, case_id: int) -> HttpResponse:
    """From which template; the letter opens."""
    rows = Complaint.objects.visible_to(request.user).select_related("case__client")
    row = get_object_or_404(rows, pk=case_id)
    form = ComposeForm(posted(request), templates=templates_for(row))
    written: list[int] = []

    def do(given: dict[str, Any]) -> None:
        letter = compose_letter(case_id=row.pk, actor=request.user, at=timezone.now(), **given)
        written.append(letter.pk)

    dialog = Dialog(
        title=_("Letter about %(number)s") % {"number": row.number},
        action=reverse("complaints:letter_new", args=[row.pk]),
        submit=_("Fill in"),
    )
    return in_dialog(request, form, dialog=dialog, do=do, done=lambda: opened(written[0]))


@screen("complaints.change_outgoingletter")
@require_POST
def draft(request: Request, letter_id: int) -> HttpResponse:
    """What was written; with what is wrong beside the field."""
    letter = seen_letter(request, letter_id)
    form = DraftForm(request.POST)
    if form.is_valid():
        try:
            edit_letter(letter_id=letter.pk, draft=Draft(**form.cleaned_data), actor=request.user, at=timezone.now())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return opened(letter.pk)
    response = draw_page(request, letter, form=form)
    return with_headers(response, HX_Retarget="#letter-body", HX_Reselect="#letter-body", HX_Reswap="outerHTML")


@screen("complaints.change_outgoingletter")
@require_POST
def addressee(request: Request, letter_id: int) -> HttpResponse:
    """Somebody has looked at it, and it is right."""
    letter = seen_letter(request, letter_id)
    confirm_addressee(letter_id=letter.pk, actor=request.user, at=timezone.now())
    return opened(letter.pk)
