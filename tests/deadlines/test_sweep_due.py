"""Warnings, breaches and escalations: each once, whoever sweeps and however often."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import (
    Calendar,
    ClockEntry,
    Deadline,
    DeadlineState,
    EscalationLevel,
    Notice,
    Recipient,
    Target,
)
from contactcenter.deadlines.operations import sweep as sweeping
from contactcenter.deadlines.operations.clocks import start_clock, stop_clock
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.deadlines.signals import steps_taken
from contactcenter.staff.models import Department, Team, User
from tests.deadlines.builders import NOON, a_calendar, a_case, a_rule, levels_of_escalation, minutes

ANSWER = Target.ANSWER
WHOLE_LIFE = ["warn:50", "warn:80", "breach", "level:1", "level:2", "level:3", "level:4"]


@pytest.fixture
def case(operator: User, supervisor: User, expert: User, administrator: User, calendar: Calendar) -> Case:
    """Of the operator, in a department whose head is the expert; the operator's team has a supervisor."""
    levels_of_escalation()
    a_rule(calendar)
    assert expert.department
    Department.objects.filter(pk=expert.department.pk).update(head=expert)
    case = a_case(operator)
    Case.objects.filter(pk=case.pk).update(department=expert.department)
    start_clock(case=case, target=ANSWER, at=NOON)
    return case


def steps(case: Case | None = None) -> list[str]:
    entries = ClockEntry.objects.exclude(step="").order_by("id")
    return list((entries.filter(deadline__case=case) if case else entries).values_list("step", flat=True))


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("id").values_list("kind", flat=True))


def many_cases(operator: User, count: int) -> list[Case]:
    cases = [a_case(operator) for _number in range(count)]
    for case in cases:
        start_clock(case=case, target=ANSWER, at=NOON)
    return cases


def test_warnings_come_at_their_shares_and_not_before(case: Case) -> None:
    sweep(as_of=NOON + minutes(29))
    assert steps() == []
    sweep(as_of=NOON + minutes(30))
    assert steps() == ["warn:50"]
    sweep(as_of=NOON + minutes(48))
    assert steps() == ["warn:50", "warn:80"]


def test_breach_climbs_every_level_once(
    case: Case, operator: User, supervisor: User, expert: User, administrator: User, outsider: User
) -> None:
    for minute in range(121):
        sweep(as_of=NOON + minutes(minute))

    assert steps() == WHOLE_LIFE
    assert told(operator) == ["warning", "warning", "breach"]
    assert [told(user) for user in (supervisor, expert, administrator)] == [["breach"]] * 3
    assert told(outsider) == []


def test_breach_is_marked_with_the_due_moment_itself(case: Case) -> None:
    sweep(as_of=NOON + minutes(63))

    deadline = Deadline.objects.get()
    assert deadline.state == DeadlineState.BREACHED
    assert deadline.breached_at == deadline.due_at == NOON + minutes(60)
    assert ClockEntry.objects.get(kind="breach").at == NOON + minutes(63)


def test_sweep_twice_at_the_same_moment_is_sweep_once(case: Case) -> None:
    first = sweep(as_of=NOON + minutes(70))
    assert first == {"warn": 2, "breach": 1, "escalate": 2}

    assert sweep(as_of=NOON + minutes(70)) == {"warn": 0, "breach": 0, "escalate": 0}


def test_after_a_standstill_one_warning_says_it_all(case: Case, operator: User) -> None:
    """Everything is in the log; the owner is not woken for what is no longer news."""
    sweep(as_of=NOON + timedelta(days=1))

    assert steps() == WHOLE_LIFE
    assert told(operator) == ["breach"]


def test_stopped_clock_is_left_alone(case: Case) -> None:
    stop_clock(case=case, target=ANSWER, at=NOON + minutes(5))

    assert sweep(as_of=NOON + minutes(500)) == {"warn": 0, "breach": 0, "escalate": 0}
    assert steps() == []


def test_late_answer_ends_the_escalation(case: Case) -> None:
    sweep(as_of=NOON + minutes(61))
    stop_clock(case=case, target=ANSWER, at=NOON + minutes(62))
    sweep(as_of=NOON + minutes(500))

    assert steps() == WHOLE_LIFE[:4]


def test_own_date_is_told_before_the_legal_one(operator: User, calendar: Calendar) -> None:
    a_rule(calendar, n=120, internal_n=1, internal_unit="hour", warn_shares=[])
    start_clock(case=a_case(operator), target=ANSWER, at=NOON)

    sweep(as_of=NOON + minutes(60))

    assert steps() == ["internal"]
    assert told(operator) == ["internal"]


def test_level_of_a_function_replaces_the_common_one(case: Case, supervisor: User, expert: User) -> None:
    EscalationLevel.objects.create(function="inquiries", level=2, recipient=Recipient.HEAD, after_minutes=0)
    EscalationLevel.objects.create(function="complaints", level=5, recipient=Recipient.HEAD, after_minutes=0)
    sweep(as_of=NOON + minutes(60))

    assert steps() == [*WHOLE_LIFE[:3], "level:1", "level:2"]
    assert (told(supervisor), told(expert)) == ([], ["breach"])


