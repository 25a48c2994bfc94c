"""What callbacks do when a call of theirs moves, inside the mover's transaction."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from contactcenter.callbacks.operations.life import tell_lost
from contactcenter.callbacks.operations.outcomes import follow_call
from contactcenter.contacts.models import Contact
from contactcenter.contacts.models.contacts import ContactDirection
from contactcenter.contacts.signals import Move, contact_moved
from contactcenter.contacts.states import ABANDONED


@receiver(contact_moved, sender=Contact, dispatch_uid="callbacks.moved")
def follow_move(*, move: Move, **_kwargs: Any) -> None:
    """Only calls that we began ourselves ask the database anything."""
    if move.contact.direction == ContactDirection.OUTBOUND:
        follow_call(move)
    elif move.after == ABANDONED:
        tell_lost()
