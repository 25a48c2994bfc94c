"""The alarm dialog, what those who steer do about it, and the journal."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contactcenter.incidents.context import HANDLE, REPORT
from contactcenter.incidents.forms import DaysForm, ReportForm, TextForm
from contactcenter.incidents.models import Incident, IncidentKind
from contactcenter.incidents.operations.life import (
    acknowledge_incident,
    add_to_report,
    close_incident,
    note_action,
    report_incident,
)
from contactcenter.incidents.queries import journal as journal_of
from contactcenter.incidents.queries import signals, unheard
from contactcenter.lib.errors import DomainError, InvalidInput
from contactcenter.staff.http import Request, screen, with_headers

WATCH = "incidents.view_incident"


@screen(REPORT)
def report(request: Request) -> HttpResponse:
    """GET asks what has happened, with the contact or case that stands on the screen; POST sounds the alarm."""
    attached = _on_screen(request) if request.method == "GET" else {}
    form = ReportForm(request.POST if request.method == "POST" else None, user=request.user, initial=attached)
    if form.is_valid():
        try:
            report_incident(reported_by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            said = {"say": {"text": _("The supervisors know. Their answer comes to your bell."), "kind": "info"}}
            return with_headers(HttpResponse(), HX_Trigger=json.dumps(said))
    context = {"form": form, "kinds": IncidentKind.objects.filter(is_active=True), **_named(form)}
    return render(request, "incidents/report.html", context, status=422 if form.is_bound else 200)


def _on_screen(request: Request) -> dict[str, int]:
    """The contact or the case of the page that the dialog is opened on."""
    path = request.htmx.current_url_abs_path or ""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return {}
    names = {"contact": "contact_id", "case": "case_id"}
    return {name: found.kwargs[key] for name, key in names.items() if key in found.kwargs}


def _named(form: ReportForm) -> dict[str, Any]:
    """What goes along with the report, in words; what is not shown to this user does not go along."""
    shown = {}
    for name in ("contact", "case"):
        field = form.fields[name]
        value = form.data.get(name) if form.is_bound else form.initial.get(name)
        shown[name] = field.queryset.filter(pk=value).first() if value and str(value).isdecimal() else None  # type: ignore[attr-defined]  # both are fields of models
    return shown


@screen(HANDLE)
@require_safe
def alarm(request: Request) -> HttpResponse:
    """What is heard on every screen, loaded anew after a lost connection."""
    return render(request, "incidents/_alarm.html", {"unheard": unheard()})


@screen()
@require_safe
def incident(request: Request, incident_id: int) -> HttpResponse:
    """One incident with all that was done; whoever reported it sees it too."""
    return render(request, "incidents/incident.html", _context(request, incident_id))


@screen(HANDLE)
@require_POST
def acknowledgement(request: Request, incident_id: int) -> HttpResponse:
    """I deal with it."""
    acknowledge_incident(incident_id=incident_id, actor=request.user, at=timezone.now())
    if request.htmx:
        return render(request, "incidents/_live.html", {"unheard": unheard(), "signals": signals()})
    return redirect("incidents:incident", incident_id)


@screen(HANDLE)
@require_POST
def actions(request: Request, incident_id: int) -> HttpResponse:
    """What was done."""
    note_action(incident_id=incident_id, actor=request.user, text=_text(request), at=timezone.now())
    return redirect("incidents:incident", incident_id)


@screen(REPORT)
@require_POST
def additions(request: Request, incident_id: int) -> HttpResponse:
    """The reporter knows more."""
    add_to_report(incident_id=incident_id, actor=request.user, text=_text(request), at=timezone.now())
    return redirect("incidents:incident", incident_id)


@screen(HANDLE)
@require_POST
def closure(request: Request, incident_id: int) -> HttpResponse:
    """How it ended."""
    close_incident(incident_id=incident_id, actor=request.user, text=_text(request), at=timezone.now())
    return redirect("incidents:incident", incident_id)


@screen(WATCH)
@require_safe
def journal(request: Request) -> HttpResponse:
    """The incidents of some days, to be read and printed."""
    today = timezone.localdate()
    form = DaysForm(request.GET if "first" in request.GET else {"first": today, "last": today})
    first, last = form.days(today=today)
    context = {
        "form": DaysForm(initial={"first": first, "last": last}),
        "first": first,
        "last": last,
        "incidents": journal_of(user=request.user, first=first, last=last),
        "now": timezone.now(),
    }
    return render(request, "incidents/journal.html", context)


def _context(request: Request, incident_id: int) -> dict[str, Any]:
    visible = Incident.objects.visible_to(request.user).with_people()
    found = get_object_or_404(visible, pk=incident_id)
    return {
        "incident": found,
        "events": found.events.select_related("actor"),
        "may_handle": request.user.has_perm(HANDLE),
        "is_own": found.reported_by_id == request.user.pk,
        "form": TextForm(),
    }


def _text(request: HttpRequest) -> str:
    form = TextForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(str(form.errors["text"][0]), field="text")
    return str(form.cleaned_data["text"])
