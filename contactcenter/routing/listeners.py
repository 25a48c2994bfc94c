"""What routing does when something moves on the floors below. All of it inside the mover's transaction;
matching itself starts after commit, when others can see what changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import ChannelWeight, Contact
from contactcenter.contacts.models.contacts import ContactDirection
from contactcenter.contacts.signals import Move, contact_arrived, contact_moved
from contactcenter.lib.commits import after_commit
from contactcenter.routing.models import Offer, OfferOutcome, QueueHours, QueueRing, QueueSkill, Seat, SeatLimit
from contactcenter.routing.operations.doors import let_in
from contactcenter.routing.operations.handover import bring_back, hand_everything_back, withdraw_offers
from contactcenter.routing.operations.matching import match_contact, match_operator
from contactcenter.routing.operations.members import lock_members, refresh_members
from contactcenter.routing.operations.offers import accept_offer
from contactcenter.routing.operations.preference import prefer_last_operator
from contactcenter.routing.operations.seats import ensure_seat, release_seat, renew_room, settle_offer
from contactcenter.routing.queries import with_hours
from contactcenter.routing.signals import offered_to_open
from contactcenter.staff.models import OperatorSkill, Presence, PresenceState, User
from contactcenter.staff.operations.presence import end_presence
from contactcenter.staff.signals import presence_changed


@receiver(contact_arrived, sender=Contact, dispatch_uid="routing.arrived")
def offer_arrival(*, contact: Contact, **_kwargs: Any) -> None:
    """A new contact is offered as soon as it is durable."""
    # Doors are for clients who come; a call that we owe waits behind an open one as behind a closed one.
    if contact.direction == ContactDirection.INBOUND:
        let_in(contact, at=contact.arrived_at)
    if contact.preferred_operator_id is None:
        prefer_last_operator(contact, at=contact.arrived_at)
    match_contact(contact_id=contact.pk, at=contact.arrived_at)


@receiver(contact_moved, sender=Contact, dispatch_uid="routing.moved")
def follow_move(*, move: Move, **_kwargs: Any) -> None:
    """Keep the operator's load true, and look for the next pair on both sides."""
    contact = move.contact
    has_left = move.after not in states.HELD or contact.operator_id != move.holder
    if move.before in states.HELD and has_left and move.holder:
        release_seat(operator_id=move.holder, channel=contact.channel, weight=contact.weight, at=move.at)
    if move.before == states.OFFERED and move.after in states.CONTACT.final:
        _withdraw(contact, at=move.at)
    if move.before == states.OFFERED and move.after == states.QUEUED:
        bring_back(contact, at=move.at)
    if move.after == states.QUEUED:
        match_contact(contact_id=contact.pk, at=move.at)


def _withdraw(contact: Contact, *, at: datetime) -> None:
    for offer in Offer.objects.open().filter(contact=contact):
        settle_offer(offer=offer, channel=contact.channel, outcome=OfferOutcome.WITHDRAWN, at=at, reason="left")


@receiver(offered_to_open, sender=Offer, dispatch_uid="routing.offered_to_open")
def open_at_once(*, offer_id: int, operator_id: int, at: datetime, **_kwargs: Any) -> None:
    """The operator need not answer: the contact is in his hands before anybody else learns of it."""
    accept_offer(offer_id=offer_id, operator=User.objects.get(pk=operator_id), at=at, by_itself=True)


@receiver(presence_changed, sender=Presence, dispatch_uid="routing.presence")
def follow_presence(*, presence: Presence, before: str, at: datetime, **_kwargs: Any) -> None:
    """Ready means free for offers, anything else takes offers back; offline hands everything back."""
    operator = presence.operator
    ensure_seat(operator=operator, at=at)
    seat = Seat.objects.filter(operator=operator)
    if presence.state == PresenceState.READY:
        seat.update(ready=True, idle_since=at)
        match_operator(operator_id=operator.pk, at=at)
        return
    seat.update(ready=False)
    # Contacts are locked before seats, and this transaction holds the seat: they go back after it. Should this
    # process die in between, the sweep returns them.
    give_back = hand_everything_back if presence.state == PresenceState.OFFLINE else withdraw_offers
    why = f"{before} → {presence.state}"
    after_commit(give_back, operator_id=operator.pk, at=at, why=why)


@receiver((post_save, post_delete), sender=ChannelWeight, dispatch_uid="routing.channel_rules")
def follow_channel_rules(**_kwargs: Any) -> None:
    """What may come to an operator besides what he holds."""
    renew_room()


@receiver((post_save, post_delete), sender=SeatLimit, dispatch_uid="routing.limits")
def follow_limit(*, instance: SeatLimit, **_kwargs: Any) -> None:
    """The same for one operator; more room is filled at once."""
    renew_room(operator_id=instance.seat_id)
    match_operator(operator_id=instance.seat_id, at=timezone.now())


# Skills decide who serves what. The lock is taken before the first change, so that two who change skills at once
# each see what the other has written.


@receiver((pre_save, pre_delete), sender=OperatorSkill, dispatch_uid="routing.before_operator_skill")
@receiver((pre_save, pre_delete), sender=QueueSkill, dispatch_uid="routing.before_queue_skill")
@receiver((pre_save, pre_delete), sender=QueueRing, dispatch_uid="routing.before_queue_ring")
def before_skill(**_kwargs: Any) -> None:
    """One at a time."""
    lock_members()


@receiver((post_save, post_delete), sender=OperatorSkill, dispatch_uid="routing.operator_skill")
def follow_operator_skill(*, instance: OperatorSkill, **_kwargs: Any) -> None:
    """What an operator can."""
    refresh_members(operator_id=instance.operator_id)


@receiver((post_save, post_delete), sender=QueueSkill, dispatch_uid="routing.queue_skill")
@receiver((post_save, post_delete), sender=QueueRing, dispatch_uid="routing.queue_ring")
def follow_queue_skill(*, instance: QueueSkill | QueueRing, **_kwargs: Any) -> None:
    """What a queue wants, at once or after a while."""
    refresh_members(queue_id=instance.queue_id)


@receiver((post_save, post_delete), sender=QueueHours, dispatch_uid="routing.queue_hours")
def follow_hours(**_kwargs: Any) -> None:
    """Whether a queue closes at all; known in this process at once, in the others in ten seconds."""
    with_hours.forget()


@receiver(post_save, sender=User, dispatch_uid="routing.user")
def follow_user(*, instance: User, update_fields: frozenset[str] | None, **_kwargs: Any) -> None:
    """Who is no longer active serves nothing and holds nothing."""
    if update_fields is None or "is_active" in update_fields:
        refresh_members(operator_id=instance.pk)
        if not instance.is_active:
            end_presence(operator=instance, at=timezone.now())


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="routing.roles")
def follow_roles(*, instance: object, action: str, **_kwargs: Any) -> None:
    """Only operators are members of queues."""
    if action.startswith("pre_"):
        lock_members()
    else:
        refresh_members(operator_id=instance.pk if isinstance(instance, User) else None)
