"""Reading and writing the log of a clock: what every change of a deadline has in common."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from contactcenter.cases.models import Case
from contactcenter.deadlines.arithmetic import WorkCalendar
from contactcenter.deadlines.calendars import compiled
from contactcenter.deadlines.derivation import Line, plan_steps, recompute
from contactcenter.deadlines.models import (
    Calendar,
    ClockEntry,
    Deadline,
    DeadlineState,
    EntryKind,
    EscalationLevel,
)
from contactcenter.push import topics
from contactcenter.push.publish import change, publish_all
from contactcenter.staff.models import User

Steps = list[tuple[datetime, str]]


def calendar_of(calendar_id: int) -> WorkCalendar:
    """The compiled calendar of a clock's terms."""
    return compiled(Calendar.objects.select_related("base__base").get(pk=calendar_id))


def lines_of(deadline: Deadline) -> list[Line]:
    """The log as far as the due moment follows from it."""
    return [Line(kind=entry.kind, at=entry.at, data=entry.data) for entry in deadline.entries.order_by("id")]


def open_deadline(*, case: Case, target: str, part: str = "") -> Deadline | None:
    """The open clock of a case or of a part of it, locked against the sweep."""
    clocks = Deadline.objects.select_for_update(no_key=True).open()
    deadline = clocks.filter(case=case, target=target, part=part).first()
    if deadline:
        deadline.case = case
    return deadline


def set_moments(deadline: Deadline, lines: Iterable[Line], *, after: datetime) -> None:
    """Write into `deadline` what its log says; warnings not later than `after` are not given any more."""
    calendars = functools.cache(calendar_of)
    reading = recompute(lines=lines, calendar_of=calendars)
    deadline.started_at = reading.anchor
    deadline.due_at, deadline.internal_due_at = reading.due_at, reading.internal_due_at
    if reading.paused:
        rest(deadline)
    else:
        set_steps(deadline, plan_steps(reading=reading, after=after, calendar=calendars(reading.terms.calendar)))


def set_steps(deadline: Deadline, steps: Steps) -> None:
    """What the sweep will have to do, and from when."""
    deadline.steps = [[moment.isoformat(), step] for moment, step in steps]
    deadline.next_event_at = steps[0][0] if steps else None


def rest(deadline: Deadline) -> None:
    """The sweep has nothing to do here."""
    deadline.steps, deadline.next_event_at = [], None


def advance(deadline: Deadline, *, kind: str, at: datetime, actor: User | None, data: Mapping[str, Any]) -> Deadline:
    """One more line that moves the due moment: count again, save, write."""
    set_moments(deadline, [*lines_of(deadline), Line(kind=kind, at=at, data=data)], after=at)
    if kind == EntryKind.RESUME:
        deadline.state, deadline.paused_at = DeadlineState.RUNNING, None
    deadline.save()
    return write(deadline, kind=kind, at=at, actor=actor, data=data)


def write(
    deadline: Deadline,
    *,
    kind: str,
    at: datetime,
    actor: User | None,
    data: Mapping[str, Any] | None = None,
    step: str = "",
) -> Deadline:
    """The line itself, and the hint to who watches."""
    ClockEntry.objects.create(
        deadline=deadline,
        at=at,
        kind=kind,
        actor=actor,
        due_at=deadline.due_at,
        step=step,
        data=dict(data or {}),
    )
    publish_all(*(change(topic, kind="deadline") for topic in topics_of(deadline)))
    return deadline


def topics_of(deadline: Deadline) -> list[str]:
    """Who watches this clock: its case, the owner of the case, and the department that owes it."""
    owner, department = deadline.case.owner_id, deadline.department_id
    return [
        topics.case(deadline.case_id),
        *([topics.operator(owner)] if owner else []),
        *([topics.department(department)] if department else []),
    ]


def mark_breach(deadline: Deadline, *, noticed_at: datetime) -> None:
    """Found late before the sweep came by: the same line and the same levels that it would have written."""
    become_breached(deadline, levels=list(EscalationLevel.objects.all()))
    write(deadline, kind=EntryKind.BREACH, at=noticed_at, actor=None, step="breach")


def become_breached(deadline: Deadline, *, levels: Iterable[EscalationLevel]) -> None:
    """Overdue since the due moment; what is left to do is to tell the levels, each at its time."""
    deadline.state, deadline.breached_at = DeadlineState.BREACHED, deadline.due_at
    set_steps(
        deadline,
        sorted(
            (deadline.due_at + timedelta(minutes=level.after_minutes), f"level:{level.level}")
            for level in levels_for(levels, function=deadline.case.function, target=deadline.target)
        ),
    )


def levels_for(levels: Iterable[EscalationLevel], *, function: str, target: str) -> list[EscalationLevel]:
    """The levels of a function and target; the more specific row of a level wins."""
    chosen: dict[int, EscalationLevel] = {}
    for level in sorted(levels, key=lambda level: (level.function != "", level.target != "")):
        if level.function in {"", function} and level.target in {"", target}:
            chosen[level.level] = level
    return [chosen[number] for number in sorted(chosen)]
