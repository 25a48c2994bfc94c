"""What becomes of clients before a queue that is closed or full, and of those who wait in one too long."""

from __future__ import annotations

import functools
from datetime import datetime

from django.db import transaction

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.life import lock_contact, move_contact, note_event
from contactcenter.lib.each import each
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.routing.queries import Trouble, may_wait

_AT_ONCE = 500  # contacts; the next sweep goes on


def let_in(contact: Contact, *, at: datetime) -> None:
    """A contact that has just come goes where its queue's door says; one that may not wait is kept as a message.

    Two who come at the same moment may both be the last who fit: the limit is a measure, not a promise.
    """
    entry = may_wait(queue=contact.queue, as_of=at, besides=contact)
    if not entry.may_wait:
        _keep_as_message(contact, why=entry.trouble, at=at)
    elif entry.queue != contact.queue:
        _send_on(contact, entry.queue, why=entry.trouble, at=at)


def send_on_overdue(*, as_of: datetime) -> int:
    """Who has waited as long as his queue allows goes to its next queue, or stays as a message; returns how many."""
    due = Contact.objects.filter(state=states.QUEUED, wait_ends_at__lte=as_of).order_by("wait_ends_at", "pk")
    contact_ids = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    return each(contact_ids, functools.partial(_end_wait, at=as_of), what="routing.send_on")


@transaction.atomic
def _end_wait(contact_id: int, *, at: datetime) -> bool:
    contact = lock_contact(contact_id)
    if contact.state != states.QUEUED or contact.wait_ends_at is None or contact.wait_ends_at > at:
        return False
    target = contact.queue.when_long
    entry = may_wait(queue=target, as_of=at) if target and target.is_active else None
    if entry and entry.may_wait and not _has_been_in(contact, entry.queue):
        _send_on(contact, entry.queue, why=Trouble.LONG, at=at)
        return True
    contact.wait_ends_at = None
    contact.save(update_fields={"wait_ends_at"})
    _keep_as_message(contact, why=Trouble.LONG, at=at)
    publish(topics.contact(contact.pk), kind="moved", state=contact.state)
    return True


def _keep_as_message(contact: Contact, *, why: str, at: datetime) -> None:
    """It is answered when somebody is free, and stays when the client goes."""
    contact.kept_as_message_at = at
    contact.save(update_fields={"kept_as_message_at"})
    note_event(contact, verb="as_message", at=at, data={"why": why})


def _has_been_in(contact: Contact, queue: Queue) -> bool:
    """Whether it was sent away from there: settings that form a circle send nobody round and round."""
    return queue.pk == contact.queue_id or contact.events.filter(verb="overflow", data__from=queue.pk).exists()


def _send_on(contact: Contact, queue: Queue, *, why: str, at: datetime) -> None:
    move_contact(
        contact,
        verb="overflow",
        at=at,
        data={"from": contact.queue_id, "to": queue.pk, "why": why},
        queue=queue,
    )
