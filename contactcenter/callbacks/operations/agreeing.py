"""What is promised, moved and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback, Origin
from contactcenter.callbacks.moments import require_permitted, rule_of, shown, window_of, zone_for
from contactcenter.callbacks.operations.life import hold_callback, hold_with_contact, move_callback, record
from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.contacts.models import Contact, Queue, Topic
from contactcenter.contacts.operations.life import move_contact
from contactcenter.contacts.states import OFFERED, QUEUED
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

NOTE_LIMIT = 300


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is agreed. `moment` is any aware moment; `time_zone` the one that the client or the operator has chosen.

    `key` is the name that the asking side gave it: the same one again is the same promise.
    """

    address: ClientAddress
    queue: Queue
    moment: datetime
    origin: Origin
    time_zone: str = ""
    topic: Topic | None = None
    note: str = ""
    key: str = ""
    origin_contact: Contact | None = None


def agree_callback(*, promise: Promise, at: datetime, actor: User | None = None) -> Callback:
    """Promise a call. The operator who agrees it in a conversation is the one who is asked first.

    The same `key` again answers with what was promised and writes nothing. Raises InvalidInput for a moment in the
    past, outside the window or while the queue is closed, and Conflict where this number is promised a call already.
    """
    note = clean(promise.note, limit=NOTE_LIMIT, field="note")
    if promise.address.kind != AddressKind.PHONE:
        raise InvalidInput(_("Only telephone numbers are called."), code="bad_phone", field="phone")
    try:
        with transaction.atomic():
            return _agree(promise, note=note, at=at, actor=actor)
    except IntegrityError:
        # Somebody else has promised the same at the same moment.
        if known := _known(promise.key):
            return known
        raise _taken(promise.address) from None


def _agree(promise: Promise, *, note: str, at: datetime, actor: User | None) -> Callback:
    address = (
        ClientAddress.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client")
        .get(pk=promise.address.pk)
    )
    if known := _known(promise.key):
        return known
    if not promise.queue.is_active:
        raise InvalidInput(
            _("The queue “%(name)s” takes no contacts.") % {"name": promise.queue.name}, code="queue_off", field="queue"
        )
    _end_call_of(promise, address, at=at, actor=actor)
    if Callback.objects.live().filter(address=address).exists():
        raise _taken(address)
    zone, _is_known = zone_for(chosen=promise.time_zone, client_zone=address.client.time_zone, phone=address.value)
    window = window_of(queue=promise.queue, rule=rule_of(promise.queue), zone=zone, as_of=at)
    moment = require_permitted(promise.moment, window, as_of=at)
    callback = Callback.objects.create(
        client_id=address.client_id,
        address=address,
        queue=promise.queue,
        topic=promise.topic,
        operator=actor if promise.origin == Origin.OPERATOR else None,
        origin=promise.origin,
        origin_contact=promise.origin_contact,
        promised_at=moment,
        due_at=moment,
        time_zone=str(zone),
        note=note,
        key=promise.key[:200],
        created_at=at,
    )
    record(callback, verb="agree", at=at, actor=actor, data={"for": moment.isoformat(), "zone": str(zone)})
    return callback


def _known(key: str) -> Callback | None:
    return Callback.objects.filter(key=key[:200]).first() if key else None


def _end_call_of(promise: Promise, address: ClientAddress, *, at: datetime, actor: User | None) -> None:
    """A client who asks in a call back to be called once more was reached by it."""
    if promise.origin_contact is None:
        return
    running = Callback.objects.filter(
        address=address, contact=promise.origin_contact, state=states.CALLING
    ).values_list("pk", flat=True)
    for callback_id in running:
        move_callback(hold_callback(callback_id), verb="reach", at=at, actor=actor, data={"asked_again": True})


def _taken(address: ClientAddress) -> Conflict:
    live = Callback.objects.live().filter(address=address).first()
    if live is None or live.state == states.CALLING:
        return Conflict(_("This number is being called right now."), code="already_agreed")
    zone, _is_known = zone_for(chosen=live.time_zone)
    return Conflict(
        _("A call to this number is agreed already: %(moment)s by the clock of the client.")
        % {"moment": shown(live.due_at, zone)},
        code="already_agreed",
    )


@transaction.atomic
def reschedule_callback(
    *, callback_id: int, moment: datetime, at: datetime, actor: User | None = None, time_zone: str = ""
) -> Callback:
    """Another moment for a call that was not begun. Raises as `agree_callback` does, and IllegalTransition."""
    callback = hold_callback(callback_id)
    zone, _is_known = zone_for(chosen=time_zone or callback.time_zone)
    window = window_of(queue=callback.queue, rule=rule_of(callback.queue), zone=zone, as_of=at)
    permitted = require_permitted(moment, window, as_of=at)
    return move_callback(
        callback,
        verb="reschedule",
        at=at,
        actor=actor,
        data={"from": callback.due_at.isoformat(), "to": permitted.isoformat()},
        due_at=permitted,
        promised_at=permitted,
        time_zone=str(zone),
    )


@transaction.atomic
def cancel_callback(*, callback_id: int, at: datetime, actor: User | None = None, why: str = "") -> Callback:
    """Nobody calls any more; a call that waits in the queue is taken out of it.

    Cancelling what is cancelled changes nothing. Raises Conflict once an operator has the call in hand.
    """
    reason = clean(why, limit=200, field="why")
    callback, contact = hold_with_contact(callback_id)
    if callback.state == states.CANCELLED:
        return callback
    is_calling = callback.state == states.CALLING
    if is_calling and contact and contact.state not in (QUEUED, OFFERED):
        raise Conflict(_("An operator is calling already."), code="being_called")
    move_callback(callback, verb="cancel", at=at, actor=actor, data={"why": reason})
    if is_calling and contact:
        move_contact(contact, verb="abandon", at=at, actor=actor, data={"why": "callback cancelled"})
    return callback
