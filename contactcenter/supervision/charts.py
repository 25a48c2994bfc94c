"""The day's charts as coordinates; templates draw them as SVG, so there is no script and both themes fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from contactcenter.supervision.metrics import Counts, service_level
from contactcenter.supervision.queries.day import Day
from contactcenter.supervision.queries.floor import level_of
from contactcenter.supervision.queries.service import SLOT

LEFT, RIGHT, TOP, BOTTOM = 30.0, 456.0, 20.0, 152.0
# The hours that are always shown; a contact outside widens them.
FIRST_HOUR, LAST_HOUR = 8, 20
_BAR = {"ok": "good", "warn": "mid", "crit": "bad", "": "a"}
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)
_LINES = 4


@dataclass(frozen=True)
class Bar:
    """One half hour: its bar, the part of it on top that is lost, what it says."""

    start: datetime
    end: datetime
    x: str
    y: str
    width: str
    height: str
    kind: str
    value: float
    part_height: str = ""
    part: int = 0


@dataclass(frozen=True)
class Tick:
    """A line of the grid or a word under the axis."""

    at: str
    text: str


@dataclass(frozen=True)
class Mark:
    """Deadlines that passed in a half hour."""

    x: str
    number: int
    start: datetime


@dataclass(frozen=True)
class Chart:
    """What a template needs to draw one chart; coordinates are strings, for no locale must touch them."""

    bars: Sequence[Bar]
    rows: Sequence[Tick]
    columns: Sequence[Tick]
    now: str
    marks: Sequence[Mark] = ()
    target: Tick | None = None


@dataclass(frozen=True)
class _Axis:
    start: datetime
    slots: int

    @property
    def pitch(self) -> float:
        return (RIGHT - LEFT) / self.slots

    def x(self, moment: datetime) -> float:
        return LEFT + (moment - self.start) / SLOT * self.pitch

    def columns(self) -> list[Tick]:
        every = 4 if self.slots <= 28 else 8
        moments = (self.start + SLOT * number for number in range(0, self.slots + 1, every))
        return [Tick(_n(self.x(moment)), f"{timezone.localtime(moment):%H:%M}") for moment in moments]


def contacts_chart(day: Day, *, at: datetime) -> Chart:
    """Arrivals by half hour, who left among them, and where deadlines passed."""
    halves = day.halves
    axis = _axis(day, halves, at)
    step, top = _scale(max((counts.arrived for counts in halves.values()), default=0))
    return Chart(
        bars=[_contacts_bar(start, counts, axis=axis, top=top) for start, counts in sorted(halves.items())],
        rows=[Tick(_n(_y(value / top)), str(value)) for value in range(0, top + 1, step)],
        columns=axis.columns(),
        now=_n(axis.x(_minute(at))),
        marks=[
            Mark(_n(axis.x(start) + axis.pitch / 2), number, start)
            for start, number in sorted(day.deadlines.breaches.items())
        ],
    )


def service_chart(day: Day, *, at: datetime, target_percent: int | None) -> Chart:
    """The service level by half hour against the target."""
    halves = day.halves
    axis = _axis(day, halves, at)
    shares = {start: share for start, counts in halves.items() if (share := service_level(counts)) is not None}
    target = Tick(_n(_y(target_percent / 100)), str(target_percent)) if target_percent else None
    return Chart(
        bars=[
            _bar(start, share, axis=axis, height=share, kind=_BAR[level_of(share, target_percent=target_percent)])
            for start, share in sorted(shares.items())
        ],
        rows=[Tick(_n(_y(percent / 100)), str(percent)) for percent in (0, 50, 100)],
        columns=axis.columns(),
        now=_n(axis.x(_minute(at))),
        target=target,
    )


def _axis(day: Day, halves: Mapping[datetime, Counts], at: datetime) -> _Axis:
    seen = [*halves, *day.deadlines.breaches, _minute(at)]
    first = min(day.start + timedelta(hours=FIRST_HOUR), *seen)
    last = max(day.start + timedelta(hours=LAST_HOUR), *(moment + SLOT for moment in seen))
    # Whole hours, so that the words under the axis are.
    first_hour = (first - day.start) // timedelta(hours=1)
    last_hour = -((day.start - last) // timedelta(hours=1))
    return _Axis(day.start + timedelta(hours=first_hour), 2 * min(24 - first_hour, last_hour - first_hour))


def _contacts_bar(start: datetime, counts: Counts, *, axis: _Axis, top: int) -> Bar:
    return _bar(
        start,
        counts.arrived,
        axis=axis,
        height=counts.arrived / top,
        kind="a",
        part_height=_n((BOTTOM - TOP) * counts.abandoned / top) if counts.abandoned else "",
        part=counts.abandoned,
    )


def _bar(
    start: datetime, value: float, *, axis: _Axis, height: float, kind: str, part_height: str = "", part: int = 0
) -> Bar:
    return Bar(
        start=start,
        end=start + SLOT,
        x=_n(axis.x(start) + axis.pitch * 0.12),
        y=_n(_y(height)),
        width=_n(axis.pitch * 0.76),
        height=_n((BOTTOM - TOP) * height),
        kind=kind,
        value=value,
        part_height=part_height,
        part=part,
    )


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _scale(highest: int) -> tuple[int, int]:
    """The step of the grid and its top: at most _LINES lines of a round step."""
    step = next((step for step in _STEPS if step * _LINES >= highest), _STEPS[-1])
    return step, step * max(2, -(-highest // step))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _n(value: float) -> str:
    return f"{value:.1f}"
