"""At its moment a promise becomes a call: offered to who agreed it if he is there, and tried again by rule."""

from datetime import timedelta

import pytest

from contactcenter.callbacks import states
from contactcenter.callbacks.models import CallbackRule
from contactcenter.callbacks.operations.agreeing import cancel_callback
from contactcenter.callbacks.operations.calling import call_due, call_now
from contactcenter.callbacks.operations.outcomes import dial, miss_callback, reach_callback
from contactcenter.clients.models import ClientAddress
from contactcenter.contacts import states as contact_states
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.contacts.operations.life import abandon_contact, close_contact, finish_contact
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.privacy.models import AccessLog
from contactcenter.staff.models import User
from tests.callbacks.builders import NOON, agree, fall_due
from tests.cast import accept, arrive, commits, load_of, open_offer, ready

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_before_its_moment_nothing_happens(queue: Queue) -> None:
    agree(queue, NOON + HOUR)

    assert call_due(as_of=NOON + HOUR - timedelta(seconds=1)) == 0


def test_call_waits_in_the_queue_with_priority_and_no_door(queue: Queue) -> None:
    Queue.objects.filter(pk=queue.pk).update(most_waiting=1, longest_wait=10)
    arrive(Queue.objects.get(pk=queue.pk), at=NOON)
    callback = agree(Queue.objects.get(pk=queue.pk), NOON + HOUR, note="Тариф")

    contact = fall_due(callback)

    assert (contact.state, contact.channel, contact.direction) == (contact_states.QUEUED, "phone", "out")
    assert (contact.priority, contact.last_text, contact.wait_ends_at) == (2, "Тариф", None)
    assert (callback.state, callback.attempts) == (states.CALLING, 1)
    assert ContactEvent.objects.get(contact=contact).verb == "call_due"


def test_who_agreed_it_is_asked_first(queue: Queue, operator: User, teammate: User) -> None:
    callback = agree(queue, NOON + HOUR, actor=teammate)
    ready(operator, at=NOON)
    ready(teammate, at=NOON + timedelta(minutes=1))

    assert open_offer(fall_due(callback)).operator == teammate


def test_busy_one_is_waited_for_and_one_who_is_gone_is_not(queue: Queue, operator: User, teammate: User) -> None:
    callback = agree(queue, NOON + HOUR, actor=teammate)
    ready(operator, at=NOON)

    assert open_offer(fall_due(callback)).operator == operator


def test_while_he_is_busy_nobody_else_gets_it(queue: Queue, operator: User, teammate: User) -> None:
    ready(teammate, at=NOON)
    accept(arrive(queue, channel="phone", at=NOON), at=NOON)
    ready(operator, at=NOON)
    callback = agree(queue, NOON + HOUR, actor=teammate)

    contact = fall_due(callback)

    assert (contact.state, contact.preferred_operator) == (contact_states.QUEUED, teammate)
    assert contact.reserved_until == NOON + HOUR + timedelta(seconds=120)


def test_wrapped_up_call_means_reached(queue: Queue, operator: User, disposition: object) -> None:
    ready(operator, at=NOON)
    callback = agree(queue, NOON + HOUR, actor=operator)
    contact = accept(fall_due(callback), at=NOON + HOUR)

    finish_contact(contact_id=contact.pk, actor=operator, at=NOON + HOUR)
    close_contact(contact_id=contact.pk, actor=operator, disposition_id=disposition.pk, summary="Да", at=NOON + HOUR)  # type: ignore[attr-defined]

    callback.refresh_from_db()
    assert (callback.state, callback.ended_at) == (states.REACHED, NOON + HOUR)
    assert callback.events.filter(verb="reach").count() == 1


def test_not_reached_frees_the_operator_and_plans_the_next_attempt(queue: Queue, operator: User) -> None:
    ready(operator, at=NOON)
    callback = agree(queue, NOON + HOUR, actor=operator)
    contact = accept(fall_due(callback), at=NOON + HOUR)

    with commits():
        miss_callback(callback_id=callback.pk, operator=operator, at=NOON + HOUR)

    callback.refresh_from_db()
    contact.refresh_from_db()
    assert (callback.state, callback.due_at) == (states.WAITING, NOON + HOUR + timedelta(minutes=15))
    assert (contact.state, load_of(operator)) == (contact_states.CLOSED, 0)


def test_next_attempt_keeps_to_the_window(queue: Queue, operator: User) -> None:
    ready(operator, at=NOON)
    callback = agree(queue, NOON + 7 * HOUR + timedelta(minutes=50), actor=operator)  # 19:50
    contact = accept(fall_due(callback), at=callback.due_at)

    miss_callback(callback_id=callback.pk, operator=operator, at=contact.arrived_at)

    callback.refresh_from_db()
    assert callback.due_at == NOON + 21 * HOUR  # 09:00 of the next day


