"""Questions about the staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from contactcenter.staff.models import Presence, PresenceInterval, PresenceState, Role, User


def operators() -> QuerySet[User]:
    """Everyone who may be offered contacts."""
    return User.objects.filter(is_active=True, groups__name=Role.OPERATOR)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A time in one state, cut at the bounds that were asked for. `planned` is the planned length of a break."""

    state: str
    start: datetime
    end: datetime
    reason: str = ""
    note: str = ""
    planned: timedelta | None = None
    # Who ended it, where that was not the operator himself.
    ended_by: User | None = None

    @property
    def lasted(self) -> timedelta:
        """To the microsecond."""
        return self.end - self.start

    @property
    def overrun(self) -> timedelta:
        """How far a break went over its planned length; nothing for anything else."""
        return max(self.lasted - self.planned, timedelta()) if self.planned else timedelta()

    @property
    def overrun_seconds(self) -> float:
        """The same for other programs."""
        return self.overrun.total_seconds()

    @property
    def label(self) -> str:
        """The state in words, with the reason of a break."""
        label = str(PresenceState(self.state).label)
        return f"{label}: {self.reason}" if self.reason else label


def states_of(*, operator: User, start: datetime, end: datetime) -> list[Stretch]:
    """Every moment between the two, in order and without a gap: before he first came he was offline."""
    finished = PresenceInterval.objects.filter(
        operator=operator, started_at__lt=end, ended_at__gt=start
    ).select_related("reason", "ended_by")
    found = [_stretch(row, row.started_at, row.ended_at, row.ended_by) for row in finished.order_by("started_at", "pk")]
    current = Presence.objects.select_related("reason").filter(operator=operator, since__lt=end).first()
    if current:
        found.append(_stretch(current, current.since, end, None))
    return list(_without_gaps(found, start=start, end=end))


def _stretch(row: Presence | PresenceInterval, start: datetime, end: datetime, ended_by: User | None) -> Stretch:
    minutes = row.reason.planned_minutes if row.reason else None
    return Stretch(
        state=row.state,
        start=start,
        end=end,
        reason=row.reason.name if row.reason else "",
        note=row.note,
        planned=timedelta(minutes=minutes) if minutes else None,
        ended_by=None if ended_by is None or ended_by.pk == row.operator_id else ended_by,
    )


def _without_gaps(found: Iterable[Stretch], *, start: datetime, end: datetime) -> Iterator[Stretch]:
    reached = start
    for stretch in found:
        if stretch.start > reached:
            yield Stretch(state=PresenceState.OFFLINE, start=reached, end=stretch.start)
        cut = replace(stretch, start=max(stretch.start, start), end=min(stretch.end, end))
        if cut.end > cut.start:
            yield cut
        reached = max(reached, cut.end)
    if reached < end:
        yield Stretch(state=PresenceState.OFFLINE, start=reached, end=end)


def time_in_states(*, operator: User, start: datetime, end: datetime) -> dict[str, timedelta]:
    """Time spent in each state between two moments, all of it: before he first came he was offline.

    What lasts still counts up to `end`.
    """
    total: dict[str, timedelta] = defaultdict(timedelta)
    finished = PresenceInterval.objects.filter(
        Q(started_at__lt=end) & Q(ended_at__gt=start), operator=operator
    ).values_list("state", "started_at", "ended_at")
    for state, started_at, ended_at in finished:
        total[state] += min(ended_at, end) - max(started_at, start)
    current = Presence.objects.filter(operator=operator, since__lt=end).first()
    if current:
        total[current.state] += end - max(current.since, start)
    total[PresenceState.OFFLINE] += end - start - sum(total.values(), timedelta())
    return {state: time for state, time in total.items() if time}
