"""The supervisor's screens: the floor, one operator, one queue, and what is done there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import InvalidInput
from contactcenter.routing.operations.steering import STEER, move_waiting, reprioritise
from contactcenter.routing.screens import draw_day
from contactcenter.staff.http import Request, screen
from contactcenter.staff.models import PresenceState, User
from contactcenter.staff.queries import operators
from contactcenter.supervision.forms import PresenceForm, PriorityForm, QueueForm, WorkForm
from contactcenter.supervision.operations.steering import force_presence, reassign_work, sign_out_by_force
from contactcenter.supervision.queries.floor import queue_now
from contactcenter.supervision.queries.people import contacts_in_hand, day_of, operator_now, skills_of, waiting_in
from contactcenter.supervision.screen import day_in_words, floor_context, surroundings

WATCH = "supervision.view_floor"


@require_safe
@screen(WATCH)
def floor(request: Request) -> HttpResponse:
    """The whole page, or its content alone when the page refreshes itself."""
    context = floor_context(at=timezone.now())
    if request.htmx:
        return render(request, "supervision/_floor.html", context)
    return render(
        request,
        "supervision/floor.html",
        context | surroundings(detail=day_in_words(context["floor"].at)),
    )


@require_safe
@screen(WATCH)
def operator(request: Request, operator_id: int) -> HttpResponse:
    """What one operator does, with what he can and did today."""
    context = _operator_context(request, operator_id)
    part = "supervision/_in_hand.html" if request.htmx else "supervision/operator.html"
    return render(request, part, context)


@require_safe
@screen(WATCH)
def operator_day(request: Request, operator_id: int) -> HttpResponse:
    """The whole day of one operator, as he sees it himself."""
    person = get_object_or_404(operators(), pk=operator_id)
    back = reverse("supervision:operator", args=[person.pk])
    return draw_day(request, person=person, title=_("Day"), back_url=back, queue_counters=[])


@require_POST
@screen(STEER)
def presence(request: Request, operator_id: int) -> HttpResponse:
    """Put an operator into a state."""
    given = _valid(PresenceForm(request.POST))
    force_presence(operator_id=operator_id, actor=request.user, at=timezone.now(), **given)
    if request.htmx:
        return render(request, "supervision/_state.html", _operator_context(request, operator_id))
    return redirect("supervision:operator", operator_id)


@require_POST
@screen(STEER)
def signing_out(request: Request, operator_id: int) -> HttpResponse:
    """End the operator's shift for him."""
    sign_out_by_force(operator_id=operator_id, actor=request.user, at=timezone.now(), note=request.POST.get("note", ""))
    return redirect("supervision:operator", operator_id)


@require_POST
@screen(STEER)
def work(request: Request, operator_id: int) -> HttpResponse:
    """Take all running conversations from the operator, back to their queues or into one."""
    given = _valid(WorkForm(request.POST))
    reassign_work(operator_id=operator_id, actor=request.user, at=timezone.now(), **given)
    return redirect("supervision:operator", operator_id)


@require_safe
@screen(WATCH)
def queue(request: Request, queue_id: int) -> HttpResponse:
    """Who waits in one queue."""
    context = _queue_context(request, get_object_or_404(Queue.objects.visible_to(request.user), pk=queue_id))
    return render(request, "supervision/_waiting.html" if request.htmx else "supervision/queue.html", context)


@require_POST
@screen(STEER)
def contact_queue(request: Request, contact_id: int) -> HttpResponse:
    """Put a waiting contact into another queue."""
    left = _contact(request, contact_id).queue
    given = _valid(QueueForm(request.POST))
    move_waiting(contact_id=contact_id, actor=request.user, at=timezone.now(), **given)
    return _after_steering(request, left)


@require_POST
@screen(STEER)
def contact_priority(request: Request, contact_id: int) -> HttpResponse:
    """Let a waiting contact be served sooner or later."""
    contact = _contact(request, contact_id)
    given = _valid(PriorityForm(request.POST))
    reprioritise(contact_id=contact_id, actor=request.user, at=timezone.now(), **given)
    return _after_steering(request, contact.queue)


def _contact(request: Request, contact_id: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.user).select_related("queue"), pk=contact_id)


def _after_steering(request: Request, queue: Queue) -> HttpResponse:
    if request.htmx:
        return render(request, "supervision/_waiting.html", _queue_context(request, queue))
    return redirect("supervision:queue", queue.pk)


def _operator_context(request: Request, operator_id: int) -> dict[str, Any]:
    now = timezone.now()
    tile = operator_now(operator_id)
    if tile is None:
        raise Http404
    person = User.objects.select_related("team").get(pk=operator_id)
    return {
        "operator": tile,
        "person": person,
        "contacts": contacts_in_hand(request.user, operator_id=operator_id),
        "skills": skills_of(operator_id),
        "times": day_of(person, at=now),
        "form": PresenceForm(initial={"state": tile.presence if tile.presence != PresenceState.NO_ANSWER else ""}),
        "work_form": WorkForm(),
        "may_steer": request.user.has_perm(STEER),
        **surroundings(detail=person.team.name if person.team else ""),
    }


def _queue_context(request: Request, queue: Queue) -> dict[str, Any]:
    return {
        "queue": queue_now(queue, at=timezone.now()),
        "waiting": waiting_in(request.user, queue=queue),
        "queues": Queue.objects.active().exclude(pk=queue.pk),
        "may_steer": request.user.has_perm(STEER),
        **surroundings(detail=""),
    }


def _valid(form: Any) -> dict[str, Any]:
    """What was filled in; raises InvalidInput with the form's first sentence."""
    if not form.is_valid():
        field, sentences = next(iter(form.errors.items()))
        raise InvalidInput(sentences[0], field=field)
    given: dict[str, Any] = form.cleaned_data
    return given
