"""The due moments as they follow from the log of a clock. Pure: the log and calendars in, moments out.

Every line of the log carries what was true when it was written, so that a rule changed later rewrites no past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from contactcenter.deadlines.arithmetic import (
    Reach,
    Term,
    WorkCalendar,
    begin,
    due_moment,
    earlier,
    lengthen,
    moment_of_share,
    skip,
)

START, PAUSE, RESUME, EXTEND, CHANGE = "start", "pause", "resume", "extend", "change"


@dataclass(frozen=True)
class Terms:
    """What a rule promised when the clock was set: copied into the log, so that editing the rule changes no case."""

    unit: str
    n: int
    roll: str
    ends: str
    calendar: int
    internal_unit: str
    internal_n: int
    warn_shares: tuple[int, ...]

    @property
    def term(self) -> Term:
        """The part that is counted."""
        return Term(unit=self.unit, n=self.n, roll=self.roll, ends=self.ends)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the log."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Terms:
        """As it was read from the log."""
        return cls(**{**raw, "warn_shares": tuple(raw["warn_shares"])})


@dataclass(frozen=True)
class Line:
    """One line of the log that bears on the due moment."""

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a log says."""

    anchor: datetime
    terms: Terms
    due_at: datetime
    internal_due_at: datetime
    paused: bool


def recompute(*, lines: Iterable[Line], calendar_of: Callable[[int], WorkCalendar]) -> Reading:
    """The due moments that a log leads to. A changed rule counts from the same anchor, and what was paused or added
    since then still holds."""
    log = list(lines)
    anchor = datetime.fromisoformat(log[0].data["anchor"])
    terms = Terms.from_json([line for line in log if line.kind in {START, CHANGE}][-1].data["terms"])
    calendar = calendar_of(terms.calendar)
    reach = begin(term=terms.term, anchor=anchor, calendar=calendar)
    paused: datetime | None = None
    for line in log:
        if line.kind == PAUSE:
            paused = line.at
        elif line.kind == RESUME and paused:
            reach = skip(reach=reach, unit=terms.unit, paused=paused, resumed=line.at, calendar=calendar)
            paused = None
        elif line.kind == EXTEND:
            reach = _extend(reach, line, terms=terms, calendar=calendar)
    due = due_moment(reach=reach, term=terms.term, calendar=calendar)
    internal = earlier(due=due, unit=terms.internal_unit, n=terms.internal_n, calendar=calendar)
    return Reading(
        anchor=anchor,
        terms=terms,
        due_at=due,
        # A term shorter than its own reserve has no date before the legal one.
        internal_due_at=internal if internal > anchor else due,
        paused=paused is not None,
    )


def _extend(reach: Reach, line: Line, *, terms: Terms, calendar: WorkCalendar) -> Reach:
    if to := line.data.get("to"):
        moment = datetime.fromisoformat(to)
        return Reach(day=calendar.local_day(moment)) if terms.term.in_days else Reach(moment=moment)
    return lengthen(reach=reach, unit=line.data["unit"], n=line.data["n"], calendar=calendar)


def plan_steps(*, reading: Reading, after: datetime, calendar: WorkCalendar) -> list[tuple[datetime, str]]:
    """What the sweep will have to do and when: warnings still ahead of `after`, our own date, the breach."""
    steps = [
        (
            moment_of_share(
                start=reading.anchor,
                due=reading.due_at,
                percent=share,
                unit=reading.terms.unit,
                calendar=calendar,
            ),
            f"warn:{share}",
        )
        for share in reading.terms.warn_shares
    ]
    if reading.internal_due_at < reading.due_at:
        steps.append((reading.internal_due_at, "internal"))
    return sorted([step for step in steps if step[0] > after] + [(reading.due_at, "breach")])
