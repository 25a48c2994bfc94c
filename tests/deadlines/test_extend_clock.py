"""Longer than promised at first: in time, with a reason, within what the rule allows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Calendar, ClockEntry, Deadline, DeadlineState, Target
from contactcenter.deadlines.operations.changes import extend_clock
from contactcenter.deadlines.operations.clocks import pause_clock, resume_clock, start_clock
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule, minutes

ANSWER = Target.ANSWER
DECEMBER = datetime(2025, 12, 26, 9, tzinfo=UTC)


@pytest.fixture
def bank(operator: User, calendar: Calendar) -> Case:
    """395-1 ст. 30.1: fifteen working days, ten more with notice."""
    a_rule(calendar, n=15, unit="work_day", extension_n=10, extension_unit="work_day", warn_shares=[80])
    case = a_case(operator, at=DECEMBER)
    start_clock(case=case, target=ANSWER, at=DECEMBER)
    return case


def due(case: Case) -> datetime:
    return Deadline.objects.get(case=case).due_at


def moscow_midnight_after(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 21, tzinfo=UTC)


def test_bank_answers_by_28_january_and_with_notice_by_11_february(bank: Case, operator: User) -> None:
    assert due(bank) == moscow_midnight_after(2026, 1, 28)

    extend_clock(
        case=bank, target=ANSWER, at=DECEMBER, by=(10, "work_day"), reason="Запрошены документы", actor=operator
    )

    assert due(bank) == moscow_midnight_after(2026, 2, 11)
    entry = ClockEntry.objects.get(kind="extend")
    assert (entry.actor, entry.data["reason"], entry.due_at) == (operator, "Запрошены документы", due(bank))


def test_extension_to_a_moment_ends_with_its_day(bank: Case) -> None:
    extend_clock(case=bank, target=ANSWER, at=DECEMBER, to=datetime(2026, 2, 2, 10, tzinfo=UTC), reason="notice")

    assert due(bank) == moscow_midnight_after(2026, 2, 2)


@pytest.mark.parametrize("by", [(11, "work_day"), (100, "cal_day")])
def test_more_than_the_rule_allows_is_refused_and_changes_nothing(bank: Case, by: tuple[int, str]) -> None:
    with pytest.raises(Conflict) as refusal:
        extend_clock(case=bank, target=ANSWER, at=DECEMBER, by=by, reason="notice")

    assert refusal.value.code == "extension_too_long"
    assert due(bank) == moscow_midnight_after(2026, 1, 28)
    assert not ClockEntry.objects.filter(kind="extend").exists()


def test_several_extensions_share_the_limit(bank: Case) -> None:
    extend_clock(case=bank, target=ANSWER, at=DECEMBER, by=(6, "work_day"), reason="first")
    extend_clock(case=bank, target=ANSWER, at=DECEMBER, by=(4, "work_day"), reason="second")
    with pytest.raises(Conflict):
        extend_clock(case=bank, target=ANSWER, at=DECEMBER, by=(1, "work_day"), reason="third")

    assert due(bank) == moscow_midnight_after(2026, 2, 11)


def test_rule_without_an_extension_knows_none(operator: User, calendar: Calendar) -> None:
    a_rule(calendar)
    case = a_case(operator)
    start_clock(case=case, target=ANSWER, at=NOON)

    with pytest.raises(Conflict) as refusal:
        extend_clock(case=case, target=ANSWER, at=NOON, by=(1, "minute"), reason="please")

    assert refusal.value.code == "no_extension"


def test_passed_deadline_is_not_extended(bank: Case) -> None:
    for swept in (False, True):
        if swept:
            sweep(as_of=datetime(2026, 2, 1, tzinfo=UTC))
        with pytest.raises(Conflict) as refusal:
            extend_clock(
                case=bank, target=ANSWER, at=datetime(2026, 2, 1, tzinfo=UTC), by=(1, "work_day"), reason="late"
            )
        assert refusal.value.code == "too_late"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"by": (0, "work_day")}, "n"),
        ({"by": (-3, "work_day")}, "n"),
        ({"by": (3, "hour")}, "unit"),
        ({"to": datetime(2026, 1, 20, tzinfo=UTC)}, "to"),
        ({}, "by"),
        ({"by": (3, "work_day"), "to": datetime(2026, 2, 1, tzinfo=UTC)}, "by"),
        ({"by": (3, "work_day"), "reason": "  "}, "reason"),
    ],
)
def test_extension_without_sense_is_refused(bank: Case, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        extend_clock(case=bank, target=ANSWER, at=DECEMBER, **{"reason": "notice", **wrong})  # type: ignore[arg-type]

    assert refusal.value.field == field
    assert due(bank) == moscow_midnight_after(2026, 1, 28)


def test_case_without_a_clock_has_nothing_to_extend(operator: User, calendar: Calendar) -> None:
    with pytest.raises(Conflict) as refusal:
        extend_clock(case=a_case(operator), target=ANSWER, at=NOON, by=(1, "hour"), reason="notice")

    assert refusal.value.code == "no_clock"


def test_warnings_are_given_again_before_the_new_due_moment(operator: User, calendar: Calendar) -> None:
    a_rule(calendar, extension_n=60, extension_unit="minute")
    case = a_case(operator)
    start_clock(case=case, target=ANSWER, at=NOON)
    sweep(as_of=NOON + minutes(50))
    extend_clock(case=case, target=ANSWER, at=NOON + minutes(55), by=(60, "minute"), reason="notice")
    sweep(as_of=NOON + minutes(70))
    sweep(as_of=NOON + minutes(100))

    entries = ClockEntry.objects.exclude(step="").order_by("id").values_list("step", "due_at")
    first, second = NOON + minutes(60), NOON + minutes(120)
    assert list(entries) == [("warn:50", first), ("warn:80", first), ("warn:50", second), ("warn:80", second)]


def test_waiting_and_extension_both_count(operator: User, calendar: Calendar) -> None:
    a_rule(calendar, extension_n=60, extension_unit="minute")
    case = a_case(operator)
    start_clock(case=case, target=ANSWER, at=NOON)
    pause_clock(case=case, target=ANSWER, at=NOON + minutes(10))
    extend_clock(case=case, target=ANSWER, at=NOON + minutes(15), by=(60, "minute"), reason="notice")
    assert Deadline.objects.get(case=case).state == DeadlineState.PAUSED
    resume_clock(case=case, target=ANSWER, at=NOON + minutes(20))

    assert due(case) == NOON + minutes(130)
