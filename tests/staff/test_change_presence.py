"""An operator's state: the day is a complete log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.staff.models import BreakReason, Presence, PresenceInterval, PresenceState, User
from contactcenter.staff.operations.presence import (
    GONE_AFTER,
    change_presence,
    record_signs_of_life,
    sign_out_the_gone,
)
from contactcenter.staff.queries import time_in_states
from tests.racing import deadlocks, race

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MIDNIGHT = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.fixture
def lunch(db: None) -> BreakReason:
    return BreakReason.objects.create(name="Обед")


def test_each_change_closes_one_interval_and_opens_the_next(operator: User, lunch: BreakReason, at: datetime) -> None:
    change_presence(operator=operator, state=PresenceState.READY, at=at, actor=operator)
    hour = at + timedelta(hours=1)
    change_presence(operator=operator, state=PresenceState.BREAK, reason=lunch, at=hour, actor=operator)
    change_presence(operator=operator, state=PresenceState.READY, at=hour + timedelta(minutes=30), actor=None)
    told = [
        (one.state, one.reason, one.ended_at - one.started_at, one.ended_by)
        for one in PresenceInterval.objects.order_by("id")
    ]
    assert told == [
        (PresenceState.OFFLINE, None, timedelta(0), operator),
        (PresenceState.READY, None, timedelta(hours=1), operator),
        (PresenceState.BREAK, lunch, timedelta(minutes=30), None),
    ]


def test_same_state_again_changes_nothing_but_the_sign_of_life(operator: User, at: datetime) -> None:
    later = at + timedelta(seconds=9)
    for moment in (at, later):
        change_presence(operator=operator, state=PresenceState.READY, at=moment)
    presence = Presence.objects.get(operator=operator)
    assert (presence.since, presence.seen_at) == (at, later)
    assert PresenceInterval.objects.count() == 1


def test_other_reason_is_another_stretch(operator: User, lunch: BreakReason, at: datetime) -> None:
    change_presence(operator=operator, state=PresenceState.BREAK, at=at)
    change_presence(operator=operator, state=PresenceState.BREAK, reason=lunch, at=at)
    assert Presence.objects.get(operator=operator).reason == lunch


def test_unknown_state_and_misplaced_reason_are_refused(operator: User, lunch: BreakReason, at: datetime) -> None:
    with pytest.raises(InvalidInput):
        change_presence(operator=operator, state="asleep", at=at)
    with pytest.raises(InvalidInput):
        change_presence(operator=operator, state=PresenceState.READY, reason=lunch, at=at)
    assert not Presence.objects.exists()


def test_who_does_not_work_here_any_more_is_not_ready(operator: User, at: datetime) -> None:
    User.objects.filter(pk=operator.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        change_presence(operator=User.objects.get(pk=operator.pk), state=PresenceState.READY, at=at)


def test_clock_that_goes_back_makes_no_negative_interval(operator: User, at: datetime) -> None:
    change_presence(operator=operator, state=PresenceState.READY, at=at)
    change_presence(operator=operator, state=PresenceState.BREAK, at=at - timedelta(seconds=2))
    assert Presence.objects.get(operator=operator).since == at
    assert PresenceInterval.objects.latest("id").ended_at == at


CHANGES = st.lists(
    st.tuples(st.integers(min_value=0, max_value=60 * 60 * 60), st.sampled_from(PresenceState.values)), max_size=12
)


@given(changes=CHANGES, day=st.integers(min_value=-1, max_value=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_day_has_twenty_four_hours(operator: User, changes: list[tuple[int, str]], day: int) -> None:
    start = MIDNIGHT + day * DAY
    with transaction.atomic():
        for seconds, state in sorted(changes):
            change_presence(operator=operator, state=state, at=MIDNIGHT + timedelta(seconds=seconds))
        total = time_in_states(operator=operator, start=start, end=start + DAY)
        transaction.set_rollback(True)
    assert sum(total.values(), timedelta(0)) == DAY
    assert all(time > timedelta(0) for time in total.values())


def test_times_are_exact(operator: User) -> None:
    for hour, state in ((8, PresenceState.READY), (12, PresenceState.BREAK), (13, PresenceState.READY)):
        change_presence(operator=operator, state=state, at=MIDNIGHT + timedelta(hours=hour, milliseconds=1))
    assert time_in_states(operator=operator, start=MIDNIGHT, end=MIDNIGHT + DAY) == {
        PresenceState.OFFLINE: timedelta(hours=8, milliseconds=1),
        PresenceState.READY: timedelta(hours=15) - timedelta(milliseconds=1),
        PresenceState.BREAK: timedelta(hours=1),
    }


def test_history_cannot_be_rewritten(operator: User, at: datetime) -> None:
    change_presence(operator=operator, state=PresenceState.READY, at=at)
    for change in ("UPDATE staff_presenceinterval SET state = 'ready'", "DELETE FROM staff_presenceinterval"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


# Signs of life


def test_silence_of_twenty_seconds_signs_out(operator: User, at: datetime) -> None:
    change_presence(operator=operator, state=PresenceState.READY, at=at)
    assert sign_out_the_gone(as_of=at + GONE_AFTER) == []
    gone_at = at + GONE_AFTER + timedelta(milliseconds=1)
    assert sign_out_the_gone(as_of=gone_at) == [operator.pk]
    presence = Presence.objects.get(operator=operator)
    assert (presence.state, presence.since) == (PresenceState.OFFLINE, gone_at)
    assert PresenceInterval.objects.latest("id").ended_by is None
    assert timedelta(seconds=20) == GONE_AFTER


def test_sign_of_life_keeps(operator: User, teammate: User, at: datetime) -> None:
    for person in (operator, teammate):
        change_presence(operator=person, state=PresenceState.BREAK, at=at)
    assert record_signs_of_life(operator_ids=[operator.pk], at=at + timedelta(seconds=15)) == 1
    assert sign_out_the_gone(as_of=at + timedelta(seconds=30)) == [teammate.pk]


def test_old_sign_of_life_does_not_age_anybody(operator: User, at: datetime) -> None:
    change_presence(operator=operator, state=PresenceState.READY, at=at)
    assert record_signs_of_life(operator_ids=[operator.pk], at=at - timedelta(seconds=15)) == 0
    assert Presence.objects.get(operator=operator).seen_at == at


def test_who_is_offline_is_not_touched(operator: User, at: datetime) -> None:
    change_presence(operator=operator, state=PresenceState.READY, at=at)
    change_presence(operator=operator, state=PresenceState.OFFLINE, at=at)
    later = at + timedelta(hours=9)
    assert record_signs_of_life(operator_ids=[operator.pk], at=later) == 0
    assert sign_out_the_gone(as_of=later) == []
    assert Presence.objects.get(operator=operator).since == at


@pytest.mark.django_db(transaction=True)
def test_many_changes_at_once_leave_an_unbroken_log(operator: User, at: datetime) -> None:
    before = deadlocks()
    states = [PresenceState.READY, PresenceState.BREAK, PresenceState.TRAINING, PresenceState.OFFLINE] * 3
    answers = race(
        *(
            partial(change_presence, operator=operator, state=state, at=at + timedelta(seconds=number))
            for number, state in enumerate(states)
        )
    )
    assert all(isinstance(answer, Presence) for answer in answers)
    intervals = list(PresenceInterval.objects.order_by("id"))
    presence = Presence.objects.get(operator=operator)
    ends = [interval.ended_at for interval in intervals]
    assert [interval.started_at for interval in intervals[1:]] == ends[:-1]
    assert presence.since == ends[-1]
    assert deadlocks() == before


def test_only_the_system_says_that_somebody_does_not_respond(operator: User, supervisor: User, at: datetime) -> None:
    for actor in (operator, supervisor):
        with pytest.raises(InvalidInput):
            change_presence(operator=operator, state=PresenceState.NO_ANSWER, at=at, actor=actor)
    assert change_presence(operator=operator, state=PresenceState.NO_ANSWER, at=at).state == PresenceState.NO_ANSWER


def test_planned_end_of_a_break(operator: User, at: datetime) -> None:
    lunch = BreakReason.objects.create(name="Обед", planned_minutes=30)
    presence = change_presence(operator=operator, state=PresenceState.BREAK, at=at, reason=lunch)
    assert presence.planned_until == at + timedelta(minutes=30)
    assert change_presence(operator=operator, state=PresenceState.READY, at=at).planned_until is None
