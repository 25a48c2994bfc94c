"""Today so far. The past half hours hardly change, so all screens and processes share one look at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from contactcenter.contacts.counts import flows_by_slot
from contactcenter.contacts.models import Queue
from contactcenter.supervision.metrics import Counts, total
from contactcenter.supervision.queries.occupancy import Load, load_of
from contactcenter.supervision.queries.service import SLOT, counts_of
from contactcenter.supervision.queries.timeliness import DeadlinesOfDay, deadlines_of

KEPT = 15  # seconds
_KEY = "supervision.today"


@dataclass(frozen=True)
class Day:
    """Everything that is told of a day as a whole; `start` is midnight by the organisation's clock."""

    start: datetime
    halves: Mapping[datetime, Counts]  # all queues together, by the beginning of the half hour
    arrived: Mapping[int, int]  # queue by queue
    load: Load
    deadlines: DeadlinesOfDay

    @property
    def counts(self) -> Counts:
        """All queues and half hours together."""
        return total(self.halves.values())


def start_of_day(at: datetime) -> datetime:
    """The midnight before `at` by the organisation's clock."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def kept_as(start: datetime) -> str:
    """The name under which the look at this day is shared."""
    return f"{_KEY}.{start:%Y%m%d}"


def day_so_far(*, at: datetime) -> Day:
    """Today up to `at`, at most KEPT seconds old."""
    start = start_of_day(at)
    key = kept_as(start)
    kept: Day | None = cache.get(key)
    if kept is not None:
        return kept
    day = read_day(start=start, end=at)
    cache.set(key, day, timeout=KEPT)
    return day


def read_day(*, start: datetime, end: datetime) -> Day:
    """The day from `start` up to `end`, read from the database."""
    # A microsecond more, so that what is written at this very moment is in.
    end += timedelta(microseconds=1)
    flows = flows_by_slot(start=start, slot=SLOT)
    return Day(
        start=start,
        halves={flow.start: counts for flow in flows if flow.start and (counts := counts_of(flow)) != Counts()},
        arrived={flow.queue_id: flow.sums["arrived"] for flow in flows if flow.queue_id is not None},
        load=load_of(start=start, end=end),
        deadlines=deadlines_of(start=start, end=end),
    )


def common_target(queues: Sequence[Queue], day: Day) -> int | None:
    """The service target of all queues together, in percent: each weighs as much as came into it today."""
    arrived = {queue.pk: day.arrived.get(queue.pk, 0) for queue in queues}
    weights = arrived if any(arrived.values()) else dict.fromkeys(arrived, 1)
    if not weights:
        return None
    return round(sum(queue.target_percent * weights[queue.pk] for queue in queues) / sum(weights.values()))
