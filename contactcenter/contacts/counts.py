"""How many wait, since when, and what became of who came: read from what the database keeps, never counted.

Each of these is one statement, so that it sees what was folded and what was not yet at one moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Expression, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Least

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue, QueueDelta, QueueTally
from contactcenter.contacts.models.counts import FLOWS

# Who waits longest is the first entry of an index over those who wait: one look, however many there are.
_NOW = """
SELECT n.queue_id, n.queued, n.offered, oldest.queued, oldest.offered
FROM (
    SELECT queue_id, sum(queued) AS queued, sum(offered) AS offered
    FROM (
        SELECT queue_id, queued, offered FROM contacts_queuetally
        WHERE (queued, offered) <> (0, 0) {here}
        UNION ALL
        SELECT queue_id, queued, offered FROM contacts_queuedelta
        WHERE (queued, offered) <> (0, 0) {here}
    ) every
    GROUP BY queue_id
    HAVING (sum(queued), sum(offered)) <> (0, 0)
) n
CROSS JOIN LATERAL (
    SELECT
        (SELECT c.arrived_at FROM contacts_contact c WHERE c.queue_id = n.queue_id AND c.state = 'queued'
            ORDER BY c.arrived_at LIMIT 1) AS queued,
        (SELECT c.arrived_at FROM contacts_contact c WHERE c.queue_id = n.queue_id AND c.state = 'offered'
            ORDER BY c.arrived_at LIMIT 1) AS offered
) oldest
"""
_HERE = "AND queue_id = ANY (%(queues)s)"
_NAMES = ", ".join(FLOWS)
_FLOWS = f"""
SELECT queue_id, {{begins}}, {", ".join(f"sum({name})" for name in FLOWS)}
FROM (
    SELECT queue_id, minute, {_NAMES} FROM contacts_queueminute WHERE minute >= %(start)s {{here}}
    UNION ALL
    SELECT queue_id, minute, {_NAMES} FROM contacts_queuedelta WHERE minute >= %(start)s {{here}}
) every
GROUP BY {{by}}
"""  # noqa: S608 - constants only


@dataclass(frozen=True)
class Waiting:
    """Who waits in a queue and who is held out to somebody, with the arrival of the one who came first of each."""

    queued: int = 0
    offered: int = 0
    oldest_queued: datetime | None = None
    oldest_offered: datetime | None = None

    @property
    def number(self) -> int:
        """Who is offered still waits."""
        return self.queued + self.offered

    @property
    def oldest(self) -> datetime | None:
        """Of both."""
        return min((moment for moment in (self.oldest_queued, self.oldest_offered) if moment), default=None)


@dataclass(frozen=True)
class Flow:
    """What came into one queue from `start` on, by the names of FLOWS; without a queue, into all of them together."""

    queue_id: int | None
    start: datetime | None
    sums: dict[str, int]


def waiting_now(queue_ids: Collection[int] | None = None) -> dict[int, Waiting]:
    """Queues in which somebody waits, of these or of all."""
    with connection.cursor() as cursor:
        here = "" if queue_ids is None else _HERE
        cursor.execute(_NOW.format(here=here), {"queues": list(queue_ids or ())})
        return {queue_id: Waiting(int(queued), int(offered), *oldest) for queue_id, queued, offered, *oldest in cursor}


def flows_by_queue(*, start: datetime, queue_ids: Collection[int] | None = None) -> list[Flow]:
    """What came from the minute of `start` on, each queue as a whole."""
    return _read("NULL::timestamptz", "queue_id", start=start, queue_ids=queue_ids)


def flows_by_slot(*, start: datetime, slot: timedelta) -> list[Flow]:
    """What came from `start` on: all queues together, slot by slot; then each queue as a whole."""
    begins = "date_bin(%(slot)s, minute, %(start)s)"
    return _read(begins, f"GROUPING SETS ((queue_id), ({begins}))", start=start, slot=slot)


def _read(
    begins: str, by: str, *, start: datetime, queue_ids: Collection[int] | None = None, **given: Any
) -> list[Flow]:
    statement = _FLOWS.format(begins=begins, by=by, here="" if queue_ids is None else _HERE)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"start": _minute(start), "queues": list(queue_ids or ()), **given})
        return list(_flows(cursor))


def _flows(rows: Any) -> Iterator[Flow]:
    for queue_id, start, *sums in rows:
        yield Flow(queue_id, start, {name: int(number) for name, number in zip(FLOWS, sums, strict=True)})


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def waiting_by_queue(queues: QuerySet[Queue]) -> QuerySet[Queue]:
    """Queues with `waiting` (how many) and `oldest` (arrival of the one who waits longest, or None)."""
    folded = QueueTally.objects.filter(queue=OuterRef("pk")).values(number=F("queued") + F("offered"))
    here = QueueDelta.objects.filter(queue_id=OuterRef("pk")).order_by().values("queue_id")
    unfolded = here.annotate(number=Sum("queued") + Sum("offered")).values("number")
    return queues.annotate(
        waiting=_or_zero(folded) + _or_zero(unfolded),
        oldest=Least(_oldest(states.QUEUED), _oldest(states.OFFERED)),
    )


def _or_zero(numbers: QuerySet[Any, Any]) -> Expression:
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def _oldest(state: str) -> Subquery:
    here = Contact.objects.filter(queue=OuterRef("pk"), state=state)
    return Subquery(here.order_by("arrived_at").values("arrived_at")[:1])
