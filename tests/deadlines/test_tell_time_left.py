"""Deadlines in words, bars and colours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from contactcenter.deadlines.models import Calendar, Deadline, Target
from contactcenter.deadlines.operations.clocks import cancel_clock, pause_clock, start_clock, stop_clock
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.deadlines.words import TimeLeft, moment_text, overdue_by, time_left
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule, minutes

MOSCOW_10 = datetime(2026, 6, 15, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def a_clock(operator: User, calendar: Calendar, *, at: datetime = NOON, **rule: object) -> Deadline:
    a_rule(calendar, **rule)
    deadline = start_clock(case=a_case(operator, at=at), target=Target.ANSWER, at=at)
    assert deadline
    return deadline


def left(deadline: Deadline, *, as_of: datetime) -> TimeLeft:
    return time_left(deadline=Deadline.objects.get(pk=deadline.pk), as_of=as_of)


@pytest.mark.parametrize(
    ("n", "unit", "later", "text"),
    [
        (30, "cal_day", timedelta(days=13), "17 days left of 30"),
        (30, "cal_day", timedelta(days=29), "1 day left of 30"),
        (30, "cal_day", timedelta(days=30), "12 hours left"),
        (30, "cal_day", timedelta(days=30, hours=11, minutes=30), "30 minutes left"),
        (10, "work_day", timedelta(days=1), "9 working days left of 10"),
        (10, "work_day", timedelta(days=5), "6 working days left of 10"),  # 20 June is a Saturday
        (1, "month", timedelta(days=1), "29 days left of 30"),
        (5, "hour", timedelta(minutes=30), "4 hours left of 5"),
        (60, "minute", timedelta(minutes=39), "21 minutes left"),
        (60, "minute", timedelta(minutes=59, seconds=30), "less than a minute left"),
        (8, "work_hour", timedelta(hours=1), "7 working hours left of 8"),
        (8, "work_hour", timedelta(hours=2), "7 working hours left of 8"),  # lunch
        (8, "work_hour", timedelta(hours=22, minutes=30), "1 working hour left of 8"),
        (8, "work_hour", timedelta(hours=23, minutes=30), "30 working minutes left"),
    ],
)
def test_time_left_is_told_in_the_unit_of_the_term(
    operator: User, calendar: Calendar, n: int, unit: str, later: timedelta, text: str
) -> None:
    roll = "next" if unit in ("cal_day", "work_day", "month") else "none"
    deadline = a_clock(operator, calendar, n=n, unit=unit, roll=roll)

    assert left(deadline, as_of=NOON + later - minutes(0.01)).text == text


@pytest.mark.parametrize(
    ("minute", "level", "percent"),
    [(0, "ok", 0), (47, "ok", 78), (48, "warn", 80), (59, "warn", 98), (60, "crit", 100), (500, "crit", 100)],
)
def test_colour_follows_the_share_that_is_used(
    operator: User, calendar: Calendar, minute: int, level: str, percent: int
) -> None:
    seen = left(a_clock(operator, calendar), as_of=NOON + minutes(minute))

    assert (seen.level, seen.percent) == (level, percent)


def test_passed_date_of_our_own_is_a_warning(operator: User, calendar: Calendar) -> None:
    deadline = a_clock(operator, calendar, n=120, internal_n=1, internal_unit="hour")

    assert left(deadline, as_of=NOON + minutes(59)).level == "ok"
    assert left(deadline, as_of=NOON + minutes(60)).level == "warn"


def test_share_of_working_hours_does_not_grow_at_night(operator: User, calendar: Calendar) -> None:
    deadline = a_clock(operator, calendar, at=MOSCOW_10, n=14, unit="work_hour")
    evening, morning = MOSCOW_10 + timedelta(hours=9), MOSCOW_10 + timedelta(hours=22)

    assert left(deadline, as_of=evening).percent == left(deadline, as_of=morning).percent == 50


@pytest.mark.parametrize(
    ("late", "text"),
    [
        (timedelta(seconds=1), "overdue by 1 minute"),
        (timedelta(minutes=59), "overdue by 59 minutes"),
        (timedelta(hours=2, minutes=5), "overdue by 2 hours"),
        (timedelta(days=3, hours=5), "overdue by 3 days"),
    ],
)
def test_lateness_is_told_in_the_largest_unit(late: timedelta, text: str) -> None:
    assert overdue_by(late) == text


def test_overdue_clock_counts_on_until_it_is_stopped(operator: User, calendar: Calendar) -> None:
    deadline = a_clock(operator, calendar)
    sweep(as_of=NOON + minutes(61))
    assert left(deadline, as_of=NOON + minutes(180)).text == "overdue by 2 hours"

    stop_clock(case=deadline.case, target=Target.ANSWER, at=NOON + minutes(185))
    assert left(deadline, as_of=NOON + timedelta(days=9)).text == "overdue by 2 hours"


def test_clock_at_rest_says_so(operator: User, calendar: Calendar) -> None:
    deadline = a_clock(operator, calendar)
    pause_clock(case=deadline.case, target=Target.ANSWER, at=NOON + minutes(20))

    seen = left(deadline, as_of=NOON + timedelta(days=1))
    assert (seen.text, seen.level, seen.percent) == ("paused, 40 minutes left", "ok", 33)


def test_ended_clock_says_how_it_ended(operator: User, calendar: Calendar) -> None:
    kept = a_clock(operator, calendar)
    stop_clock(case=kept.case, target=Target.ANSWER, at=NOON + minutes(5))
    free = start_clock(case=kept.case, target=Target.ANSWER, at=NOON)
    assert free
    cancel_clock(case=free.case, target=Target.ANSWER, at=NOON, reason="")

    assert left(kept, as_of=NOON).text == "kept"
    assert left(free, as_of=NOON).text == "no longer owed"


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (datetime(2026, 6, 15, 11, tzinfo=UTC), "today, 14:00"),
        (datetime(2026, 6, 15, 21, tzinfo=UTC), "today"),  # midnight in Moscow ends the day before it
        (datetime(2026, 6, 16, 11, tzinfo=UTC), "tomorrow, 14:00"),
        (datetime(2026, 6, 17, 21, tzinfo=UTC), "06/17/2026"),
        (datetime(2026, 6, 17, 22, tzinfo=UTC), "06/18/2026, 01:00"),
    ],
)
def test_due_moment_is_told_by_its_day(due: datetime, text: str) -> None:
    assert moment_text(due, as_of=NOON) == text
