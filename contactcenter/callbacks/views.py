"""The list of callbacks, the dialog that promises one, and what an operator does with a call."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contactcenter.callbacks import queries
from contactcenter.callbacks.forms import OTHER, AgreeForm, MomentForm, soon
from contactcenter.callbacks.models import Callback, Origin
from contactcenter.callbacks.moments import require_permitted, rule_of, window_of, zone_label
from contactcenter.callbacks.operations.agreeing import (
    Promise,
    agree_callback,
    cancel_callback,
    reschedule_callback,
)
from contactcenter.callbacks.operations.calling import call_abandoned, call_now
from contactcenter.callbacks.operations.outcomes import dial, miss_callback
from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.clients.operations.addresses import add_address
from contactcenter.contacts import states as contact_states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import DomainError
from contactcenter.lib.phone import format_phone
from contactcenter.staff.http import Request, screen, with_headers

SEE, CHANGE = "callbacks.view_callback", "callbacks.change_callback"


def list_context(request: Request) -> dict[str, Any]:
    """What the list shows now."""
    now, served = timezone.now(), queries.served_by(request.user)
    abandoned = queries.not_called_back(as_of=now)[: queries.PAGE]
    return {
        "rows": queries.promised(user=request.user, as_of=now),
        # What this operator may call stands first, and its key is on the first of these.
        "abandoned": sorted(abandoned, key=lambda contact: contact.queue_id not in served),
        "may_call": request.user.has_perm(CHANGE),
        "served": served,
        "version": queries.version(),
    }


@screen(SEE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """What is promised, who left without an answer, and what became of the latest."""
    context = {**list_context(request), "ended": queries.lately_ended(user=request.user)}
    return render(request, "callbacks/list.html", context)


@screen(SEE)
@require_safe
def live_list(request: Request) -> HttpResponse:
    """The part that changes."""
    return render(request, "callbacks/_live.html", list_context(request))


def _held(request: Request, contact_id: int) -> Contact:
    held = Contact.objects.visible_to(request.user).filter(operator=request.user, state__in=contact_states.HELD)
    return get_object_or_404(held.select_related("client", "queue", "topic"), pk=contact_id)


@screen("callbacks.add_callback")
def agreement(request: Request, contact_id: int) -> HttpResponse:
    """GET asks when; POST promises it, and the operator is the one who is asked first."""
    contact, now = _held(request, contact_id), timezone.now()
    if request.method != "POST":
        form = AgreeForm(client=contact.client, at=now)
        form.initial = _initial(contact.queue, form, at=now) | {"note": contact.topic.name if contact.topic else ""}
    else:
        form = AgreeForm(request.POST, client=contact.client, at=now)
        if form.is_valid() and (callback := _agree(request, contact, form, at=now)):
            return _said(_("Agreed: %(moment)s.") % {"moment": _both(callback.due_at, callback.time_zone)})
    context = {"form": form, "contact": contact, "title": _("Agree a callback"), "zone_is_known": form.zone_is_known}
    return render(request, "callbacks/dialog.html", context, status=422 if form.is_bound else 200)


def _initial(queue: Queue, form: MomentForm, *, at: datetime) -> dict[str, Any]:
    zone = ZoneInfo(str(form.fields["time_zone"].initial))
    window = window_of(queue=queue, rule=rule_of(queue), zone=zone, as_of=at)
    hour = (at + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    return soon(zone=zone, at=at, first=window.next(hour))


def _agree(request: Request, contact: Contact, form: AgreeForm, *, at: datetime) -> Callback | None:
    given = form.cleaned_data
    try:
        promise = Promise(
            address=_number(contact, form, at=at),
            queue=contact.queue,
            topic=contact.topic,
            moment=given["moment"],
            time_zone=given["time_zone"],
            note=given["note"],
            origin=Origin.OPERATOR,
            origin_contact=contact,
        )
        return agree_callback(promise=promise, at=at, actor=request.user)
    except DomainError as refusal:
        if not form.put(refusal):
            raise
        return None


def _number(contact: Contact, form: AgreeForm, *, at: datetime) -> ClientAddress:
    chosen = form.cleaned_data.get("phone", OTHER)
    if chosen in form.numbers:
        return form.numbers[chosen]
    return add_address(client=contact.client, kind=AddressKind.PHONE, value=form.cleaned_data["other_phone"], at=at)


@screen(SEE)
@require_safe
def both_clocks(request: Request) -> HttpResponse:
    """While the form is filled in: the moment by the client's clock and by ours, or what is wrong with it."""
    now = timezone.now()
    queue = get_object_or_404(Queue.objects.visible_to(request.user), pk=_id(request.GET.get("queue", "")))
    form = MomentForm(request.GET, zone=timezone.get_default_timezone_name(), at=now)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        zone, moment = ZoneInfo(form.cleaned_data["time_zone"]), form.cleaned_data["moment"]
        window = window_of(queue=queue, rule=rule_of(queue), zone=zone, as_of=now)
        context |= {"both": _both(moment, str(zone))}
        try:
            require_permitted(moment, window, as_of=now)
        except DomainError as refusal:
            context["refusal"] = str(refusal)
    return render(request, "callbacks/_both.html", context)


