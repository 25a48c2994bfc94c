"""The work after the conversation, and a case out of its middle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Disposition, WrapUpMode
from contactcenter.contacts.operations.life import EXTENDED, EXTENSION, extend_wrapup, skip_wrapup
from contactcenter.functions.prefills import known_of_wrapup
from contactcenter.functions.registry import LabourFunction, registry
from contactcenter.lib.errors import Conflict, DomainError
from contactcenter.staff.models import PresenceState
from contactcenter.workstation.errors import tell
from contactcenter.workstation.forms import WrapUpForm
from contactcenter.workstation.http import Request, screen
from contactcenter.workstation.more_cases import MoreCase, functions_left, more_cases, posted_cases, told_by
from contactcenter.workstation.operations import (
    WrapUp,
    case_by_number,
    complete_wrapup,
    register_case_in_conversation,
)
from contactcenter.workstation.queries import desk, work
from contactcenter.workstation.views.desk import go_on

PREFIX = "case"


def own_contact(request: Request, contact_id: int) -> Contact:
    """A contact in the own hands; 404 otherwise."""
    contacts = desk.contacts_with_labels(Contact.objects.visible_to(request.user).filter(operator=request.user))
    return get_object_or_404(contacts, pk=contact_id)


def contact_in_wrapup(request: Request, contact_id: int) -> Contact:
    """The same; raises Conflict where the client has written once more, or another tab has finished the work."""
    contact = own_contact(request, contact_id)
    if contact.state != states.WRAPUP:
        raise Conflict(_("This contact is not in wrap-up."), code="not_in_wrapup")
    return contact


def wrapup_context(
    request: Request,
    contact: Contact,
    *,
    at: datetime,
    form: WrapUpForm | None = None,
    case_form: forms.Form | None = None,
    more: Sequence[MoreCase] | None = None,
) -> dict[str, Any]:
    """The form with its clock; what was typed before another function was chosen stays."""
    given = request.GET if request.method == "GET" else request.POST
    function = _chosen_function(given, contact)
    linked_cases = work.cases_of_contact(contact, user=request.user)
    dispositions = list(Disposition.objects.filter(function=function.slug, is_active=True))
    return {
        "functions": list(registry),
        "function": function,
        "dispositions": dispositions,
        "form": form or WrapUpForm(function=function.slug, at=at, initial=_initial(given, contact, function, at=at)),
        "case_form": case_form or function.wrapup_form(prefix=PREFIX, initial=told_by(contact, function)),
        "linked_cases": linked_cases,
        "has_case": any(case.function == function.slug for case in linked_cases),
        "wrapup_until": _wrapup_until(contact),
        "may_skip": contact.queue.wrapup_mode == WrapUpMode.OPTIONAL,
        "contact": contact,
        **_more_context(contact, more_cases(given, contact, own=function) if more is None else more, own=function),
    }


def _more_context(contact: Contact, shown: Sequence[MoreCase], *, own: LabourFunction) -> dict[str, Any]:
    return {"contact": contact, "more_cases": shown, "functions_left": functions_left(shown, own=own)}


@screen("contacts.change_contact")
@require_GET
def more(request: Request, contact_id: int) -> HttpResponse:
    """One more part of the form, for a case of another function; or one less."""
    contact = own_contact(request, contact_id)
    function = _chosen_function(request.GET, contact)
    context = _more_context(contact, more_cases(request.GET, contact, own=function), own=function)
    return render(request, "workstation/wrapup/more_cases.html", context)


def _chosen_function(given: QueryDict, contact: Contact) -> LabourFunction:
    chosen = registry.find(given.get("function", "")) or registry.find(contact.queue.function)
    return chosen or next(iter(registry))


def _initial(given: QueryDict, contact: Contact, function: LabourFunction, *, at: datetime) -> dict[str, Any]:
    """What the script has noted; tomorrow at ten is when most promises are due."""
    known = known_of_wrapup(contact=contact, function=function.slug)
    code = known.get("disposition")
    suggested = Disposition.objects.filter(function=function.slug, is_active=True, code=code).first() if code else None
    tomorrow = timezone.localtime(at + timedelta(days=1))
    initial = {
        "task_date": tomorrow.date(),
        "task_time": tomorrow.time().replace(hour=10, minute=0, second=0, microsecond=0),
        "summary": known.get("summary", ""),
        "disposition": suggested,
    }
    return initial | {name: given[name] for name in ("summary", "task_text", "has_task") if given.get(name)}


def _wrapup_until(contact: Contact) -> datetime:
    """What the sweep waits for; where nothing is owed, what the queue allows for it and what was given besides."""
    assert contact.finished_at
    if contact.wrapup_due_at:
        return contact.wrapup_due_at
    extended = ContactEvent.objects.filter(contact=contact, verb=EXTENDED, at__gte=contact.finished_at).count()
    return contact.finished_at + timedelta(seconds=contact.queue.wrapup_seconds) + extended * EXTENSION


@screen("contacts.change_contact")
def wrapup(request: Request, contact_id: int) -> HttpResponse:
    """GET: the form for the function chosen. POST: everything is kept, or every mistake is told at its field."""
    contact, now = contact_in_wrapup(request, contact_id), timezone.now()
    if request.method != "POST":
        context = wrapup_context(request, contact, at=now)
        return render(request, "workstation/wrapup/form.html", context)
    function = _chosen_function(request.POST, contact)
    form = WrapUpForm(request.POST, function=function.slug, at=now)
    case_form = function.wrapup_form(request.POST, prefix=PREFIX)
    further = posted_cases(request.POST, own=function)
    needs_case = _needs_case(request, contact, function)
    if _are_valid(form, case_form, further, needs_case=needs_case) and (
        response := _save(request, contact, form, case_form, further, at=now)
    ):
        return response
    context = wrapup_context(request, contact, at=now, form=form, case_form=case_form, more=further)
    context["error_count"] = sum(len(part.errors) for part in (form, case_form, *(item.form for item in further)))
    return render(request, "workstation/wrapup/form.html", context, status=422)


def _needs_case(request: Request, contact: Contact, function: LabourFunction) -> bool:
    """What the conversation has registered already is not registered twice, unless the operator wants one more."""
    has_case = contact.cases.filter(function=function.slug).exists()
    return not has_case or "one_more" in request.POST


def _are_valid(form: WrapUpForm, case_form: forms.Form, further: Sequence[MoreCase], *, needs_case: bool) -> bool:
    """The function's own part counts only when a case is to be registered."""
    # Every part is asked, so that each mistake is told at once.
    is_valid = sum(not part.is_valid() for part in (form, *(item.form for item in further))) == 0
    disposition = form.cleaned_data.get("disposition")
    if not needs_case or (disposition and not disposition.leaves_case):
        return is_valid
    return case_form.is_valid() and is_valid