def test_after_the_last_attempt_it_is_given_up(queue: Queue, operator: User) -> None:
    CallbackRule.objects.create(queue=queue, attempts=1)
    ready(operator, at=NOON)
    callback = agree(queue, NOON + HOUR, actor=operator)
    accept(fall_due(callback), at=NOON + HOUR)

    miss_callback(callback_id=callback.pk, operator=operator, at=NOON + HOUR)

    callback.refresh_from_db()
    assert callback.state == states.GIVEN_UP
    with pytest.raises(Conflict):
        miss_callback(callback_id=callback.pk, operator=operator, at=NOON + HOUR)


def test_colleague_does_not_end_a_call_that_is_not_his(queue: Queue, operator: User, teammate: User) -> None:
    ready(operator, at=NOON)
    callback = agree(queue, NOON + HOUR, actor=operator)
    accept(fall_due(callback), at=NOON + HOUR)

    with pytest.raises(NotAllowed):
        miss_callback(callback_id=callback.pk, operator=teammate, at=NOON + HOUR)
    with pytest.raises(NotAllowed):
        dial(callback_id=callback.pk, operator=teammate, at=NOON + HOUR)


def test_number_is_shown_to_who_calls_and_the_log_keeps_it(queue: Queue, operator: User) -> None:
    ready(operator, at=NOON)
    callback = agree(queue, NOON + HOUR, actor=operator)
    accept(fall_due(callback), at=NOON + HOUR)

    value, line = dial(callback_id=callback.pk, operator=operator, at=NOON + HOUR)

    assert value == "+79001234567"
    assert AccessLog.objects.get() == line


def test_call_that_is_taken_out_of_the_queue_is_an_attempt_that_failed(queue: Queue) -> None:
    callback = agree(queue, NOON + HOUR)
    contact = fall_due(callback)

    abandon_contact(contact_id=contact.pk, at=NOON + HOUR, why="api")

    callback.refresh_from_db()
    assert callback.state == states.WAITING


def test_cancelled_while_it_waits_the_call_leaves_the_queue(queue: Queue) -> None:
    callback = agree(queue, NOON + HOUR)
    contact = fall_due(callback)

    cancel_callback(callback_id=callback.pk, at=NOON + HOUR)

    contact.refresh_from_db()
    callback.refresh_from_db()
    assert (callback.state, contact.state, contact.outcome) == (states.CANCELLED, contact_states.ABANDONED, "")


def test_cancelled_in_the_hands_of_an_operator_is_refused(queue: Queue, operator: User) -> None:
    ready(operator, at=NOON)
    callback = agree(queue, NOON + HOUR)
    accept(fall_due(callback), at=NOON + HOUR)

    with pytest.raises(Conflict):
        cancel_callback(callback_id=callback.pk, at=NOON + HOUR)


def test_number_that_was_taken_off_is_given_up_and_says_so(queue: Queue) -> None:
    callback = agree(queue, NOON + HOUR)
    ClientAddress.objects.all().delete()

    assert call_due(as_of=NOON + HOUR) == 1

    callback.refresh_from_db()
    assert callback.state == states.GIVEN_UP
    assert callback.events.get(verb="give_up").data == {"why": "no number"}


def test_operator_calls_before_the_moment(queue: Queue, operator: User) -> None:
    callback = agree(queue, NOON + HOUR)
    ready(operator, at=NOON)

    with commits():
        contact = call_now(callback_id=callback.pk, operator=operator, at=NOON)

    assert (contact.state, contact.operator) == (contact_states.ACTIVE, operator)
    assert call_due(as_of=NOON + HOUR) == 0


def test_who_is_not_ready_leaves_the_promise_as_it_was(queue: Queue, operator: User) -> None:
    callback = agree(queue, NOON + HOUR)

    with pytest.raises(Conflict):
        call_now(callback_id=callback.pk, operator=operator, at=NOON)

    callback.refresh_from_db()
    assert (callback.state, Contact.objects.count()) == (states.WAITING, 0)


def test_another_system_tells_the_outcome(queue: Queue, integrator: User) -> None:
    callback = agree(queue, NOON + HOUR)
    contact = fall_due(callback)

    miss_callback(callback_id=callback.pk, at=NOON + HOUR, actor=integrator)
    contact.refresh_from_db()
    assert contact.state == contact_states.ABANDONED

    callback.refresh_from_db()
    fall_due(callback)
    reach_callback(callback_id=callback.pk, at=callback.due_at, actor=integrator)
    callback.refresh_from_db()
    assert (callback.state, callback.attempts) == (states.REACHED, 2)
