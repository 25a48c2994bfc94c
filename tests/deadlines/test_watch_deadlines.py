"""What an operator has to do in time."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Calendar, Deadline, Target
from contactcenter.deadlines.operations.clocks import start_clock, stop_clock
from contactcenter.deadlines.queries import by_due, nearest, watch_list, with_open_deadlines
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule, minutes


def started(operator: User | None, *, minute: int = 0) -> Case:
    case = a_case(operator, at=NOON + minutes(minute))
    start_clock(case=case, target=Target.ANSWER, at=NOON + minutes(minute))
    return case


def test_own_open_deadlines_stand_by_what_is_due_first(operator: User, teammate: User, calendar: Calendar) -> None:
    a_rule(calendar)
    later, sooner, done = started(operator, minute=9), started(operator), started(operator)
    started(teammate)
    stop_clock(case=done, target=Target.ANSWER, at=NOON)

    rows = watch_list(user=operator, as_of=NOON + minutes(50))

    assert [row.case for row in rows] == [sooner, later]
    assert [row.left.level for row in rows] == ["warn", "ok"]


def test_who_may_not_see_deadlines_sees_none(operator: User, integrator: User, calendar: Calendar) -> None:
    a_rule(calendar)
    Case.objects.filter(pk=started(operator).pk).update(owner=integrator)

    assert Deadline.objects.visible_to(User.objects.create_user(username="nobody")).count() == 0
    assert len(watch_list(user=integrator, as_of=NOON)) == Deadline.objects.visible_to(integrator).count()


def test_cases_are_sorted_by_what_is_due_first(operator: User, calendar: Calendar) -> None:
    a_rule(calendar)
    later, sooner = started(operator, minute=9), started(operator)
    never = a_case(operator)

    cases = list(with_open_deadlines(by_due(Case.objects.visible_to(operator))))

    assert cases == [sooner, later, never]
    assert [nearest(case=case, as_of=NOON) is not None for case in cases] == [True, True, False]


def test_twenty_rows_cost_what_two_cost(operator: User, calendar: Calendar) -> None:
    a_rule(calendar, n=8, unit="work_hour")
    costs = []
    for count in (2, 18):
        for _number in range(count):
            started(operator)
        operator = User.objects.get(pk=operator.pk)
        with CaptureQueriesContext(connection) as queries:
            watch_list(user=operator, as_of=NOON)
            for case in with_open_deadlines(by_due(Case.objects.visible_to(operator))):
                nearest(case=case, as_of=NOON)
        costs.append(len(queries))

    assert costs[0] == costs[1]
