"""What contacts do when an administrator changes something, and what participants do when a contact moves on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import ChannelWeight, Contact, PriorityRule, Queue
from contactcenter.contacts.operations.counting import correct_counts
from contactcenter.contacts.operations.participants import dissolve, leave_all
from contactcenter.contacts.queries import rules, weights
from contactcenter.contacts.signals import Move, contact_moved
from contactcenter.lib.commits import after_commit
from contactcenter.staff.models import Presence, PresenceState
from contactcenter.staff.signals import presence_changed

# Known in this process at once, in the others in half a minute.


@receiver((post_save, post_delete), sender=ChannelWeight, dispatch_uid="contacts.weights")
def follow_weight(**_kwargs: Any) -> None:
    """How much a contact takes."""
    weights.forget()


@receiver((post_save, post_delete), sender=PriorityRule, dispatch_uid="contacts.priority_rules")
def follow_rule(**_kwargs: Any) -> None:
    """Who is served sooner."""
    rules.forget()


@receiver(contact_moved, sender=Contact, dispatch_uid="contacts.participants")
def follow_move(*, move: Move, **_kwargs: Any) -> None:
    """Participation ends with the hands it was called by."""
    if move.before in states.HELD and (move.after not in states.HELD or move.contact.operator_id != move.holder):
        dissolve(move.contact, at=move.at)


@receiver(presence_changed, sender=Presence, dispatch_uid="contacts.presence")
def follow_presence(*, presence: Presence, at: datetime, **_kwargs: Any) -> None:
    """Who is off shift is nobody's guest; after commit, since contacts are locked before presence."""
    if presence.state == PresenceState.OFFLINE:
        after_commit(leave_all, person_id=presence.operator_id, at=at)


@receiver(post_save, sender=Queue, dispatch_uid="contacts.queue")
def follow_queue(*, instance: Queue, created: bool, **_kwargs: Any) -> None:
    """Who was answered in time is judged by the seconds that the queue says now, as in reports."""
    if not created:
        correct_counts(as_of=timezone.now(), queue_id=instance.pk)
