"""The supervisor's screens: the floor, one operator, one queue, and what is done there."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import InvalidInput
from contactcenter.routing.operations.steering import STEER, move_waiting, reprioritise
from contactcenter.staff.models import User
from contactcenter.supervision.forms import PresenceForm, PriorityForm, QueueForm
from contactcenter.supervision.operations.steering import force_presence
from contactcenter.supervision.queries.floor import queue_now
from contactcenter.supervision.queries.people import contacts_in_hand, day_of, operator_now, skills_of, waiting_in
from contactcenter.supervision.screen import floor_context, heading

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

WATCH = "supervision.view_floor"


def allowed(permission: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A view for who is signed in and has the permission; others get 403."""

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


@require_safe
@allowed(WATCH)
def floor(request: HttpRequest) -> HttpResponse:
    """The whole page, or its content alone when the page refreshes itself."""
    context = floor_context(at=timezone.now())
    if _is_part(request):
        return render(request, "supervision/_floor.html", context)
    return render(
        request,
        "supervision/floor.html",
        # The cards show the queues; the top bar need not.
        context | {"heading": heading(context["floor"]), "queue_counters": []},
    )


@require_safe
@allowed(WATCH)
def operator(request: HttpRequest, operator_id: int) -> HttpResponse:
    """What one operator does, with what he can and did today."""
    context = _operator_context(request, operator_id)
    part = "supervision/_in_hand.html" if _is_part(request) else "supervision/operator.html"
    return render(request, part, context)


@require_POST
@allowed(STEER)
def presence(request: HttpRequest, operator_id: int) -> HttpResponse:
    """Put an operator into a state."""
    given = _valid(PresenceForm(request.POST))
    force_presence(operator_id=operator_id, actor=_user(request), at=timezone.now(), **given)
    if request.headers.get("HX-Request"):
        return render(request, "supervision/_state.html", _operator_context(request, operator_id))
    return redirect("supervision:operator", operator_id)


@require_safe
@allowed(WATCH)
def queue(request: HttpRequest, queue_id: int) -> HttpResponse:
    """Who waits in one queue."""
    context = _queue_context(request, get_object_or_404(Queue, pk=queue_id))
    return render(request, "supervision/_waiting.html" if _is_part(request) else "supervision/queue.html", context)


@require_POST
@allowed(STEER)
def contact_queue(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Put a waiting contact into another queue."""
    left = get_object_or_404(Contact.objects.select_related("queue"), pk=contact_id).queue
    given = _valid(QueueForm(request.POST))
    move_waiting(contact_id=contact_id, actor=_user(request), at=timezone.now(), **given)
    return _after_steering(request, left)


@require_POST
@allowed(STEER)
def contact_priority(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Let a waiting contact be served sooner or later."""
    contact = get_object_or_404(Contact.objects.select_related("queue"), pk=contact_id)
    given = _valid(PriorityForm(request.POST))
    reprioritise(contact_id=contact_id, actor=_user(request), at=timezone.now(), **given)
    return _after_steering(request, contact.queue)


def _after_steering(request: HttpRequest, queue: Queue) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "supervision/_waiting.html", _queue_context(request, queue))
    return redirect("supervision:queue", queue.pk)


def _operator_context(request: HttpRequest, operator_id: int) -> dict[str, Any]:
    now = timezone.now()
    tile = operator_now(operator_id)
    if tile is None:
        raise Http404
    person = User.objects.select_related("team").get(pk=operator_id)
    return {
        "operator": tile,
        "person": person,
        "contacts": contacts_in_hand(_user(request), operator_id=operator_id),
        "skills": skills_of(operator_id),
        "times": day_of(person, at=now),
        "form": PresenceForm(initial={"state": tile.presence}),
        "may_steer": request.user.has_perm(STEER),
        "heading": {"title": _("Floor"), "detail": person.team.name if person.team else ""},
        "queue_counters": [],
    }


def _queue_context(request: HttpRequest, queue: Queue) -> dict[str, Any]:
    return {
        "queue": queue_now(queue, at=timezone.now()),
        "waiting": waiting_in(_user(request), queue=queue),
        "queues": Queue.objects.active().exclude(pk=queue.pk),
        "may_steer": request.user.has_perm(STEER),
        "heading": {"title": _("Floor"), "detail": ""},
        "queue_counters": [],
    }


def _valid(form: Any) -> dict[str, Any]:
    """What was filled in; raises InvalidInput with the form's first sentence."""
    if not form.is_valid():
        field, sentences = next(iter(form.errors.items()))
        raise InvalidInput(sentences[0], field=field)
    given: dict[str, Any] = form.cleaned_data
    return given


def _is_part(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
