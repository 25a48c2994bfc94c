"""Setting a clock: which rule, from which moment, until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from contactcenter.cases.models import Case, CasePriority
from contactcenter.clients.models import Client
from contactcenter.deadlines.arithmetic import OutsideCalendar
from contactcenter.deadlines.models import Calendar, ClockEntry, Deadline, DeadlineState, Rule, Target
from contactcenter.deadlines.operations.clocks import find_rule, start_clock, stop_clock
from contactcenter.lib.errors import Conflict
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule, minutes


def start(case: Case, *, at: datetime = NOON, since: datetime | None = None) -> Deadline:
    deadline = start_clock(case=case, target=Target.ANSWER, at=at, since=since)
    assert deadline
    return deadline


def test_clock_runs_to_its_due_moment_and_writes_one_line(operator: User, calendar: Calendar) -> None:
    rule = a_rule(calendar)
    deadline = start(a_case(operator))

    assert (deadline.state, deadline.rule, deadline.due_at) == (DeadlineState.RUNNING, rule, NOON + minutes(60))
    entry = ClockEntry.objects.get(deadline=deadline)
    assert (entry.kind, entry.due_at, entry.data["rule"]) == ("start", deadline.due_at, rule.code)


def test_without_a_rule_there_is_no_clock(operator: User, calendar: Calendar) -> None:
    a_rule(calendar, function="complaints")

    assert start_clock(case=a_case(operator), target=Target.ANSWER, at=NOON) is None
    assert not Deadline.objects.exists()


@pytest.mark.parametrize(("anchor", "hour"), [("received", 5), ("registered", 8), ("sent", 9)])
def test_term_is_counted_from_the_moment_that_the_rule_names(
    operator: User, calendar: Calendar, anchor: str, hour: int
) -> None:
    a_rule(calendar, anchor=anchor, n=1, unit="hour")
    case = a_case(operator, at=NOON - timedelta(hours=1), received_at=NOON - timedelta(hours=4))

    assert start(case).due_at == datetime(2026, 6, 15, hour + 1, tzinfo=UTC)


def test_reopened_case_counts_anew(operator: User, calendar: Calendar) -> None:
    a_rule(calendar)
    case = a_case(operator)
    start(case)
    stop_clock(case=case, target=Target.ANSWER, at=NOON + minutes(5))
    later = NOON + timedelta(days=30)

    again = start(case, at=later, since=later)

    assert again.due_at == later + minutes(60)
    assert Deadline.objects.filter(case=case).count() == 2


def test_second_clock_for_the_same_is_refused(operator: User, calendar: Calendar) -> None:
    a_rule(calendar)
    case = a_case(operator)
    deadline = start(case)

    with pytest.raises(Conflict):
        start(case)
    deadline.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        deadline.save(force_insert=True)


def test_most_specific_rule_wins(operator: User, calendar: Calendar) -> None:
    """Kind before segment before priority before function; the later one among equals."""
    scopes: dict[str, dict[str, object]] = {
        "any": {"function": ""},
        "function-old": {"valid_from": date(2024, 1, 1)},
        "function": {"valid_from": date(2025, 1, 1)},
        "priority": {"priority": CasePriority.URGENT},
        "segment": {"segment": "vip"},
        "kind": {"kind": "refund"},
        "both": {"kind": "refund", "segment": "vip"},
    }
    for code, scope in scopes.items():
        a_rule(calendar, code=code, **scope)
    case = a_case(operator, kind="refund", priority=CasePriority.URGENT)
    Client.objects.filter(pk=case.client_id).update(segment="vip")

    chosen = []
    for _turn in scopes:
        rule = find_rule(case=Case.objects.get(pk=case.pk), target=Target.ANSWER, at=NOON)
        assert rule
        chosen.append(rule.code)
        Rule.objects.filter(pk=rule.pk).update(is_active=False)

    assert chosen == ["both", "kind", "segment", "priority", "function", "function-old", "any"]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        (date(2026, 6, 15), None, True),
        (date(2026, 6, 16), None, False),
        (date(2024, 1, 1), date(2026, 6, 14), False),
        (date(2024, 1, 1), date(2026, 6, 15), True),
    ],
)
def test_rule_holds_on_its_days(
    operator: User, calendar: Calendar, valid_from: date, valid_to: date | None, holds: bool
) -> None:
    a_rule(calendar, valid_from=valid_from, valid_to=valid_to)

    assert (find_rule(case=a_case(operator), target=Target.ANSWER, at=NOON) is not None) == holds


def test_legal_and_own_date_are_both_kept(operator: User, calendar: Calendar) -> None:
    """126-ФЗ ст. 55: thirty days from registration, and a working day of our own before that."""
    a_rule(calendar, n=30, unit="cal_day", roll="next", internal_n=1, internal_unit="work_day")
    deadline = start(a_case(operator, at=datetime(2026, 5, 12, 9, tzinfo=UTC)))

    assert deadline.due_at == datetime(2026, 6, 11, 21, tzinfo=UTC)
    assert deadline.internal_due_at == datetime(2026, 6, 10, 15, tzinfo=UTC)


def test_reserve_longer_than_the_term_leaves_the_legal_date(operator: User, calendar: Calendar) -> None:
    a_rule(calendar, n=1, unit="work_day", internal_n=5, internal_unit="work_day")
    deadline = start(a_case(operator))

    assert deadline.internal_due_at == deadline.due_at


def test_edited_rule_changes_no_running_clock(operator: User, calendar: Calendar) -> None:
    rule = a_rule(calendar)
    deadline = start(a_case(operator))
    Rule.objects.filter(pk=rule.pk).update(n=5)

    assert Deadline.objects.get(pk=deadline.pk).due_at == NOON + minutes(60)


def test_year_without_a_calendar_is_refused_and_writes_nothing(operator: User, calendar: Calendar) -> None:
    a_rule(calendar, n=10, unit="work_day")
    case = a_case(operator, at=datetime(2027, 12, 27, 9, tzinfo=UTC))

    with pytest.raises(OutsideCalendar) as refusal:
        start(case, at=case.created_at)

    assert "Russia" in str(refusal.value)
    assert not Deadline.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": 0},
        {"n": 10_001},
        {"unit": "fortnight"},
        {"unit": "hour", "roll": "next"},
        {"extension_n": 3},
        {"extension_n": 0, "extension_unit": "hour"},
        {"internal_unit": "month"},
        {"valid_to": date(2023, 1, 1)},
        {"target": "lunch"},
    ],
)
def test_database_refuses_a_rule_without_sense(calendar: Calendar, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_rule(calendar, **wrong)


def test_two_rules_for_the_same_scope_are_refused(calendar: Calendar) -> None:
    a_rule(calendar)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_rule(calendar, code="again")
