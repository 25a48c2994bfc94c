"""Promises whose moment has come become calls in the queue."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback, Origin
from contactcenter.callbacks.moments import rule_of, zone_for
from contactcenter.callbacks.operations.life import hold_callback, move_callback, record
from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.contacts.models import Contact
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.contacts.operations.outbound import place_call
from contactcenter.lib.each import each
from contactcenter.lib.errors import Conflict
from contactcenter.routing.models import QueueMember
from contactcenter.routing.operations.offers import take_contact
from contactcenter.staff.models import Presence, PresenceState, User

_AT_ONCE = 500  # promises; the next sweep goes on


def call_due(*, as_of: datetime) -> int:
    """Put everything into the queues whose moment has come; returns how many."""
    due = list(Callback.objects.due(as_of=as_of).values_list("pk", flat=True)[:_AT_ONCE])
    return each(due, functools.partial(_begin, at=as_of), what="callbacks.call")


@transaction.atomic
def _begin(callback_id: int, *, at: datetime) -> bool:
    callback = hold_callback(callback_id)
    # Looked at again under the lock: another sweep, a cancellation or a new moment may have been faster.
    if callback.state != states.WAITING or callback.due_at > at:
        return False
    if callback.address is None:
        move_callback(callback, verb="give_up", at=at, data={"why": "no number"})
        return True
    _call(callback, at=at)
    return True


def _call(callback: Callback, *, at: datetime, actor: User | None = None) -> Contact:
    """The call of a locked callback: into its queue, kept a while for who agreed it if he is there."""
    assert callback.address
    rule = rule_of(callback.queue)
    first = callback.operator if callback.operator and _may_be_asked(callback.operator, callback) else None
    contact = place_call(
        address=callback.address,
        queue=callback.queue,
        topic=callback.topic,
        about=callback.note,
        priority=rule.priority,
        at=at,
        preferred=first,
        reserved_until=at + timedelta(seconds=rule.keep_seconds) if first and rule.keep_seconds else None,
    )
    move_callback(
        callback,
        verb="call",
        at=at,
        actor=actor,
        data={"contact": contact.pk, "attempt": callback.attempts + 1},
        contact=contact,
        attempts=callback.attempts + 1,
    )
    return contact


def _may_be_asked(operator: User, callback: Callback) -> bool:
    """He serves the queue at once and is at work."""
    serves = QueueMember.objects.filter(queue=callback.queue_id, operator=operator, after_seconds=0).exists()
    is_there = Presence.objects.filter(operator=operator).exclude(state=PresenceState.OFFLINE).exists()
    return serves and is_there


@transaction.atomic
def call_now(*, callback_id: int, operator: User, at: datetime) -> Contact:
    """An operator calls before the moment: the call goes into his hands.

    Raises what `take_contact` raises, IllegalTransition when it has begun or ended.
    """
    callback = hold_callback(callback_id)
    if callback.address is None:
        raise Conflict(_("The client's number was taken off."), code="no_number")
    contact = _call(callback, at=at, actor=operator)
    return take_contact(contact_id=contact.pk, operator=operator, at=at, since=callback.created_at)


def call_abandoned(*, contact_id: int, operator: User, at: datetime) -> Contact:
    """Call back somebody who left without an answer: the first who presses the key has the call in his hands.

    Raises Conflict when a colleague was faster, the client has been called or has left no number; what `take_contact`
    raises when this operator may not have it.
    """
    try:
        with transaction.atomic():
            return _call_abandoned(contact_id, operator=operator, at=at)
    except IntegrityError:
        raise Conflict(_("A colleague calls this client back already."), code="called_back") from None


def _call_abandoned(contact_id: int, *, operator: User, at: datetime) -> Contact:
    abandoned = lock_contact(contact_id)
    if not Contact.objects.abandoned().filter(pk=contact_id).exists():
        raise Conflict(_("This client was answered."), code="not_abandoned")
    if Callback.objects.filter(origin_contact=abandoned, origin=Origin.ABANDONED).exists():
        raise Conflict(_("A colleague calls this client back already."), code="called_back")
    address = number_of(abandoned)
    if address is None:
        raise Conflict(_("The client has left no number."), code="no_number")
    promised = Callback.objects.live().filter(address=address).first()
    if promised:  # he is called for both reasons
        return call_now(callback_id=promised.pk, operator=operator, at=at)
    zone, _is_known = zone_for(client_zone=abandoned.client.time_zone, phone=address.value)
    callback = Callback.objects.create(
        client_id=address.client_id,
        address=address,
        queue=abandoned.queue,
        topic=abandoned.topic,
        operator=operator,
        origin=Origin.ABANDONED,
        origin_contact=abandoned,
        promised_at=at,
        due_at=at,
        time_zone=str(zone),
        note=abandoned.last_text[:300],
        created_at=at,
    )
    record(callback, verb="agree", at=at, actor=operator, data={"abandoned": abandoned.pk})
    contact = _call(callback, at=at, actor=operator)
    return take_contact(contact_id=contact.pk, operator=operator, at=at, since=abandoned.arrived_at)


def number_of(contact: Contact) -> ClientAddress | None:
    """The number that the client came from, else his first one."""
    if contact.address and contact.address.kind == AddressKind.PHONE:
        return contact.address
    return ClientAddress.objects.filter(client=contact.client_id, kind=AddressKind.PHONE).order_by("pk").first()
