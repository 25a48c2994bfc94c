"""What the left pane and the top bar show: own contacts, who waits, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from contactcenter.contacts.counts import Waiting, waiting_now
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.queries import first_waiting
from contactcenter.routing.models import Offer, QueueMember, Seat
from contactcenter.staff.models import Presence, PresenceState, Role, User

QUEUE_ROWS = 50


@dataclass(frozen=True)
class QueueSummary:
    """One queue in the top bar. `oldest` is the arrival of who waits longest."""

    queue: Queue
    waiting: int
    oldest: datetime | None


def contacts_with_labels(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Contacts with what one row of a list shows."""
    return contacts.select_related("client", "address", "queue", "topic")


def own_contacts(operator: User) -> list[Contact]:
    """What the operator has in hand, oldest first."""
    return list(contacts_with_labels(Contact.objects.visible_to(operator).held_by(operator)))


def served_queues(user: User) -> list[Queue]:
    """The queues an operator serves; whoever supervises sees all."""
    queues = Queue.objects.visible_to(user).active()
    if user.has_role(Role.SUPERVISOR):
        return list(queues)
    return list(queues.filter(members__operator=user))


def queue_summaries(queues: Sequence[Queue]) -> list[QueueSummary]:
    """How many wait in each, and since when; one statement, whatever waits."""
    found = waiting_now([queue.pk for queue in queues]) if queues else {}
    nobody = Waiting()
    return [
        QueueSummary(queue, waiting.queued, waiting.oldest_queued)
        for queue in queues
        for waiting in (found.get(queue.pk, nobody),)
    ]


def waiting_in(queues: Sequence[Queue]) -> list[Contact]:
    """The first of those who wait in these queues, in the order in which they are served."""
    return list(contacts_with_labels(first_waiting([queue.pk for queue in queues], limit=QUEUE_ROWS)))


def open_offer(operator: User) -> Offer | None:
    """What is held out to the operator right now."""
    return (
        Offer.objects.open()
        .filter(operator=operator)
        .select_related("contact__client", "contact__address", "contact__queue", "contact__topic")
        .first()
    )


def own_presence(operator: User, *, as_of: datetime) -> Presence:
    """The state the operator is in; who never chose one is offline."""
    presence = Presence.objects.select_related("reason").filter(operator=operator).first()
    return presence or Presence(operator=operator, state=PresenceState.OFFLINE, since=as_of, seen_at=as_of)


def room_of(operator: User) -> Seat | None:
    """How much of the operator is taken."""
    return Seat.objects.filter(operator=operator).first()


def answer_due(contact: Contact) -> datetime | None:
    """By when the client who waits in a running conversation should have an answer."""
    if contact.client_waits_since is None:
        return None
    return contact.client_waits_since + timedelta(seconds=contact.queue.target_seconds)


def serves(operator: User, queue: Queue) -> bool:
    """Whether he may take contacts of this queue."""
    return QueueMember.objects.filter(queue=queue, operator=operator).exists()
