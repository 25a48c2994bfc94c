"""A call is promised for a moment at which the client may be called, by his clock; everything else is told why not."""

from datetime import UTC, datetime, timedelta

import pytest

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback, CallbackEvent, CallbackRule, Origin
from contactcenter.callbacks.moments import from_local, rule_of, window_of, zone_for, zone_of_phone
from contactcenter.callbacks.operations.agreeing import cancel_callback, reschedule_callback
from contactcenter.contacts.models import Queue
from contactcenter.lib.errors import Conflict, IllegalTransition, InvalidInput
from contactcenter.routing.models import QueueHours
from contactcenter.staff.models import User
from tests.callbacks.builders import MOBILE, NOON, NOVOSIBIRSK, agree
from tests.deadlines.builders import a_calendar

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_promise_is_kept_with_its_zone_and_one_event(queue: Queue, operator: User) -> None:
    callback = agree(queue, NOON + HOUR, actor=operator, note="Тариф")

    assert (callback.state, callback.due_at, callback.operator) == (states.WAITING, NOON + HOUR, operator)
    event = CallbackEvent.objects.get()
    assert (event.verb, event.actor, event.after) == ("agree", operator, states.WAITING)


def test_zone_is_that_of_the_number_where_the_number_tells() -> None:
    assert zone_of_phone(NOVOSIBIRSK) == "Asia/Novosibirsk"
    assert zone_of_phone(MOBILE) == ""
    assert zone_for(phone=MOBILE)[1] is False
    assert str(zone_for(client_zone="Asia/Omsk", phone=NOVOSIBIRSK)[0]) == "Asia/Omsk"


def test_zone_that_does_not_exist_is_refused(queue: Queue) -> None:
    with pytest.raises(InvalidInput, match="Луна"):
        agree(queue, NOON + HOUR, time_zone="Луна")


@pytest.mark.parametrize(
    ("moment", "zone", "code"),
    [
        (NOON - HOUR, "Europe/Moscow", "moment_passed"),
        (NOON + timedelta(days=30), "Europe/Moscow", "moment_too_far"),
        (NOON + 8 * HOUR, "Europe/Moscow", "outside_window"),  # 20:00 there: the window ends with its last minute
        (NOON + 4 * HOUR, "Asia/Novosibirsk", "outside_window"),  # 16:00 in Moscow is 20:00 there
        (NOON + 20 * HOUR, "Europe/Moscow", "outside_window"),  # 08:00
    ],
)
def test_moment_that_will_not_do_is_told_why(queue: Queue, moment: datetime, zone: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        agree(queue, moment, time_zone=zone)

    assert (refusal.value.code, refusal.value.field) == (code, "moment")
    assert not Callback.objects.exists()


def test_last_minute_of_the_window_and_its_first_one_are_fine(queue: Queue) -> None:
    agree(queue, NOON + 8 * HOUR - timedelta(minutes=1))
    agree(queue, NOON + 21 * HOUR, phone="+79001234568")


def test_moment_that_has_just_gone_by_is_now(queue: Queue) -> None:
    assert agree(queue, NOON - timedelta(minutes=1)).due_at == NOON


def test_queue_that_is_closed_then_says_when_it_opens(queue: Queue) -> None:
    QueueHours.objects.create(queue=queue, calendar=a_calendar())

    with pytest.raises(InvalidInput, match="09:00") as refusal:
        agree(queue, datetime(2026, 11, 28, 9, tzinfo=UTC))  # a Saturday

    assert refusal.value.code == "queue_closed"


def test_window_is_that_of_the_queues_rule_before_that_of_all(queue: Queue) -> None:
    CallbackRule.objects.create(attempts=5)
    assert rule_of(queue).attempts == 5
    CallbackRule.objects.create(queue=queue, attempts=7)
    assert rule_of(queue).attempts == 7


def test_hour_that_summer_time_skips_is_refused_and_one_that_comes_twice_is_its_first() -> None:
    berlin = zone_for(chosen="Europe/Berlin")[0]

    with pytest.raises(InvalidInput) as refusal:
        from_local(datetime(2026, 3, 29, 2, 30), berlin)  # noqa: DTZ001 - a local moment
    assert refusal.value.code == "skipped_hour"
    assert from_local(datetime(2026, 10, 25, 2, 30), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # noqa: DTZ001


def test_window_opens_by_the_local_clock_on_both_sides_of_a_change(queue: Queue) -> None:
    berlin = zone_for(chosen="Europe/Berlin")[0]
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)  # 21:00; the clocks are put forward that night
    window = window_of(queue=queue, rule=CallbackRule(), zone=berlin, as_of=evening)

    assert window.next(evening) == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)  # 09:00 of summer time


def test_slots_are_even_by_the_local_clock_and_within_the_window(queue: Queue) -> None:
    zone = zone_for(chosen="Asia/Kolkata")[0]  # half an hour off
    window = window_of(queue=queue, rule=CallbackRule(), zone=zone, as_of=NOON)

    slots = list(window.slots(NOON, minutes=30, limit=20))

    assert {slot.astimezone(zone).minute for slot in slots} == {0, 30}
    assert all(window.allows(slot) and slot > NOON for slot in slots)


def test_number_is_promised_one_call_at_a_time(queue: Queue) -> None:
    agree(queue, NOON + HOUR)

    with pytest.raises(Conflict) as refusal:
        agree(queue, NOON + 2 * HOUR)

    assert refusal.value.code == "already_agreed"
    assert Callback.objects.count() == 1


def test_same_key_again_is_the_same_promise(queue: Queue) -> None:
    first = agree(queue, NOON + HOUR, key="widget-1", origin=Origin.CLIENT)
    assert agree(queue, NOON + 2 * HOUR, key="widget-1", origin=Origin.CLIENT) == first
    assert CallbackEvent.objects.count() == 1


def test_moved_call_is_due_at_its_new_moment(queue: Queue, operator: User) -> None:
    callback = agree(queue, NOON + HOUR)

    reschedule_callback(callback_id=callback.pk, moment=NOON + 2 * HOUR, at=NOON, actor=operator)

    callback.refresh_from_db()
    assert (callback.due_at, callback.events.count()) == (NOON + 2 * HOUR, 2)


def test_cancelled_call_stays_cancelled_and_frees_the_number(queue: Queue) -> None:
    callback = agree(queue, NOON + HOUR)

    for _time in range(2):
        cancel_callback(callback_id=callback.pk, at=NOON)

    callback.refresh_from_db()
    assert (callback.state, callback.events.filter(verb="cancel").count()) == (states.CANCELLED, 1)
    with pytest.raises(IllegalTransition):
        reschedule_callback(callback_id=callback.pk, moment=NOON + 2 * HOUR, at=NOON)
    agree(queue, NOON + HOUR)
