"""What came in and what became of it, by queue and by half hour: one statement for any stretch of time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from contactcenter.contacts.counts import Flow, flows_by_queue
from contactcenter.supervision.metrics import Counts

SLOT = timedelta(minutes=30)
MICROSECONDS = 1_000_000

# A contact belongs to the half hour in which it arrived. It is answered when an operator first took it; who was
# answered once and left in a second queue did not leave unanswered.
_COUNTS = """
SELECT c.queue_id, date_bin(make_interval(secs => %(slot)s), c.arrived_at, %(start)s),
    count(*),
    count(c.accepted_at),
    count(*) FILTER (WHERE c.accepted_at <= c.arrived_at + make_interval(secs => q.target_seconds)),
    count(*) FILTER (WHERE lost.is_lost),
    count(*) FILTER (WHERE lost.is_lost AND c.ended_at <= c.arrived_at + make_interval(secs => q.target_seconds)),
    count(*) FILTER (WHERE lost.is_lost AND c.ended_at < c.arrived_at + make_interval(secs => q.short_abandon_seconds)),
    count(*) FILTER (WHERE c.state = 'closed' AND c.finished_at IS NOT NULL AND c.accepted_at IS NOT NULL),
    coalesce(sum(extract(epoch FROM c.accepted_at - c.arrived_at)), 0)::float8,
    coalesce(sum(extract(epoch FROM c.finished_at - c.accepted_at)) FILTER (WHERE c.state = 'closed'), 0)::float8,
    coalesce(sum(extract(epoch FROM c.ended_at - c.finished_at)) FILTER (
        WHERE c.state = 'closed' AND c.accepted_at IS NOT NULL), 0)::float8
FROM contacts_contact c
JOIN contacts_queue q ON q.id = c.queue_id
CROSS JOIN LATERAL (SELECT c.state = 'abandoned' AND c.accepted_at IS NULL AS is_lost) lost
WHERE c.direction = 'in' AND c.arrived_at >= %(start)s AND c.arrived_at < %(end)s
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class SlotCounts:
    """The counts of one queue in the stretch of time that begins at `start`."""

    queue_id: int
    start: datetime
    counts: Counts


def counts_by_slot(*, start: datetime, end: datetime, slot: timedelta = SLOT) -> list[SlotCounts]:
    """Counts of what arrived from `start` up to, not including, `end`; slots are counted from `start`."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"start": start, "end": end, "slot": slot.total_seconds()})
        rows = cursor.fetchall()
    return [SlotCounts(queue_id, begins, Counts(*figures)) for queue_id, begins, *figures in rows]


def counts_by_queue(*, start: datetime, end: datetime) -> Mapping[int, Counts]:
    """Counts of what arrived from `start` up to `end`, each queue as a whole."""
    return {row.queue_id: row.counts for row in counts_by_slot(start=start, end=end, slot=end - start)}


def counts_of(flow: Flow) -> Counts:
    """What the database has kept, as the formulas take it."""
    sums = flow.sums
    return Counts(
        arrived=sums["arrived"],
        answered=sums["answered"],
        answered_in_target=sums["answered_in_target"],
        abandoned=sums["abandoned"],
        abandoned_in_target=sums["abandoned_in_target"],
        abandoned_short=sums["abandoned_short"],
        handled=sums["handled"],
        wait_seconds=sums["wait_us"] / MICROSECONDS,
        talk_seconds=sums["talk_us"] / MICROSECONDS,
        wrap_seconds=sums["wrap_us"] / MICROSECONDS,
    )


def recent_counts(*, at: datetime, queue_ids: Collection[int] | None = None) -> Mapping[int, Counts]:
    """Counts of what arrived in the last half hour and in the minute in which it began, queue by queue.

    Read from what is kept, for screens that ask four times a second; `counts_by_queue` is for any stretch of time.
    """
    flows = flows_by_queue(start=at - SLOT, queue_ids=queue_ids)
    return {flow.queue_id: counts_of(flow) for flow in flows if flow.queue_id is not None}