def _save(
    request: Request,
    contact: Contact,
    form: WrapUpForm,
    case_form: forms.Form,
    further: Sequence[MoreCase],
    *,
    at: datetime,
) -> HttpResponse | None:
    """None when the domain refused something that stands at a field."""
    given = form.cleaned_data
    plan = WrapUp(
        disposition=given["disposition"],
        summary=given["summary"],
        case_fields=getattr(case_form, "cleaned_data", {}),
        linked_case_ids=given["linked"],
        follow_up=form.follow_up(),
        next_state=given["next_state"] or PresenceState.READY,
        registers=_needs_case(request, contact, _chosen_function(request.POST, contact)),
        more=[item.plan for item in further],
    )
    try:
        cases = complete_wrapup(contact_id=contact.pk, operator=request.user, wrapup=plan, at=at)
    except DomainError as refusal:
        if not _put_at_field(refusal, form, case_form, *(item.form for item in further)):
            raise
        return None
    response = go_on(request.user)
    numbers = ", ".join(case.number for case in cases)
    sentence = _("Saved. Registered: %(number)s.") % {"number": numbers} if cases else _("Saved.")
    tell(response, sentence)
    return response


def _put_at_field(refusal: DomainError, *candidates: forms.Form) -> bool:
    for form in candidates:
        if refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
            return True
    return False


@screen("contacts.change_contact")
@require_POST
def extension(request: Request, contact_id: int) -> HttpResponse:
    """One minute more."""
    contact = own_contact(request, contact_id)
    extend_wrapup(contact_id=contact.pk, actor=request.user, at=timezone.now())
    contact.refresh_from_db(fields=["wrapup_due_at"])
    context = {"contact": contact, "wrapup_until": _wrapup_until(contact)}
    return render(request, "workstation/wrapup/clock.html", context)


@screen("contacts.change_contact")
@require_POST
def skipping(request: Request, contact_id: int) -> HttpResponse:
    """Closed as it is, where the queue does not insist."""
    skip_wrapup(contact_id=own_contact(request, contact_id).pk, actor=request.user, at=timezone.now())
    return go_on(request.user)


@screen("contacts.change_contact", "cases.view_case")
@require_GET
def link(request: Request, contact_id: int) -> HttpResponse:
    """A row for a case that is to be linked when the wrap-up is saved."""
    own_contact(request, contact_id)
    case = case_by_number(number=request.GET.get("number", ""), user=request.user)
    return render(request, "workstation/wrapup/linked.html", {"case": case, "is_new": True})


@screen("contacts.change_contact", "cases.add_case")
def new_case(request: Request, contact_id: int) -> HttpResponse:
    """A case of any function while the conversation goes on, by the same form as in wrap-up."""
    contact, now = own_contact(request, contact_id), timezone.now()
    function = _chosen_function(request.GET if request.method == "GET" else request.POST, contact)
    if request.method == "POST":
        form = function.wrapup_form(request.POST, prefix=PREFIX)
        if form.is_valid() and (response := _register(request, contact, function, form, at=now)):
            return response
    else:
        form = function.wrapup_form(prefix=PREFIX, initial=told_by(contact, function))
    context = {"contact": contact, "functions": list(registry), "function": function, "case_form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "workstation/contact/new_case.html", context, status=status)


def _register(
    request: Request, contact: Contact, function: LabourFunction, form: forms.Form, *, at: datetime
) -> HttpResponse | None:
    try:
        case = register_case_in_conversation(
            contact_id=contact.pk, operator=request.user, function=function.slug, fields=form.cleaned_data, at=at
        )
    except DomainError as refusal:
        if not _put_at_field(refusal, form):
            raise
        return None
    response = HttpResponse()  # nothing in #dialogs: the dialog is gone
    tell(response, _("Registered: %(number)s.") % {"number": case.number})
    return response
