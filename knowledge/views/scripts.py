"""Walking through a script in the pane beside the conversation: each step is one request. And how it is followed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from contactcenter.contacts.models import Contact
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.http import Request, screen
from knowledge.graph import drawn
from knowledge.models import Script, ScriptRun
from knowledge.operations.scripts import do_step, go_back, leave_script, resume_script, skip_offer, start_script
from knowledge.queries.scripts import adherence, panel_of

CHANGE = "contacts.change_contact"
DAYS = (1, 7, 30, 90)


def _panel(request: Request, contact_id: int, **more: object) -> HttpResponse:
    """The pane as it is now."""
    contact = get_object_or_404(
        Contact.objects.visible_to(request.user).select_related("client", "queue", "topic"), pk=contact_id
    )
    context = {"contact": contact, "panel": {**panel_of(contact=contact, user=request.user), **more}}
    return render(request, "knowledge/script_panel.html", context)


def _run(request: Request, run_id: int) -> ScriptRun:
    return get_object_or_404(ScriptRun, pk=run_id, contact__in=Contact.objects.visible_to(request.user))


@screen(CHANGE)
@require_POST
def runs(request: Request, contact_id: int) -> HttpResponse:
    """Begin a script."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_id)
    given = request.POST.get("script", "")
    script_id = int(given) if given.isdecimal() and len(given) < 10 else 0
    start_script(contact_id=contact.pk, script_id=script_id, operator=request.user, at=timezone.now())
    return _panel(request, contact.pk)


@screen(CHANGE)
@require_POST
def steps(request: Request, run_id: int) -> HttpResponse:
    """The step is done."""
    run, now = _run(request, run_id), timezone.now()
    step, given = request.POST.get("step", ""), request.POST.get("given", "")
    if "skip" in request.POST:
        skip_offer(run_id=run.pk, step=step, operator=request.user, at=now)
        return _panel(request, run.contact_id)
    try:
        do_step(run_id=run.pk, step=step, given=given, operator=request.user, at=now)
    except InvalidInput as refusal:
        return _panel(request, run.contact_id, refusal=str(refusal), given=given)
    return _panel(request, run.contact_id)


@screen(CHANGE)
@require_POST
def returning(request: Request, run_id: int) -> HttpResponse:
    """Back to a step."""
    run = _run(request, run_id)
    go_back(run_id=run.pk, to=request.POST.get("step", ""), operator=request.user, at=timezone.now())
    return _panel(request, run.contact_id)


@screen(CHANGE)
@require_POST
def leaving(request: Request, run_id: int) -> HttpResponse:
    """Away from the script."""
    run = _run(request, run_id)
    leave_script(run_id=run.pk, operator=request.user, at=timezone.now())
    return _panel(request, run.contact_id)


@screen(CHANGE)
@require_POST
def resuming(request: Request, run_id: int) -> HttpResponse:
    """On with it."""
    run = _run(request, run_id)
    resume_script(run_id=run.pk, operator=request.user)
    return _panel(request, run.contact_id)


@screen("knowledge.change_article")
@require_GET
def listing(request: Request) -> HttpResponse:
    """Every script with how well it is followed."""
    since, days = _since(request)
    rows = []
    for script in Script.objects.filter(is_active=True).prefetch_related("queues", "topics"):
        newest = script.versions.order_by("-number").first()
        if newest:
            rows.append((script, adherence(version=newest, since=since)))
    return render(request, "knowledge/scripts.html", {"rows": rows, "days": days, "choices": DAYS})


def _since(request: Request) -> tuple[datetime, int]:
    given = request.GET.get("days", "")
    days = int(given) if given in {str(one) for one in DAYS} else 7
    return timezone.now() - timedelta(days=days), days


@screen("knowledge.change_article")
@require_GET
def script(request: Request, script_id: int) -> HttpResponse:
    """One script: its drawing, and step by step how it is followed."""
    found = get_object_or_404(Script, pk=script_id)
    versions = list(found.versions.order_by("-number"))
    wanted = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == wanted), versions[0] if versions else None)
    since, days = _since(request)
    context = {
        "script": found,
        "versions": versions,
        "version": version,
        "figures": adherence(version=version, since=since) if version else None,
        "graph": drawn(version.body) if version else "",
        "days": days,
        "choices": DAYS,
    }
    return render(request, "knowledge/script.html", context)
