"""What a supervisor does with contacts that wait: another queue, another place in it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.life import lock_contact, move_contact
from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.staff.models import User

STEER = "supervision.steer_floor"
PRIORITIES = range(-100, 101)


def require_steering(actor: User) -> None:
    """Only who steers the floor; raises NotAllowed."""
    if not actor.has_perm(STEER):
        raise NotAllowed(_("Only a supervisor may do this."), code="not_supervisor")


@transaction.atomic
def move_waiting(*, contact_id: int, queue: Queue, actor: User, at: datetime) -> Contact:
    """Put a waiting contact into another queue; its age and priority stay, and it is offered there at once.

    Raises NotAllowed, InvalidInput when the queue takes nothing or is the same, IllegalTransition when nobody waits.
    """
    require_steering(actor)
    contact = lock_contact(contact_id)
    if not queue.is_active:
        raise InvalidInput(
            _("The queue “%(name)s” takes no contacts.") % {"name": queue.name}, code="queue_off", field="queue"
        )
    if queue.pk == contact.queue_id:
        raise InvalidInput(
            _("The contact waits in “%(name)s” already.") % {"name": queue.name}, code="same_queue", field="queue"
        )
    return move_contact(
        contact,
        verb="move",
        at=at,
        actor=actor,
        data={"from": contact.queue_id, "to": queue.pk},
        queue=queue,
        # Whom it was transferred away from may serve the new queue.
        handed_over_by=None,
    )


@transaction.atomic
def reprioritise(*, contact_id: int, priority: int, actor: User, at: datetime) -> Contact:
    """Let a waiting contact be served sooner (a higher number) or later; the same number again changes nothing.

    Raises NotAllowed, InvalidInput for a number outside PRIORITIES, IllegalTransition when nobody waits.
    """
    require_steering(actor)
    if priority not in PRIORITIES:
        raise InvalidInput(
            _("A priority is a number from %(least)d to %(most)d.") % {"least": PRIORITIES[0], "most": PRIORITIES[-1]},
            code="bad_priority",
            field="priority",
        )
    contact = lock_contact(contact_id)
    if contact.priority == priority:
        return contact
    return move_contact(
        contact,
        verb="reprioritise",
        at=at,
        actor=actor,
        data={"from": contact.priority, "to": priority},
        priority=priority,
    )
