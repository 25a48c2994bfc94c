"""Warnings, breaches and escalations: each once, whoever sweeps and however often."""

from datetime import datetime

import pytest

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Calendar, ClockEntry, Deadline, DeadlineState, Notice, Target
from contactcenter.deadlines.operations.clocks import start_clock, stop_clock
from contactcenter.deadlines.operations.sweep import sweep
from tests.deadlines.cast import NOON, Cast, make_case, make_rule, minutes


@pytest.fixture
def case(cast: Cast, calendar: Calendar, levels: None) -> Case:
    make_rule(calendar)
    case = make_case(cast.operator)
    start_clock(case=case, target=Target.ANSWER, at=NOON)
    return case


def steps() -> list[str]:
    return list(ClockEntry.objects.exclude(step="").order_by("id").values_list("step", flat=True))


def told(user_id: int) -> list[str]:
    return list(Notice.objects.filter(user_id=user_id).order_by("id").values_list("kind", flat=True))


def sweep_each_minute(*, until: int) -> datetime:
    for minute in range(until + 1):
        sweep(as_of=NOON + minutes(minute))
    return NOON + minutes(until)


def test_warnings_come_at_their_shares_and_not_before(case: Case) -> None:
    sweep(as_of=NOON + minutes(29))
    assert steps() == []

    sweep(as_of=NOON + minutes(30))
    assert steps() == ["warn:50"]

    sweep(as_of=NOON + minutes(48))
    assert steps() == ["warn:50", "warn:80"]


def test_breach_climbs_every_level_once(case: Case, cast: Cast) -> None:
    sweep_each_minute(until=120)

    assert steps() == ["warn:50", "warn:80", "breach", "level:1", "level:2", "level:3", "level:4"]
    assert told(cast.operator.pk) == ["warning", "warning", "breach"]
    for user in (cast.supervisor, cast.head, cast.administrator):
        assert told(user.pk) == ["breach"]
    assert told(cast.outsider.pk) == []


def test_breach_is_marked_with_the_due_moment_itself(case: Case) -> None:
    sweep(as_of=NOON + minutes(63))

    deadline = Deadline.objects.get()
    assert deadline.state == DeadlineState.BREACHED
    assert deadline.breached_at == deadline.due_at == NOON + minutes(60)


def test_stopped_clock_is_left_alone(case: Case) -> None:
    stop_clock(case=case, target=Target.ANSWER, at=NOON + minutes(5))

    assert sweep(as_of=NOON + minutes(500)) == {"warn": 0, "breach": 0, "escalate": 0}
    assert steps() == []
