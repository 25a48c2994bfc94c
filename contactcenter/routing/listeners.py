"""What routing does when something moves on the floors below. All of it inside the mover's transaction;
matching itself starts after commit, when others can see what changed."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact
from contactcenter.contacts.signals import Move, contact_arrived, contact_moved
from contactcenter.routing.models import Offer, OfferOutcome, QueueSkill, Seat
from contactcenter.routing.operations.handover import hand_everything_back
from contactcenter.routing.operations.matching import offer_contact, offer_to_operator
from contactcenter.routing.operations.members import refresh_members
from contactcenter.routing.operations.seats import ensure_seat, release_seat, settle_offer
from contactcenter.staff.models import OperatorSkill, Presence, PresenceState, User
from contactcenter.staff.signals import presence_changed


@receiver(contact_arrived, sender=Contact, dispatch_uid="routing.arrived")
def offer_arrival(*, contact: Contact, **_kwargs: Any) -> None:
    """A new contact is offered as soon as it is durable."""
    _after_commit(offer_contact, contact_id=contact.pk)


@receiver(contact_moved, sender=Contact, dispatch_uid="routing.moved")
def follow_move(*, move: Move, **_kwargs: Any) -> None:
    """Keep the operator's load true, and look for the next pair on both sides."""
    contact = move.contact
    if move.before in states.HELD and move.after not in states.HELD and move.holder:
        release_seat(operator_id=move.holder, weight=contact.weight, at=move.at)
        _after_commit(offer_to_operator, operator_id=move.holder)
    if move.before == states.OFFERED and move.after in states.CONTACT.final:
        _withdraw(contact, at=move.at)
    if move.after == states.QUEUED:
        _after_commit(offer_contact, contact_id=contact.pk)


def _withdraw(contact: Contact, *, at: datetime) -> None:
    for offer in Offer.objects.open().filter(contact=contact):
        settle_offer(offer=offer, outcome=OfferOutcome.WITHDRAWN, at=at, reason="left")
        _after_commit(offer_to_operator, operator_id=offer.operator_id)


@receiver(presence_changed, sender=Presence, dispatch_uid="routing.presence")
def follow_presence(*, presence: Presence, before: str, at: datetime, **_kwargs: Any) -> None:
    """Ready means free for offers; offline hands everything back."""
    operator = presence.operator
    ensure_seat(operator=operator, at=at)
    seat = Seat.objects.filter(operator=operator)
    if presence.state == PresenceState.READY:
        seat.update(ready=True, idle_since=at)
        _after_commit(offer_to_operator, operator_id=operator.pk)
        return
    seat.update(ready=False)
    if presence.state == PresenceState.OFFLINE:
        # Contacts are locked before seats, and this transaction holds the seat: they go back after it. Should this
        # process die in between, the sweep returns them.
        _after_commit(functools.partial(hand_everything_back, why=f"{before} → offline"), operator_id=operator.pk)


@receiver((post_save, post_delete), sender=OperatorSkill, dispatch_uid="routing.operator_skill")
def follow_operator_skill(*, instance: OperatorSkill, **_kwargs: Any) -> None:
    """Skills decide who serves what."""
    refresh_members(operator_id=instance.operator_id)


@receiver((post_save, post_delete), sender=QueueSkill, dispatch_uid="routing.queue_skill")
def follow_queue_skill(*, instance: QueueSkill, **_kwargs: Any) -> None:
    """What a queue wants decides who serves it."""
    refresh_members(queue_id=instance.queue_id)


@receiver(post_save, sender=User, dispatch_uid="routing.user")
def follow_user(*, instance: User, update_fields: frozenset[str] | None, **_kwargs: Any) -> None:
    """Who is no longer active serves nothing."""
    if update_fields is None or "is_active" in update_fields:
        refresh_members(operator_id=instance.pk)


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="routing.roles")
def follow_roles(*, instance: object, action: str, **_kwargs: Any) -> None:
    """Only operators are members of queues."""
    if action.startswith("post_"):
        refresh_members(operator_id=instance.pk if isinstance(instance, User) else None)


def _after_commit(match: Any, **which: int) -> None:
    transaction.on_commit(lambda: match(at=timezone.now(), **which), robust=True)