def test_breach_without_levels_is_marked_all_the_same(operator: User, calendar: Calendar) -> None:
    a_rule(calendar)
    start_clock(case=a_case(operator), target=ANSWER, at=NOON)
    sweep(as_of=NOON + minutes(60))

    assert Deadline.objects.get().state == DeadlineState.BREACHED
    assert not Notice.objects.exists()


def test_case_of_nobody_is_told_to_the_supervisors(case: Case, supervisor: User, administrator: User) -> None:
    Case.objects.filter(pk=case.pk).update(owner=None, department=None)
    sweep(as_of=NOON + minutes(120))

    assert told(supervisor) == ["breach", "breach"]
    assert told(administrator) == ["breach", "breach"]  # nobody heads the department of nobody


def test_owner_who_has_left_is_not_told(case: Case, operator: User, supervisor: User) -> None:
    User.objects.filter(pk=operator.pk).update(is_active=False)
    sweep(as_of=NOON + minutes(61))

    assert told(operator) == []
    assert told(supervisor) == ["breach"]


def test_department_without_a_head_answers_to_the_one_above(case: Case, expert: User, administrator: User) -> None:
    above = Department.objects.create(name="Дирекция", code="board", head=administrator)
    Department.objects.filter(code="claims").update(head=None, parent=above)
    sweep(as_of=NOON + minutes(81))

    assert (told(expert), told(administrator)) == ([], ["breach"])


def test_more_than_a_batch_is_swept_in_one_turn(
    operator: User, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 3)
    a_rule(calendar, warn_shares=[])
    many_cases(operator, 8)

    assert sweep(as_of=NOON + minutes(60))["breach"] == 8


def test_twenty_deadlines_cost_what_two_cost(operator: User, supervisor: User, calendar: Calendar) -> None:
    levels_of_escalation()
    a_rule(calendar)
    costs = []
    for count in (2, 20):
        many_cases(operator, count)
        with CaptureQueriesContext(connection) as queries:
            sweep(as_of=NOON + minutes(60))
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_give_each_step_once(operator: User, supervisor: User) -> None:
    levels_of_escalation()
    a_rule(a_calendar())
    cases = many_cases(operator, 40)
    barrier = threading.Barrier(4)

    def run() -> None:
        barrier.wait()
        for minute in range(0, 121, 10):
            sweep(as_of=NOON + minutes(minute))
        connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(sorted(steps(case)) == sorted(WHOLE_LIFE) for case in cases)
    assert set(Counter(Notice.objects.values_list("user_id", "case_id", "facts__step")).values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_answer_and_sweep_at_once_agree(operator: User) -> None:
    """Either the answer was in time and nothing was breached, or the breach stands and the answer was late."""
    a_rule(a_calendar(), warn_shares=[])
    levels_of_escalation()
    cases = many_cases(operator, 20)
    barrier = threading.Barrier(2)

    def answer() -> None:
        barrier.wait()
        for number, case in enumerate(cases):
            with transaction.atomic():
                Case.objects.select_for_update(no_key=True).get(pk=case.pk)
                stop_clock(case=case, target=ANSWER, at=NOON + minutes(59 if number % 2 else 61))
        connections.close_all()

    def sweep_on() -> None:
        barrier.wait()
        for _turn in range(20):
            sweep(as_of=NOON + minutes(62))
        connections.close_all()

    threads = [threading.Thread(target=answer), threading.Thread(target=sweep_on)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for deadline in Deadline.objects.all():
        kinds = list(deadline.entries.exclude(kind="escalate").order_by("id").values_list("kind", flat=True))
        late = deadline.state == DeadlineState.MISSED
        assert kinds == (["start", "breach", "stop"] if late else ["start", "stop"])


@pytest.mark.django_db(transaction=True)
def test_sweep_that_died_in_the_middle_is_made_up_for(operator: User, supervisor: User) -> None:
    """Nothing of its batch was written, and the next sweep gives all of it."""
    levels_of_escalation()
    a_rule(a_calendar())
    many_cases(operator, 2)

    def die(**_facts: object) -> None:
        raise KeyboardInterrupt

    steps_taken.connect(die)
    try:
        with pytest.raises(KeyboardInterrupt):
            sweep(as_of=NOON + minutes(61))
    finally:
        steps_taken.disconnect(die)
    assert (steps(), Notice.objects.count()) == ([], 0)

    assert sweep(as_of=NOON + minutes(61)) == {"warn": 4, "breach": 2, "escalate": 2}


@pytest.mark.django_db(transaction=True)
def test_locked_deadline_is_skipped_not_waited_for(operator: User) -> None:
    """Whoever works on a case right now holds up nobody else's warning; the next second comes back to it."""
    a_rule(a_calendar(), warn_shares=[])
    held, free = many_cases(operator, 2)
    swept: list[int] = []

    def run() -> None:
        swept.append(sweep(as_of=NOON + minutes(60))["breach"])
        connections.close_all()

    with transaction.atomic():
        list(Deadline.objects.select_for_update().filter(case=held))
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    assert swept == [1]
    assert Deadline.objects.get(case=free).state == DeadlineState.BREACHED
    assert sweep(as_of=NOON + minutes(60))["breach"] == 1


def test_team_without_a_supervisor_turns_to_all_of_them(case: Case, supervisor: User, team: Team) -> None:
    Team.objects.update(supervisor=None)
    sweep(as_of=NOON + minutes(75))

    assert told(supervisor) == ["breach"]
