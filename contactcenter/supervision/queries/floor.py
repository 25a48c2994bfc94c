"""The floor at one moment: who does what, who waits where, how well it goes. At most fourteen statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from contactcenter.callbacks.queries import OnFloor, on_floor
from contactcenter.contacts.counts import Waiting, waiting_now
from contactcenter.contacts.models import Queue
from contactcenter.decisions.queries import DepartmentLoad, load_by_department
from contactcenter.functions.registry import registry
from contactcenter.lib.text import fold
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import PresenceState
from contactcenter.supervision.metrics import (
    Counts,
    Figures,
    abandonment,
    average_speed_of_answer,
    figures,
    service_level,
    total,
)
from contactcenter.supervision.queries.day import Day, common_target, day_so_far
from contactcenter.supervision.queries.operators import OperatorNow, operators_now
from contactcenter.supervision.queries.service import recent_counts
from contactcenter.supervision.queries.timeliness import Breach, Timeliness, open_breaches, timeliness_by_function

# A service level below its target by no more than this many points is amber, below that red.
TOLERANCE = 10
# Waiting longer than this many times the queue's T is red.
LONG_WAIT = 3

_SEVERITY = ("", "ok", "warn", "crit")


@dataclass(frozen=True)
class QueueNow:
    """One queue on the floor; `counts` are those of the last half hour."""

    id: int
    name: str
    function: str
    target_percent: int
    target_seconds: int
    waiting: int
    oldest: datetime | None
    wait_level: str
    on_line: int
    counts: Counts

    @property
    def service_level(self) -> float | None:
        """Of the last half hour, by formula 4 and the queue's own T."""
        return service_level(self.counts)

    @property
    def speed_of_answer(self) -> float | None:
        """ASA of the last half hour, seconds."""
        return average_speed_of_answer(self.counts)

    @property
    def abandonment(self) -> float | None:
        """The share that left in the last half hour."""
        return abandonment(self.counts)

    @property
    def service_mark(self) -> str:
        """`ok`, `warn`, `crit`: the service level against the target; empty without one."""
        return level_of(self.service_level, target_percent=self.target_percent)

    @property
    def level(self) -> str:
        """The worse of the service level and the longest wait; empty while there is nothing to judge by."""
        return max(self.service_mark, self.wait_level, key=_SEVERITY.index)

    @property
    def long_wait_seconds(self) -> int:
        """From here on a waiting client is red."""
        return self.target_seconds * LONG_WAIT


@dataclass(frozen=True)
class Floor:
    """Everything that the floor shows at `at`."""

    at: datetime
    operators: Sequence[OperatorNow]
    queues: Sequence[QueueNow]
    day: Day
    target_percent: int | None
    timeliness: Sequence[Timeliness]
    decisions: Sequence[DepartmentLoad]
    breaches: Sequence[Breach]
    callbacks: OnFloor

    @property
    def half_hour_figures(self) -> Figures:
        """Of the last half hour and all queues."""
        return figures(total(queue.counts for queue in self.queues))

    @property
    def half_hour_level(self) -> str:
        """The last half hour against the target of all."""
        return level_of(self.half_hour_figures.service_level, target_percent=self.target_percent)

    @property
    def day_counts(self) -> Counts:
        """Today so far."""
        return self.day.counts

    @property
    def day_figures(self) -> Figures:
        """Of today and all queues."""
        return figures(self.day.counts)

    @property
    def day_service_level(self) -> float | None:
        """Of today and all queues, each by its own T."""
        return self.day_figures.service_level

    @property
    def day_level(self) -> str:
        """Today against the target of all."""
        return level_of(self.day_service_level, target_percent=self.target_percent)

    @property
    def waiting(self) -> int:
        """Who waits in any queue."""
        return sum(queue.waiting for queue in self.queues)

    @property
    def oldest(self) -> datetime | None:
        """The arrival of who waits longest."""
        return min((queue.oldest for queue in self.queues if queue.oldest), default=None)

    @property
    def wait_level(self) -> str:
        """The worst of the queues: `warn`, `crit`, or empty."""
        return max((queue.wait_level for queue in self.queues), key=_SEVERITY.index, default="")

    @property
    def on_shift(self) -> int:
        """Operators who are anything but offline."""
        return sum(operator.is_on_shift for operator in self.operators)

    def groups(self) -> Counter[str]:
        """How many operators are found under each word of the filter."""
        return Counter(operator.group for operator in self.operators)

    @property
    def signals(self) -> int:
        """What deserves a look: queues that miss their target, promises that are overdue."""
        return sum(queue.level == "crit" for queue in self.queues) + len(self.breaches)


def level_of(share: float | None, *, target_percent: int | None) -> str:
    """`ok` at the target, `warn` within TOLERANCE points below it, else `crit`; empty without a figure or a target."""
    if share is None or target_percent is None:
        return ""
    # Judged as it is shown: 79.6 % reads as 80 %.
    percent = round(share * 100)
    if percent >= target_percent:
        return "ok"
    return "warn" if percent >= target_percent - TOLERANCE else "crit"


def read_floor(*, at: datetime) -> Floor:
    """The floor as it is; only what the day sums up may be some seconds old."""
    queues = _in_use()
    day = day_so_far(at=at)
    return Floor(
        at=at,
        operators=tuple(operators_now()),
        queues=tuple(_queues_now(queues, at=at)),
        day=day,
        target_percent=common_target(queues, day),
        timeliness=tuple(timeliness_by_function()),
        decisions=tuple(load_by_department()),
        breaches=tuple(open_breaches()),
        callbacks=on_floor(as_of=at),
    )


def _in_use() -> list[Queue]:
    """In the order of the functions, as everywhere on the screen."""
    places = {function.slug: place for place, function in enumerate(registry)}
    return sorted(
        Queue.objects.active(), key=lambda queue: (places.get(queue.function, len(places)), fold(queue.name), queue.pk)
    )


def queue_now(queue: Queue, *, at: datetime) -> QueueNow:
    """One queue as its card shows it."""
    return _queues_now([queue], at=at)[0]


def _queues_now(queues: Sequence[Queue], *, at: datetime) -> list[QueueNow]:
    asked = None if len(queues) > 1 else [queue.pk for queue in queues]
    counts = recent_counts(at=at, queue_ids=asked)
    waiting = waiting_now(asked)
    on_line = _on_line()
    found = []
    for queue in queues:
        here = waiting.get(queue.pk, Waiting())
        found.append(
            QueueNow(
                id=queue.pk,
                name=queue.name,
                function=queue.function,
                target_percent=queue.target_percent,
                target_seconds=queue.target_seconds,
                waiting=here.number,
                oldest=here.oldest,
                wait_level=_wait_level(queue, here.oldest, at),
                on_line=on_line.get(queue.pk, 0),
                counts=counts.get(queue.pk, Counts()),
            )
        )
    return found


def _wait_level(queue: Queue, oldest: datetime | None, at: datetime) -> str:
    waited = (at - oldest).total_seconds() if oldest else 0
    if waited >= queue.target_seconds * LONG_WAIT:
        return "crit"
    return "warn" if waited >= queue.target_seconds else ""


def _on_line() -> Mapping[int, int]:
    rows = (
        QueueMember.objects.filter(operator__presence__isnull=False)
        .exclude(operator__presence__state=PresenceState.OFFLINE)
        .order_by()
        .values_list("queue_id")
        .annotate(Count("id"))
    )
    return dict(rows)
