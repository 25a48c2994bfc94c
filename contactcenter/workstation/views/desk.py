"""The workstation itself: three panes, and the regions that load themselves anew after a lost connection."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from contactcenter.cases.operations.follow_ups import complete_follow_up
from contactcenter.contacts.models import Queue
from contactcenter.functions.sections import sections
from contactcenter.staff.models import User
from contactcenter.workstation import keys, tabs
from contactcenter.workstation.http import Request, screen
from contactcenter.workstation.queries import company, desk, work
from contactcenter.workstation.shell import shell_of


@screen()
def home(request: Request) -> HttpResponse:
    """The workstation without a contact; people who have no contacts begin with their own section, or with cases."""
    if not request.user.has_perm("contacts.view_contact"):
        start = sections.start_of(request.user)
        return redirect(start.url_name if start else "workstation:cases")
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "workstation/contact/region.html", {"is_swap": True, "keys": keys.DESK})
    return render(request, "workstation/desk.html", {**left_pane(request), "keys": keys.DESK})


def go_on(user: User) -> HttpResponse:
    """Where an operator goes when a contact has left his hands: to the one that waits longest, or to none."""
    contacts = desk.own_contacts(user)
    contacts.sort(key=lambda contact: (contact.client_waits_since is None, contact.client_waits_since))
    address = reverse("workstation:contact", args=[contacts[0].pk]) if contacts else reverse("workstation:home")
    return HttpResponse(
        headers={"HX-Location": json.dumps({"path": address, "target": "#centre", "swap": "outerHTML"})}
    )


def left_pane(request: Request) -> dict[str, Any]:
    """What the left pane shows besides the shell."""
    user = request.user
    show_all = request.GET.get("queues") == "all"
    served = shell_of(request).served
    shown = list(Queue.objects.visible_to(user).active()) if show_all else served
    return {
        "queue_scope": "all" if show_all else "mine",
        "served_ids": [queue.pk for queue in served],
        "shown_queues": shown,
        "waiting": desk.waiting_in(shown),
        **watched(user),
        **offered(request),
    }


def watched(user: User) -> dict[str, Any]:
    """What is due and what was promised."""
    return {"deadlines": work.watched_deadlines(user, as_of=timezone.now()), "follow_ups": work.open_follow_ups(user)}


def offered(request: Request) -> dict[str, Any]:
    """What is known of who is held out to this operator; empty while nobody is."""
    offer, now = shell_of(request).offer, timezone.now()
    if offer is None:
        return {}
    facts = tabs.client_context(contact=offer.contact, user=request.user, at=now)
    return {"facts": facts, "handover": company.handover_note(offer.contact)}


@screen()
def own_contacts(request: Request) -> HttpResponse:
    """The list of own contacts."""
    return render(request, "workstation/left/contacts.html")


@screen()
def queue(request: Request) -> HttpResponse:
    """Who waits: in own queues, or with ?queues=all in any."""
    return render(request, "workstation/left/queue.html", left_pane(request))


@screen()
def watch(request: Request) -> HttpResponse:
    """What is due and what was promised."""
    return render(request, "workstation/left/watch.html", watched(request.user))


@screen()
@require_POST
def finish_follow_up(request: Request, follow_up_id: int) -> HttpResponse:
    """Done."""
    complete_follow_up(follow_up_id=follow_up_id, operator=request.user, at=timezone.now())
    return render(request, "workstation/left/watch.html", watched(request.user))


@screen()
def offer(request: Request) -> HttpResponse:
    """What is held out right now, or nothing: as a card, or as a line over the screen."""
    part = "card" if request.GET.get("part") == "card" else "bar"
    facts = offered(request) if part == "card" else {}
    return render(request, "workstation/offer/region.html", {"part": part, **facts})
