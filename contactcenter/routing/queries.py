"""Whether a client may wait, and where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.counts import Waiting, waiting_by_queue, waiting_now
from contactcenter.contacts.models import Contact, Queue
from contactcenter.deadlines.arithmetic import OutsideCalendar
from contactcenter.deadlines.calendars import compiled
from contactcenter.lib.memory import ShortMemory
from contactcenter.routing.models import QueueHours


class Trouble(models.TextChoices):
    CLOSED = "closed", _("closed now")
    FULL = "full", _("full")
    LONG = "long", _("the wait is too long")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the door of a queue says. `queue` is where the client goes, with a message if he may not wait.

    `trouble` says why not in the queue that was asked; `opens_at` when that one opens, if it is closed.
    """

    queue: Queue
    may_wait: bool
    trouble: str = ""
    opens_at: datetime | None = None


def _read_queues_with_hours() -> Collection[int]:
    return frozenset(QueueHours.objects.values_list("queue_id", flat=True))


# Most queues never close, and every arrival asks.
with_hours = ShortMemory(_read_queues_with_hours, seconds=10)


def may_wait(*, queue: Queue, as_of: datetime, besides: Contact | None = None) -> Entry:
    """Whether a client who comes now waits here, in a queue that takes him instead, or leaves a message here.

    Queues that send on in a circle, or to one that is out of use, take a message: nobody is lost.
    `besides` is the contact in question when it stands in the line already.
    """
    here, seen, first = queue, [queue.pk], ""
    opens = opens_at(queue=queue, as_of=as_of)
    while trouble := _trouble(here, as_of=as_of, besides=besides):
        first = first or trouble
        other = here.when_closed if trouble == Trouble.CLOSED else here.when_full
        if other is None or not other.is_active or other.pk in seen:
            return Entry(queue=queue, may_wait=False, trouble=first, opens_at=opens)
        here = other
        seen.append(here.pk)
    return Entry(queue=here, may_wait=True, trouble=first, opens_at=opens)


def opens_at(*, queue: Queue, as_of: datetime) -> datetime | None:
    """None while the queue is open; else when it opens. A calendar that has run out keeps it open: people notice."""
    if queue.pk not in with_hours():
        return None
    hours = QueueHours.objects.select_related("calendar__base__base").filter(queue=queue).first()
    if hours is None:
        return None
    try:
        opens, _closes = next(compiled(hours.calendar).stretches(as_of))
    except OutsideCalendar:
        return None
    return opens if opens > as_of else None


def _trouble(queue: Queue, *, as_of: datetime, besides: Contact | None) -> str:
    if opens_at(queue=queue, as_of=as_of):
        return Trouble.CLOSED
    if queue.most_waiting:
        waiting = waiting_now([queue.pk]).get(queue.pk, Waiting()).queued
        if waiting - _stands_in(queue, besides) >= queue.most_waiting:
            return Trouble.FULL
    return ""


def queue_for_function(function: str, *, as_of: datetime, besides: int) -> Queue | None:
    """The queue of a labour function where a client is served soonest: open, with most people ready, fewest waiting."""
    ready = Count("members", filter=Q(members__operator__seat__ready=True))
    others = Queue.objects.active().filter(function=function).exclude(pk=besides)
    queues: models.QuerySet[Any] = waiting_by_queue(others).annotate(ready=ready)
    ranked = sorted(
        queues,
        key=lambda queue: (not may_wait(queue=queue, as_of=as_of).may_wait, -queue.ready, queue.waiting, queue.name),
    )
    return ranked[0] if ranked else None


def _stands_in(queue: Queue, contact: Contact | None) -> bool:
    return contact is not None and contact.queue_id == queue.pk and contact.state == states.QUEUED
