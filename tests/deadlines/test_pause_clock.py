"""Waiting for the client does not count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Calendar, ClockEntry, Deadline, DeadlineState, Target
from contactcenter.deadlines.operations.clocks import pause_clock, resume_clock, start_clock
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule, minutes

ANSWER = Target.ANSWER


@pytest.fixture
def case(operator: User, calendar: Calendar) -> Case:
    a_rule(calendar)
    case = a_case(operator)
    start_clock(case=case, target=ANSWER, at=NOON)
    return case


def steps() -> list[str]:
    return list(ClockEntry.objects.exclude(step="").order_by("id").values_list("step", flat=True))


def test_time_of_waiting_is_added(case: Case) -> None:
    pause_clock(case=case, target=ANSWER, at=NOON + minutes(10), reason="waiting for a photo")
    resumed = resume_clock(case=case, target=ANSWER, at=NOON + minutes(100))

    assert resumed
    assert (resumed.state, resumed.due_at) == (DeadlineState.RUNNING, NOON + minutes(150))


def test_nothing_is_warned_of_while_waiting(case: Case) -> None:
    pause_clock(case=case, target=ANSWER, at=NOON + minutes(10))
    sweep(as_of=NOON + timedelta(days=10))

    assert steps() == []
    assert Deadline.objects.get(case=case).state == DeadlineState.PAUSED


def test_warnings_follow_the_new_due_moment(case: Case) -> None:
    pause_clock(case=case, target=ANSWER, at=NOON + minutes(10))
    resume_clock(case=case, target=ANSWER, at=NOON + minutes(40))

    sweep(as_of=NOON + minutes(44))
    assert steps() == []
    sweep(as_of=NOON + minutes(45))
    assert steps() == ["warn:50"]
    sweep(as_of=NOON + minutes(89))
    assert steps() == ["warn:50", "warn:80"]
    sweep(as_of=NOON + minutes(90))
    assert steps() == ["warn:50", "warn:80", "breach"]


def test_pauses_of_working_time_cost_only_working_time(operator: User, calendar: Calendar) -> None:
    """Eight working hours from Monday noon; a pause over the night costs nothing beyond its working hours."""
    a_rule(calendar, code="work", function="", kind="work", n=8, unit="work_hour")
    case = a_case(operator, kind="work")
    start_clock(case=case, target=ANSWER, at=NOON)
    pause_clock(case=case, target=ANSWER, at=datetime(2026, 6, 15, 14, tzinfo=UTC))  # 17:00 in Moscow, 4 h used
    resumed = resume_clock(case=case, target=ANSWER, at=datetime(2026, 6, 16, 7, tzinfo=UTC))  # 10:00

    assert resumed
    assert resumed.due_at == datetime(2026, 6, 16, 12, tzinfo=UTC)  # 10-13, 14-15


def test_pause_and_resume_say_nothing_where_nothing_runs(case: Case) -> None:
    assert resume_clock(case=case, target=ANSWER, at=NOON + minutes(1)) is None
    assert pause_clock(case=case, target=ANSWER, at=NOON + minutes(1)) is not None
    assert pause_clock(case=case, target=ANSWER, at=NOON + minutes(2)) is None
    assert pause_clock(case=case, target=Target.DECISION, at=NOON + minutes(2)) is None


def test_waiting_does_not_heal_what_is_overdue(case: Case) -> None:
    assert pause_clock(case=case, target=ANSWER, at=NOON + minutes(61)) is None

    deadline = Deadline.objects.get(case=case)
    assert (deadline.state, deadline.breached_at) == (DeadlineState.BREACHED, NOON + minutes(60))
    assert steps() == ["breach"]
