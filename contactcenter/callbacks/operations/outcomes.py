"""How an attempt ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback
from contactcenter.callbacks.moments import rule_of, window_of, zone_for
from contactcenter.callbacks.operations.life import hold_callback, hold_with_contact, move_callback
from contactcenter.contacts import states as contact_states
from contactcenter.contacts.models import Contact
from contactcenter.contacts.operations.life import move_contact, require_holder
from contactcenter.contacts.signals import Move
from contactcenter.lib.errors import Conflict
from contactcenter.privacy.models import AccessLog
from contactcenter.privacy.operations.access import reveal_address
from contactcenter.staff.models import User


@transaction.atomic
def miss_callback(
    *, callback_id: int, at: datetime, operator: User | None = None, actor: User | None = None
) -> Callback:
    """The client was not reached: the call ends without wrap-up, the next attempt comes by rule, or none.

    `operator` is who had the call in hand; without one another system reports, and `actor` is its user. Raises
    NotAllowed when somebody else has the call, Conflict when it has ended.
    """
    callback, contact = hold_with_contact(callback_id)
    if contact is None or callback.state != states.CALLING or not contact.is_open:
        raise Conflict(_("This call has ended already."), code="call_ended")
    if operator:
        require_holder(contact, operator)
    _miss(callback, at=at, actor=operator or actor)
    _end_call(contact, at=at, actor=operator or actor)
    return callback


def _miss(callback: Callback, *, at: datetime, actor: User | None) -> None:
    rule = rule_of(callback.queue)
    again = _next_attempt(callback, at=at) if callback.attempts < rule.attempts else None
    data = {"attempt": callback.attempts, "contact": callback.contact_id}
    if again is None:
        move_callback(callback, verb="give_up", at=at, actor=actor, data={**data, "why": "not reached"})
    else:
        move_callback(callback, verb="miss", at=at, actor=actor, data={**data, "next": again.isoformat()}, due_at=again)


def _next_attempt(callback: Callback, *, at: datetime) -> datetime | None:
    """After the rule's pause, at the first moment at which the client may be called."""
    rule = rule_of(callback.queue)
    zone, _is_known = zone_for(chosen=callback.time_zone)
    window = window_of(queue=callback.queue, rule=rule, zone=zone, as_of=at)
    return window.next(at + timedelta(minutes=rule.pause_after(callback.attempts)))


def _end_call(contact: Contact, *, at: datetime, actor: User | None) -> None:
    if contact.state in (contact_states.QUEUED, contact_states.OFFERED):
        move_contact(contact, verb="abandon", at=at, actor=actor, data={"why": "not reached"})
        return
    if contact.state == contact_states.ACTIVE:
        move_contact(contact, verb="finish", at=at, actor=actor, finished_at=at, data={"why": "not reached"})
    move_contact(contact, verb="close", at=at, actor=actor, summary=_("The client was not reached."), unread=0)


@transaction.atomic
def reach_callback(*, callback_id: int, at: datetime, actor: User | None = None) -> Callback:
    """Another system tells that the client was reached; what is written down of the talk stays with the operator."""
    callback, _contact = hold_with_contact(callback_id)
    return move_callback(callback, verb="reach", at=at, actor=actor, data={"contact": callback.contact_id})


def follow_call(move: Move) -> None:
    """Inside the transaction that ends a call by any other way: wrapped up means reached, taken away means not."""
    if move.after not in contact_states.CONTACT.final:
        return
    calling = Callback.objects.filter(contact=move.contact.pk, state=states.CALLING).values_list("pk", flat=True)
    for callback_id in calling:
        callback = hold_callback(callback_id)
        if move.after == contact_states.CLOSED:
            actor = move.contact.operator
            move_callback(callback, verb="reach", at=move.at, actor=actor, data={"contact": move.contact.pk})
        else:
            _miss(callback, at=move.at, actor=None)


@transaction.atomic
def dial(*, callback_id: int, operator: User, at: datetime) -> tuple[str, AccessLog]:
    """The number in full for who has the call in hand; the log of access keeps that he has seen it.

    Raises NotAllowed when somebody else has the call, Conflict when the number was taken off.
    """
    callback = Callback.objects.select_related("contact", "address").get(pk=callback_id)
    if callback.contact is None or callback.address is None:
        raise Conflict(_("There is no number to call."), code="no_number")
    require_holder(callback.contact, operator)
    reason = _("Callback %(number)s") % {"number": callback.pk}
    return reveal_address(address=callback.address, actor=operator, reason=reason, at=at)