def _id(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


def _both(moment: datetime, zone: str) -> str:
    there = timezone.localtime(moment, ZoneInfo(zone))
    ours = timezone.localtime(moment)
    if there.replace(tzinfo=None) == ours.replace(tzinfo=None):
        return _("%(moment)s, the client's clock and ours show the same") % {"moment": f"{there:%d.%m, %H:%M}"}
    return _("%(there)s by the clock of the client (%(zone)s), %(ours)s by ours") % {
        "there": f"{there:%d.%m, %H:%M}",
        "zone": zone_label(zone, at=moment),
        "ours": f"{ours:%d.%m, %H:%M}",
    }


def _seen(request: Request, callback_id: int) -> Callback:
    return get_object_or_404(queries.with_labels(Callback.objects.visible_to(request.user)), pk=callback_id)


@screen(CHANGE)
def rescheduling(request: Request, callback_id: int) -> HttpResponse:
    """Another moment."""
    callback, now = _seen(request, callback_id), timezone.now()
    there = timezone.localtime(callback.due_at, ZoneInfo(callback.time_zone))
    initial = {"day": there.date(), "clock": there.time()}
    form = MomentForm(request.POST or None, zone=callback.time_zone, at=now, initial=initial)
    if form.is_valid():
        try:
            reschedule_callback(
                callback_id=callback.pk,
                moment=form.cleaned_data["moment"],
                time_zone=form.cleaned_data["time_zone"],
                at=now,
                actor=request.user,
            )
        except DomainError as refusal:
            if not form.put(refusal):
                raise
        else:
            return _said(_("The call is moved."))
    context = {"form": form, "callback": callback, "title": _("Move the call")}
    return render(request, "callbacks/dialog.html", context, status=422 if form.is_bound else 200)


@screen(CHANGE)
@require_POST
def cancellation(request: Request, callback_id: int) -> HttpResponse:
    """Nobody calls any more."""
    cancel_callback(callback_id=_seen(request, callback_id).pk, at=timezone.now(), actor=request.user)
    return _said(_("The call is cancelled."))


@screen(CHANGE)
@require_POST
def call(request: Request, callback_id: int) -> HttpResponse:
    """Now, and I."""
    contact = call_now(callback_id=_seen(request, callback_id).pk, operator=request.user, at=timezone.now())
    return _opened(contact)


@screen(CHANGE)
@require_POST
def call_back(request: Request, contact_id: int) -> HttpResponse:
    """Whoever left without an answer."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_id)
    return _opened(call_abandoned(contact_id=contact.pk, operator=request.user, at=timezone.now()))


@screen(CHANGE)
@require_POST
def miss(request: Request, callback_id: int) -> HttpResponse:
    """Not reached: the operator is free at once."""
    callback = miss_callback(callback_id=_seen(request, callback_id).pk, operator=request.user, at=timezone.now())
    sentence = _("Not reached for the last time: the callback is given up.")
    if callback.is_live:
        moment = _both(callback.due_at, callback.time_zone)
        sentence = _("Not reached. Next attempt: %(moment)s.") % {"moment": moment}
    return with_headers(_said(sentence), HX_Redirect="/")


@screen(CHANGE)
@require_POST
def number(request: Request, callback_id: int) -> HttpResponse:
    """The number to dial; the log of access keeps the look."""
    callback, now = _seen(request, callback_id), timezone.now()
    value, line = dial(callback_id=callback.pk, operator=request.user, at=now)
    context = {"callback": callback, "value": value, "shown": format_phone(value), "line": line}
    return render(request, "callbacks/_number.html", context)


def _opened(contact: Contact) -> HttpResponse:
    return with_headers(HttpResponse(), HX_Redirect=f"/contacts/{contact.pk}/")


def _said(sentence: str) -> HttpResponse:
    """Nothing in #dialogs: the dialog is gone; the sentence is shown beside it."""
    said = {"say": {"text": sentence, "kind": "info"}, "topic:changed": {"topic": "callbacks"}}
    return with_headers(HttpResponse(), HX_Trigger=json.dumps(said))
