"""Whether cases keep their deadlines: what is open, what is overdue, what was breached today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from contactcenter.deadlines.models import Deadline, DeadlineState, Target
from contactcenter.functions.curtains import curtains
from contactcenter.functions.registry import registry
from contactcenter.supervision.metrics import ratio
from contactcenter.supervision.queries.service import SLOT

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

SHOWN = 5


@dataclass(frozen=True)
class Timeliness:
    """The open cases of one labour function that have a deadline."""

    function: str
    open: int
    overdue: int
    next_due: datetime | None


@dataclass(frozen=True)
class Breach:
    """One promise that was not kept in time and is still open."""

    case_id: int
    number: str
    function: str
    target: str
    breached_at: datetime
    owner: str

    @property
    def target_label(self) -> _StrOrPromise:
        """What was promised, in words."""
        return Target(self.target).label


@dataclass(frozen=True)
class DeadlinesOfDay:
    """What came of the deadlines that ended or passed in a stretch of time, and when they passed."""

    met: int
    missed: int
    overdue: int
    breaches: Mapping[datetime, int]

    @property
    def kept(self) -> float | None:
        """SLA: done by due of what was done or is overdue."""
        return ratio(self.met, self.met + self.missed + self.overdue)


def timeliness_by_function() -> list[Timeliness]:
    """Open work with deadlines, function by function in the order of the registry."""
    rows = {
        row["case__function"]: row
        for row in Deadline.objects.open()
        .order_by()
        .values("case__function")
        .annotate(
            cases=Count("case", distinct=True),
            overdue=Count("case", distinct=True, filter=Q(state=DeadlineState.BREACHED)),
            next_due=Min("due_at", filter=Q(state=DeadlineState.RUNNING)),
        )
    }
    return [
        Timeliness(function.slug, row["cases"], row["overdue"], row["next_due"])
        for function in registry
        if (row := rows.get(function.slug))
    ]


def open_breaches(*, limit: int = SHOWN) -> Sequence[Breach]:
    """The latest promises that are overdue and still open; the floor is drawn once for everybody who watches it."""
    rows = (
        curtains.over_shared(Deadline.objects.filter(state=DeadlineState.BREACHED), path="case_id")
        .select_related("case__owner")
        .order_by("-breached_at", "-id")[:limit]
    )
    return [
        Breach(
            case_id=deadline.case_id,
            number=deadline.case.number,
            function=deadline.case.function,
            target=deadline.target,
            breached_at=deadline.breached_at,
            owner=deadline.case.owner.short_name if deadline.case.owner else "",
        )
        for deadline in rows
        if deadline.breached_at
    ]


def deadlines_of(*, start: datetime, end: datetime) -> DeadlinesOfDay:
    """Deadlines that were met, missed or passed from `start` up to `end`, with what is overdue from before."""
    rows = Deadline.objects.filter(
        Q(stopped_at__gte=start, stopped_at__lt=end)
        | Q(breached_at__gte=start, breached_at__lt=end)
        | Q(state=DeadlineState.BREACHED)
    ).values_list("state", "stopped_at", "breached_at")
    ended: Counter[str] = Counter()
    breaches: Counter[datetime] = Counter()
    for state, stopped_at, breached_at in rows:
        if state == DeadlineState.BREACHED or (stopped_at and start <= stopped_at < end):
            ended[state] += 1
        if breached_at and start <= breached_at < end:
            breaches[start + (breached_at - start) // SLOT * SLOT] += 1
    return DeadlinesOfDay(
        met=ended[DeadlineState.MET],
        missed=ended[DeadlineState.MISSED],
        overdue=ended[DeadlineState.BREACHED],
        breaches=dict(breaches),
    )
