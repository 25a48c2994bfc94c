"""What is done to a letter that is written: approval, signature, dispatch, delivery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from complaints.letters_forms import ApproverForm, CancelForm, DeliveryForm, RemarkForm, SendForm, SignForm
from complaints.models import OutgoingLetter
from complaints.operations.letters_approving import (
    approve_letter,
    cancel_letter,
    recall_letter,
    return_letter,
    sign_letter,
    submit_letter,
)
from complaints.operations.letters_sending import Dispatch, record_delivery, send_letter
from complaints.queries.letters import approvers_for
from complaints.views.letters import seen_letter
from complaints.views.letters_writing import opened
from contactcenter.decisions.http import Dialog, in_dialog, posted
from contactcenter.decisions.operations.answering import ways_to_answer
from contactcenter.staff.http import Request, screen

WRITE = "complaints.change_outgoingletter"
HEAD = "complaints.approve_outgoingletter"


def _ask(
    request: Request,
    letter: OutgoingLetter,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    do: Callable[[dict[str, Any]], object],
    template: str = "decisions/dialog.html",
) -> HttpResponse:
    dialog = Dialog(title=title, action=request.path, submit=submit, template=template, more={"letter": letter})
    return in_dialog(request, form, dialog=dialog, do=do, done=lambda: opened(letter.pk))


@screen(WRITE)
def approval(request: Request, letter_id: int) -> HttpResponse:
    """To which head."""
    letter = seen_letter(request, letter_id)
    form = ApproverForm(posted(request), heads=approvers_for(letter))

    def do(given: dict[str, Any]) -> None:
        submit_letter(letter_id=letter.pk, approver_id=given["approver"], actor=request.user, at=timezone.now())

    return _ask(request, letter, form, title=_("Hand in for approval"), submit=_("Hand in"), do=do)


@screen(WRITE)
@require_POST
def recall(request: Request, letter_id: int) -> HttpResponse:
    """Back to the draft."""
    letter = seen_letter(request, letter_id)
    recall_letter(letter_id=letter.pk, actor=request.user, at=timezone.now())
    return opened(letter.pk)


@screen(HEAD)
@require_POST
def agreement(request: Request, letter_id: int) -> HttpResponse:
    """The head agrees."""
    letter = seen_letter(request, letter_id)
    approve_letter(letter_id=letter.pk, actor=request.user, at=timezone.now())
    return opened(letter.pk)


@screen(HEAD)
def rework(request: Request, letter_id: int) -> HttpResponse:
    """What is to be changed."""
    letter = seen_letter(request, letter_id)

    def do(given: dict[str, Any]) -> None:
        return_letter(letter_id=letter.pk, actor=request.user, at=timezone.now(), **given)

    # Who returns it may not see drafts: he is led to what waits for him.
    dialog = Dialog(title=_("Return for rework"), action=request.path, submit=_("Return"))
    return in_dialog(request, RemarkForm(posted(request)), dialog=dialog, do=do, done=_to_the_list)


def _to_the_list() -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": reverse("complaints:letters")})


@screen(HEAD)
def signature(request: Request, letter_id: int) -> HttpResponse:
    """Electronically or by hand; it gets its number."""
    letter = seen_letter(request, letter_id)

    def do(given: dict[str, Any]) -> None:
        sign_letter(letter_id=letter.pk, actor=request.user, at=timezone.now(), **given)

    template = "complaints/letters/sign.html"
    return _ask(
        request,
        letter,
        SignForm(posted(request)),
        title=_("Sign and register"),
        submit=_("Sign"),
        do=do,
        template=template,
    )


@screen(WRITE)
def dispatch(request: Request, letter_id: int) -> HttpResponse:
    """By which way."""
    letter = seen_letter(request, letter_id)
    ways = ways_to_answer(case=letter.complaint.case, user=request.user)
    first = "post" if letter.by_hand or not ways else ways[0].key
    form = SendForm(posted(request), ways=ways, by_hand=letter.by_hand, initial={"way": first})

    def do(given: dict[str, Any]) -> None:
        send_letter(letter_id=letter.pk, dispatch=Dispatch(**given), actor=request.user, at=timezone.now())

    template = "complaints/letters/send.html"
    title = _("Send %(number)s") % {"number": letter.number}
    return _ask(request, letter, form, title=title, submit=_("Send"), do=do, template=template)


@screen(WRITE)
def delivery(request: Request, letter_id: int) -> HttpResponse:
    """When it arrived, and how that is known."""
    letter = seen_letter(request, letter_id)
    form = DeliveryForm(posted(request), dispatches=list(letter.dispatches.all()))

    def do(given: dict[str, Any]) -> None:
        given["dispatch_id"] = given.pop("dispatch")
        record_delivery(letter_id=letter.pk, actor=request.user, at=timezone.now(), **given)

    return _ask(request, letter, form, title=_("Record the delivery"), submit=_("Record"), do=do)


@screen(WRITE)
def cancellation(request: Request, letter_id: int) -> HttpResponse:
    """Why it goes nowhere."""
    letter = seen_letter(request, letter_id)

    def do(given: dict[str, Any]) -> None:
        cancel_letter(letter_id=letter.pk, actor=request.user, at=timezone.now(), **given)

    return _ask(
        request, letter, CancelForm(posted(request)), title=_("Cancel the letter"), submit=_("Cancel it"), do=do
    )
