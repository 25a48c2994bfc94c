"""Queues that are closed, full or too slow."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.deadlines.models import Calendar, WorkingHours
from contactcenter.routing.models import QueueHours
from contactcenter.routing.operations.doors import send_on_overdue
from contactcenter.routing.operations.sweep import sweep
from contactcenter.routing.queries import may_wait
from contactcenter.staff.models import User
from tests.cast import a_queue, accept, arrive, commits, open_offer, ready

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
NIGHT = datetime(2026, 11, 25, 22, tzinfo=UTC)


def seconds(number: int) -> timedelta:
    return timedelta(seconds=number)


def open_by_day(queue: Queue) -> Queue:
    """From 9 to 18 on Wednesdays and Thursdays."""
    calendar, _new = Calendar.objects.get_or_create(name="By day", zone="UTC")
    for weekday in (2, 3):
        WorkingHours.objects.get_or_create(calendar=calendar, weekday=weekday, starts=time(9), ends=time(18))
    QueueHours.objects.create(queue=queue, calendar=calendar)
    return queue


def verbs(contact: Contact) -> list[str]:
    return list(contact.events.order_by("id").values_list("verb", flat=True))


def test_open_queue_lets_wait(queue: Queue) -> None:
    entry = may_wait(queue=open_by_day(queue), as_of=NOON)
    assert (entry.queue, entry.may_wait, entry.trouble, entry.opens_at) == (queue, True, "", None)


def test_closed_queue_takes_a_message_and_says_when_it_opens(queue: Queue) -> None:
    entry = may_wait(queue=open_by_day(queue), as_of=NIGHT)
    assert (entry.may_wait, entry.trouble) == (False, "closed")
    assert entry.opens_at == datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_closed_queue_sends_on_to_the_one_of_the_night(operator: User) -> None:
    night = a_queue("night", skill="inquiries")
    queue = open_by_day(a_queue(when_closed=night))
    ready(operator, at=NIGHT)
    contact = arrive(queue, at=NIGHT)
    assert contact.queue == night
    assert open_offer(contact).operator == operator
    assert verbs(contact) == ["arrive", "overflow", "offer"]


def test_message_of_a_closed_queue_waits_there(queue: Queue) -> None:
    contact = arrive(open_by_day(queue), at=NIGHT)
    assert (contact.queue, contact.state) == (queue, states.QUEUED)
    assert verbs(contact) == ["arrive", "as_message"]


def test_calendar_without_hours_for_these_years_keeps_the_queue_open(queue: Queue) -> None:
    calendar = Calendar.objects.create(name="Old", zone="UTC", first_year=2024, last_year=2025)
    QueueHours.objects.create(queue=queue, calendar=calendar)
    assert may_wait(queue=queue, as_of=NOON).may_wait


def test_full_queue_sends_on(at: datetime) -> None:
    second = a_queue("second")
    queue = a_queue(most_waiting=2, when_full=second)
    assert [arrive(queue, at=at).queue for _number in range(3)] == [queue, queue, second]


def test_full_queue_without_another_takes_messages(at: datetime) -> None:
    queue = a_queue(most_waiting=1)
    assert may_wait(queue=queue, as_of=at).may_wait
    arrive(queue, at=at)
    assert not may_wait(queue=queue, as_of=at).may_wait
    assert verbs(arrive(queue, at=at)) == ["arrive", "as_message"]


def test_way_leads_past_a_queue_that_is_full_as_well(at: datetime) -> None:
    third = a_queue("third")
    second = a_queue("second", most_waiting=1, when_full=third)
    queue = a_queue(most_waiting=1, when_full=second)
    assert [arrive(queue, at=at).queue for _number in range(3)] == [queue, second, third]


def test_queue_out_of_use_takes_nobody(at: datetime) -> None:
    queue = a_queue(most_waiting=1, when_full=a_queue("off", is_active=False))
    assert [arrive(queue, at=at).queue for _number in range(2)] == [queue, queue]


def test_who_has_waited_too_long_goes_on_with_his_age(operator: User, at: datetime) -> None:
    second = a_queue("second", skill="inquiries")
    queue = a_queue("slow", longest_wait=60, when_long=second)
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    with commits():
        assert send_on_overdue(as_of=at + seconds(59)) == 0
        assert send_on_overdue(as_of=at + seconds(60)) == 1
    contact.refresh_from_db()
    assert (contact.queue, contact.arrived_at, contact.in_queue_since) == (second, at, at + seconds(60))
    assert open_offer(contact).operator == operator


def test_who_has_nowhere_to_go_stays_as_a_message_and_is_asked_once(at: datetime) -> None:
    contact = arrive(a_queue(longest_wait=60), at=at)
    assert [sweep(as_of=at + seconds(60))["sent_on"] for _time in range(2)] == [1, 0]
    contact.refresh_from_db()
    assert (contact.state, contact.wait_ends_at) == (states.QUEUED, None)
    assert verbs(contact) == ["arrive", "as_message"]


def test_who_was_accepted_once_is_not_sent_away(operator: User, at: datetime) -> None:
    queue = a_queue(longest_wait=60)
    ready(operator, at=at)
    assert accept(arrive(queue, at=at), at=at).wait_ends_at is None


@pytest.mark.parametrize("way", ["when_closed", "when_full", "when_long"])
def test_circle_is_refused_with_its_names(queue: Queue, way: str) -> None:
    third = a_queue("third", when_full=queue)
    second = a_queue("second", when_closed=third)
    setattr(queue, way, second)
    with pytest.raises(ValidationError) as refusal:
        queue.full_clean()
    circle = f"{queue.name} → {second.name} → {third.name} → {queue.name}"
    assert circle in refusal.value.message_dict[way][0]


def test_queue_that_sends_on_to_itself_is_refused(queue: Queue) -> None:
    queue.when_full = queue
    with pytest.raises(ValidationError):
        queue.full_clean()


def test_two_ways_to_the_same_queue_are_no_circle(queue: Queue) -> None:
    last = a_queue("last")
    queue.when_full, queue.when_closed = a_queue("second", when_full=last), last
    queue.full_clean()


def test_circle_that_came_about_takes_a_message(at: datetime) -> None:
    # Two administrators saved at once, and neither form saw the other.
    queue, second = a_queue(most_waiting=1), a_queue("second", most_waiting=1)
    Queue.objects.filter(pk=queue.pk).update(when_full=second)
    Queue.objects.filter(pk=second.pk).update(when_full=queue)
    found = [arrive(Queue.objects.get(pk=queue.pk), at=at) for _number in range(3)]
    assert [contact.queue for contact in found] == [queue, second, queue]
    assert verbs(found[-1]) == ["arrive", "as_message"]


def test_circle_that_came_about_sends_nobody_round_and_round(at: datetime) -> None:
    queue, second = a_queue(longest_wait=10), a_queue("second", longest_wait=10)
    Queue.objects.filter(pk=queue.pk).update(when_long=second)
    Queue.objects.filter(pk=second.pk).update(when_long=queue)
    contact = arrive(queue, at=at)
    assert [send_on_overdue(as_of=at + seconds(number)) for number in (10, 20, 30, 40)] == [1, 1, 0, 0]
    contact.refresh_from_db()
    assert contact.queue == second


def test_circle_is_told_in_the_administration(administrator: User, queue: Queue) -> None:
    browser = Browser()
    browser.force_login(administrator)
    second = a_queue("second", when_full=queue)
    page = browser.get(f"/admin/contacts/queue/{queue.pk}/change/")
    form = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}
    forms = {
        f"{prefix}-{kind}_FORMS": 0 for prefix in ("required_skills", "rings", "hours") for kind in ("TOTAL", "INITIAL")
    }
    answer = browser.post(page.request["PATH_INFO"], {**form, **forms, "when_full": second.pk})
    assert answer.status_code == 200
    assert "when_full" in answer.context["adminform"].errors
