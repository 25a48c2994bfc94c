"""How long a client will wait, from the pace of the last half hour."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.queries import expected_wait
from contactcenter.routing.operations.pace import measure_pace
from contactcenter.staff.models import User
from contactcenter.workstation.queries.desk import queue_summaries
from contactcenter.workstation.shell import queue_counter
from tests.cast import a_contact, a_queue, arrive

pytestmark = pytest.mark.django_db


def accepted(queue: Queue, operator: User, *moments: datetime) -> None:
    for moment in moments:
        contact = a_contact(operator=operator, queue=queue)
        Contact.objects.filter(pk=contact.pk).update(accepted_at=moment)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_wait_follows_from_the_place_and_the_pace(queue: Queue, operator: User, at: datetime) -> None:
    accepted(queue, operator, at - minutes(29), at - minutes(10), at)
    measure_pace(as_of=at)
    queue.refresh_from_db()
    first, second = arrive(queue), arrive(queue)
    assert [expected_wait(contact) for contact in (first, second)] == [minutes(10), minutes(20)]


def test_nobody_knows_while_nobody_was_accepted(queue: Queue, operator: User, at: datetime) -> None:
    accepted(queue, operator, at - minutes(31))
    measure_pace(as_of=at)
    assert expected_wait(arrive(queue)) is None


def test_who_does_not_wait_waits_for_nothing(queue: Queue, operator: User, at: datetime) -> None:
    accepted(queue, operator, at)
    measure_pace(as_of=at)
    assert expected_wait(Contact.objects.get()) is None


def test_pace_falls_when_time_goes_on_and_only_changes_are_written(queue: Queue, operator: User, at: datetime) -> None:
    a_queue("other")
    accepted(queue, operator, at)
    assert [measure_pace(as_of=at + minutes(later)) for later in (0, 1, 31, 32)] == [1, 0, 1, 0]


def test_operators_read_it_on_the_queue(queue: Queue, operator: User, at: datetime) -> None:
    accepted(queue, operator, at, at, at)
    measure_pace(as_of=at)
    arrive(queue)
    [summary] = queue_summaries([Queue.objects.get(pk=queue.pk)])
    assert queue_counter(summary)["expected_minutes"] == 20
