"""The day of an operator, to the microsecond."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contactcenter.contacts import states
from contactcenter.contacts.models import Queue
from contactcenter.contacts.operations.life import finish_contact
from contactcenter.lib.errors import InvalidInput
from contactcenter.routing.days import as_rows, day_asked_for, day_of
from contactcenter.routing.operations.handover import take_work_away
from contactcenter.staff.models import BreakReason, PresenceState, User
from contactcenter.staff.operations.presence import change_presence
from contactcenter.staff.queries import states_of, time_in_states
from tests.cast import a_contact, arrive, commits, ready

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 3, 2, 21, tzinfo=UTC)  # in Moscow
DAY = timedelta(days=1)
MONDAY = date(2026, 3, 3)


@given(
    changes=st.lists(
        st.tuples(st.timedeltas(timedelta(hours=-30), timedelta(hours=60)), st.sampled_from(PresenceState.values)),
        max_size=12,
    ),
    hours=st.integers(min_value=0, max_value=30),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_states_fill_the_day_and_agree_with_the_sums(
    operator: User, changes: list[tuple[timedelta, str]], hours: int
) -> None:
    end = MIDNIGHT + timedelta(hours=hours)
    with transaction.atomic():
        for offset, state in sorted(changes):
            change_presence(operator=operator, state=state, at=MIDNIGHT + offset)
        told = states_of(operator=operator, start=MIDNIGHT, end=end) if hours else []
        sums = time_in_states(operator=operator, start=MIDNIGHT, end=end)
        day = day_of(operator=operator, day=MONDAY, as_of=end)
        transaction.set_rollback(True)
    reached = MIDNIGHT
    for stretch in told:
        assert stretch.start == reached < stretch.end
        reached = stretch.end
    assert reached == end
    assert sum(day.times.values(), timedelta()) == min(end - MIDNIGHT, DAY) == day.end - day.start
    if hours <= 24:
        assert dict(day.times) == sums


def test_what_was_in_his_hands(queue: Queue, operator: User, supervisor: User, at: datetime) -> None:
    first = a_contact(operator=operator, queue=queue, state=states.CLOSED)
    second = a_contact(operator=operator, queue=queue)
    with commits():
        take_work_away(operator_id=operator.pk, actor=supervisor, at=timezone.now())
    waiting = arrive(queue)
    now = timezone.now()
    handled = day_of(operator=operator, day=timezone.localdate(), as_of=now).handled
    assert [(one.contact, one.came_by, one.left_by) for one in handled] == [
        (first, "accept", "close"),
        (second, "accept", "transfer"),
    ]
    assert handled[0].since <= handled[0].finished_at <= handled[0].until  # type: ignore[operator]
    assert waiting not in [one.contact for one in handled]


def test_contacts_at_once_count_once(queue: Queue, operator: User) -> None:
    for _number in range(2):
        a_contact(operator=operator, queue=queue)
    now = timezone.now()
    day = day_of(operator=operator, day=timezone.localdate(), as_of=now)
    assert day.with_contacts == now - min(one.since for one in day.handled)
    assert day.with_contacts <= day.on_line


def test_break_tells_how_far_it_went_over(operator: User) -> None:
    lunch = BreakReason.objects.create(name="Обед", planned_minutes=30)
    begins = MIDNIGHT + timedelta(hours=12)
    change_presence(operator=operator, state=PresenceState.BREAK, reason=lunch, at=begins)
    ready(operator, at=begins + timedelta(minutes=42))
    day = day_of(operator=operator, day=MONDAY, as_of=MIDNIGHT + DAY)
    assert day.overrun == timedelta(minutes=12)


def test_day_that_has_not_come_is_empty(operator: User) -> None:
    day = day_of(operator=operator, day=MONDAY, as_of=MIDNIGHT - DAY)
    assert (day.stretches, day.handled, day.on_line) == ((), (), timedelta())


def test_rows_are_exact_to_the_millisecond(operator: User) -> None:
    ready(operator, at=MIDNIGHT + timedelta(hours=9, milliseconds=7))
    rows = list(as_rows(day_of(operator=operator, day=MONDAY, as_of=MIDNIGHT + timedelta(hours=10))))
    assert rows[2][2:5] == ["2026-03-03T09:00:00.007+03:00", "2026-03-03T10:00:00.000+03:00", "3599.993"]


@pytest.mark.parametrize("given_date", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_what_is_no_date_is_refused(given_date: str, at: datetime) -> None:
    with pytest.raises(InvalidInput):
        day_asked_for(given_date, as_of=at)


def test_conversation_that_has_ended_is_still_his(queue: Queue, operator: User) -> None:
    contact = a_contact(operator=operator, queue=queue)
    with commits():
        finish_contact(contact_id=contact.pk, actor=operator, at=timezone.now())
    handled = day_of(operator=operator, day=timezone.localdate(), as_of=timezone.now()).handled
    assert handled[0].finished_at
    assert handled[0].until is None
