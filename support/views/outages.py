"""Outages: their list, the page of one, and what is done to it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from contactcenter.lib.errors import DomainError
from contactcenter.staff.http import screen
from contactcenter.staff.models import User
from support.forms import EndForm, ForetellForm, OutageForm
from support.models import Outage
from support.operations.outages import (
    NewOutage,
    announce_outage,
    end_outage,
    foretell_outage,
    join_outage,
    leave_outage,
)
from support.queries.outages import cases_of_outage, outage_rows
from support.views.trees import drawn

SHOWN = 100
may_see = permission_required("support.view_outage", raise_exception=True)
may_add = permission_required("support.add_outage", raise_exception=True)
may_change = permission_required("support.change_outage", raise_exception=True)
may_move = permission_required("cases.change_case", raise_exception=True)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _told_at_field(form: Any, refusal: DomainError) -> bool:
    """Whether the sentence found its field."""
    if refusal.field not in form.fields:
        return False
    form.add_error(refusal.field, str(refusal))
    return True


@screen()
@may_see
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What does not work now, then what did not."""
    return render(request, "support/outages.html", {"outages": outage_rows(user=_user(request))[:SHOWN]})


@screen()
@may_add
def new(request: HttpRequest) -> HttpResponse:
    """Announce an outage."""
    now = timezone.now()
    form = OutageForm(request.POST or None, initial={"started_at": timezone.localtime(now)})
    if request.method == "POST" and form.is_valid():
        try:
            outage = announce_outage(new=NewOutage(**form.cleaned_data), at=now, actor=_user(request))
        except DomainError as refusal:
            if not _told_at_field(form, refusal):
                raise
        else:
            return redirect("support:outage", outage.pk)
    return render(request, "support/outage_form.html", {"form": form}, status=422 if form.errors else 200)


@screen()
@may_see
@require_GET
def page(request: HttpRequest, outage_id: int) -> HttpResponse:
    """One outage with its requests."""
    outage = get_object_or_404(outage_rows(user=_user(request)), pk=outage_id)
    return _page(request, outage)


def _page(request: HttpRequest, outage: Outage, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "outage": outage,
        "cases": cases_of_outage(outage=outage, user=_user(request)),
        "end_form": EndForm(),
        "foretell_form": ForetellForm(initial={"text": outage.text, "expected_until": outage.expected_until}),
        **forms,
    }
    return render(request, "support/outage.html", context, status=status)


@screen()
@may_change
@require_POST
def ending(request: HttpRequest, outage_id: int) -> HttpResponse:
    """It works again."""
    outage = get_object_or_404(outage_rows(user=_user(request)), pk=outage_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, outage, status=422, end_form=form)
    end_outage(outage_id=outage.pk, at=timezone.now(), actor=_user(request), **form.cleaned_data)
    return redirect("support:outage", outage.pk)


@screen()
@may_change
@require_POST
def foretelling(request: HttpRequest, outage_id: int) -> HttpResponse:
    """Until when it will last, and what is said about it."""
    outage = get_object_or_404(outage_rows(user=_user(request)), pk=outage_id)
    form = ForetellForm(request.POST)
    if form.is_valid():
        try:
            foretell_outage(outage_id=outage.pk, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            if not _told_at_field(form, refusal):
                raise
        else:
            return redirect("support:outage", outage.pk)
    return _page(request, outage, status=422, foretell_form=form)


@screen()
@may_move
@require_POST
def joining(request: HttpRequest, outage_id: int, contact_id: int) -> HttpResponse:
    """The newest open request of a conversation belongs to this outage; its pane as it is now."""
    contact = get_object_or_404(Contact.objects.visible_to(_user(request)), pk=contact_id)
    cases = Case.objects.visible_to(_user(request)).open().filter(contacts=contact, function="support")
    case = get_object_or_404(cases.order_by("-pk")[:1])
    join_outage(case_id=case.pk, outage_id=outage_id, at=timezone.now(), actor=_user(request))
    return drawn(request, contact.pk)


@screen()
@may_move
@require_POST
def leaving(request: HttpRequest, case_id: int) -> HttpResponse:
    """It was something else after all."""
    case = get_object_or_404(Case.objects.visible_to(_user(request)).filter(function="support"), pk=case_id)
    leave_outage(case_id=case.pk, at=timezone.now(), actor=_user(request))
    return HttpResponse(headers={"HX-Refresh": "true"})
