"""Another rule, or a corrected calendar, under a clock that runs."""

from __future__ import annotations

from datetime import UTC, date, datetime

from contactcenter.cases.models import Case, CasePriority
from contactcenter.deadlines.models import Calendar, CalendarDay, ClockEntry, Deadline, DeadlineState, Target
from contactcenter.deadlines.operations.changes import change_rule, recount
from contactcenter.deadlines.operations.clocks import pause_clock, resume_clock, start_clock
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule, minutes

ANSWER = Target.ANSWER


def test_urgent_case_goes_over_to_the_urgent_rule(operator: User, calendar: Calendar) -> None:
    """Counted from the same moment, and what was waited for still does not count."""
    a_rule(calendar)
    urgent = a_rule(calendar, code="urgent", priority=CasePriority.URGENT, n=30)
    case = a_case(operator)
    start_clock(case=case, target=ANSWER, at=NOON)
    pause_clock(case=case, target=ANSWER, at=NOON + minutes(5))
    resume_clock(case=case, target=ANSWER, at=NOON + minutes(15))
    Case.objects.filter(pk=case.pk).update(priority=CasePriority.URGENT)

    changed = change_rule(case=Case.objects.get(pk=case.pk), target=ANSWER, at=NOON + minutes(16), reason="угроза")

    assert changed
    assert (changed.rule, changed.due_at) == (urgent, NOON + minutes(40))


def test_nothing_changes_under_the_same_rule(operator: User, calendar: Calendar) -> None:
    a_rule(calendar)
    case = a_case(operator)
    start_clock(case=case, target=ANSWER, at=NOON)

    assert change_rule(case=case, target=ANSWER, at=NOON, reason="") is None
    assert ClockEntry.objects.count() == 1


def test_overdue_clock_keeps_its_rule(operator: User, calendar: Calendar) -> None:
    a_rule(calendar)
    longer = a_rule(calendar, code="longer", kind="x", n=600)
    case = a_case(operator)
    start_clock(case=case, target=ANSWER, at=NOON)
    sweep(as_of=NOON + minutes(61))

    assert change_rule(case=case, target=ANSWER, rule=longer, at=NOON + minutes(62), reason="") is None
    assert Deadline.objects.get(case=case).state == DeadlineState.BREACHED


def test_new_day_off_moves_running_clocks_and_says_so(operator: User, calendar: Calendar) -> None:
    """A regional holiday that was forgotten: 18 June would have been the last of three working days."""
    region = Calendar.objects.create(name="Region", base=calendar)
    a_rule(region, n=3, unit="work_day")
    overdue, running = a_case(operator), a_case(operator)
    start_clock(case=overdue, target=ANSWER, at=NOON)
    sweep(as_of=datetime(2026, 6, 20, tzinfo=UTC))
    late = Deadline.objects.get(case=overdue)
    start_clock(case=running, target=ANSWER, at=NOON)
    CalendarDay.objects.create(calendar=calendar, day=date(2026, 6, 17), name="Holiday")

    assert recount(calendar=calendar, at=NOON) == 1

    moved = Deadline.objects.get(case=running)
    assert moved.due_at == datetime(2026, 6, 19, 21, tzinfo=UTC)
    assert ClockEntry.objects.get(kind="recount").data == {"before": datetime(2026, 6, 18, 21, tzinfo=UTC).isoformat()}
    assert Deadline.objects.get(pk=late.pk).due_at == late.due_at
    assert recount(calendar=calendar, at=NOON) == 0
