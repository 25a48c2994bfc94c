"""Somebody else goes on in the operator's stead, and what a supervisor whispers to the operator before that."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Message, NoteKind
from contactcenter.contacts.operations.life import lock_contact, move_contact, note_event
from contactcenter.contacts.operations.messages import said_by_key, write_note
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.routing.operations.colleagues import require_colleague
from contactcenter.routing.operations.seats import ensure_seat, lock_seats, occupy_seat
from contactcenter.routing.operations.steering import STEER, require_steering
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.staff.operations.presence import change_presence


@transaction.atomic
def take_over(*, contact_id: int, actor: User, at: datetime, holder_id: int | None = None) -> Contact:
    """Go on with somebody else's conversation: a supervisor always, a colleague where the queue lets him.

    `holder_id` is who had it on the screen of `actor`: of two who take over at once the second is told. A supervisor
    comes to work by it, though not for offers: should her screen go dark, the client does not stay with nobody.

    Raises NotAllowed, IllegalTransition when the conversation does not run, Conflict when somebody was faster, `actor`
    is a colleague who is not ready, or holds as much as he can.
    """
    contact = lock_contact(contact_id)
    states.CONTACT.next(contact.state, "take_over")
    holder = contact.operator
    if holder is None or holder == actor:
        return contact
    if holder_id not in (None, holder.pk):
        raise Conflict(_("%(name)s has taken this conversation over meanwhile.") % {"name": holder}, code="taken_over")
    is_steering = actor.has_perm(STEER)
    if not is_steering:
        _require_allowed(contact, actor, holder)
    _sit_down(actor, holder, comes_to_work=is_steering, at=at)
    if not occupy_seat(operator_id=actor.pk, channel=contact.channel, weight=contact.weight, at=at):
        raise Conflict(_("You have as many contacts as you can hold. Finish one first."), code="no_room")
    return move_contact(
        contact, verb="take_over", at=at, actor=actor, data={"from": holder.pk}, operator=actor, handed_over_by=None
    )


def _require_allowed(contact: Contact, actor: User, holder: User) -> None:
    if not contact.queue.colleagues_take_over:
        raise NotAllowed(_("In this queue only a supervisor takes conversations over."), code="not_supervisor")
    require_colleague(contact.queue, actor, of=holder)


def _sit_down(actor: User, holder: User, *, comes_to_work: bool, at: datetime) -> None:
    """Presence before both seats, and the seats in their one order."""
    ensure_seat(operator=actor, at=at)
    if not comes_to_work:
        if not lock_seats(actor.pk, holder.pk)[actor.pk].ready:
            raise Conflict(_("Set your state to “Ready” first."), code="not_ready")
        return
    Presence.objects.get_or_create(operator=actor, defaults={"since": at, "seen_at": at})
    presence = Presence.objects.select_for_update(no_key=True).get(operator=actor)
    lock_seats(actor.pk, holder.pk)
    if presence.state == PresenceState.OFFLINE:
        change_presence(
            operator=actor, state=PresenceState.NOT_READY, at=at, actor=actor, note=gettext("took a conversation over")
        )


@transaction.atomic
def whisper(*, contact_id: int, author: User, text: str, at: datetime, key: str = "") -> Message:
    """A word of a supervisor to the operator of a running conversation; only the staff sees it. `key` as for an answer.

    Raises NotAllowed for who does not steer, Conflict when nobody talks.
    """
    require_steering(author)
    contact = lock_contact(contact_id)
    if contact.state != states.ACTIVE or contact.operator_id is None:
        raise Conflict(_("Nobody talks in this contact now."), code="not_active")
    if key and (known := said_by_key(contact, key)):
        return known
    message = write_note(contact_id=contact.pk, author=author, text=text, at=at, key=key, kind=NoteKind.WHISPER)
    note_event(contact, verb="whisper", at=at, actor=author, data={"message": message.pk})
    publish(topics.operator(contact.operator_id), kind="whisper", contact=contact.pk, message=message.pk)
    return message
