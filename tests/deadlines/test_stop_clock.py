"""What was promised has happened, or is owed no longer."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Calendar, ClockEntry, Deadline, DeadlineState, Target
from contactcenter.deadlines.operations.clocks import cancel_clock, pause_clock, start_clock, stop_clock
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule, minutes


@pytest.fixture
def case(operator: User, calendar: Calendar) -> Case:
    a_rule(calendar)
    case = a_case(operator)
    start_clock(case=case, target=Target.ANSWER, at=NOON)
    return case


def kinds() -> list[str]:
    return list(ClockEntry.objects.order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("minute", "state"),
    [
        (0, DeadlineState.MET),
        (59.999, DeadlineState.MET),
        (60, DeadlineState.MISSED),
        (600, DeadlineState.MISSED),
    ],
)
def test_in_time_is_before_the_due_moment(case: Case, minute: float, state: str) -> None:
    stopped = stop_clock(case=case, target=Target.ANSWER, at=NOON + minutes(minute))

    assert stopped
    assert stopped.state == state
    assert (stopped.breached_at is not None) == (state == DeadlineState.MISSED)
    assert stopped.next_event_at is None


def test_breach_found_at_the_stop_is_written_once(case: Case) -> None:
    stop_clock(case=case, target=Target.ANSWER, at=NOON + minutes(61))
    sweep(as_of=NOON + minutes(62))

    assert kinds() == ["start", "breach", "stop"]


def test_breach_found_by_the_sweep_makes_the_stop_a_miss(case: Case) -> None:
    sweep(as_of=NOON + minutes(61))
    stopped = stop_clock(case=case, target=Target.ANSWER, at=NOON + minutes(62))

    assert stopped
    assert stopped.state == DeadlineState.MISSED


def test_paused_clock_is_stopped_in_time_whatever_the_hour(case: Case) -> None:
    """While the client is waited for nothing is late."""
    pause_clock(case=case, target=Target.ANSWER, at=NOON + minutes(10))
    stopped = stop_clock(case=case, target=Target.ANSWER, at=NOON + minutes(500))

    assert stopped
    assert stopped.state == DeadlineState.MET


def test_second_stop_changes_nothing(case: Case) -> None:
    stop_clock(case=case, target=Target.ANSWER, at=NOON + minutes(5))

    assert stop_clock(case=case, target=Target.ANSWER, at=NOON + minutes(99)) is None
    assert kinds() == ["start", "stop"]


def test_clock_of_another_target_goes_on(case: Case) -> None:
    assert stop_clock(case=case, target=Target.DECISION, at=NOON + minutes(5)) is None
    assert Deadline.objects.get(case=case).state == DeadlineState.RUNNING


def test_cancelled_clock_is_neither_met_nor_missed(case: Case) -> None:
    cancelled = cancel_clock(case=case, target=Target.ANSWER, at=NOON + minutes(99), reason="withdrawn")

    assert cancelled
    assert (cancelled.state, cancelled.breached_at) == (DeadlineState.CANCELLED, None)
    assert kinds() == ["start", "cancel"]


def test_log_cannot_be_rewritten(case: Case) -> None:
    entry = ClockEntry.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockEntry.objects.filter(pk=entry.pk).update(kind="stop")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()
