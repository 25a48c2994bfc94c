"""Who left is told apart from who was answered, and who left at once from both."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.staff.models import User
from tests.cast import a_contact, arrive

pytestmark = pytest.mark.django_db


def left_after(queue: Queue, seconds: int, *, at: datetime) -> Contact:
    contact = arrive(queue, at=at)
    return abandon_contact(contact_id=contact.pk, at=at + timedelta(seconds=seconds), why="left")


@pytest.mark.parametrize(("seconds", "outcome"), [(4, "abandoned_short"), (5, "abandoned"), (60, "abandoned")])
def test_who_left_is_told_by_how_long_he_waited(queue: Queue, at: datetime, seconds: int, outcome: str) -> None:
    assert left_after(queue, seconds, at=at).outcome == outcome


def test_queue_says_what_is_at_once(queue: Queue, at: datetime) -> None:
    Queue.objects.update(short_abandon_seconds=20)

    assert left_after(Queue.objects.get(), 19, at=at).outcome == "abandoned_short"
    assert list(Contact.objects.abandoned().patient()) == []


def test_answered_and_waiting_ones(queue: Queue, operator: User) -> None:
    assert arrive(queue).outcome == ""
    assert a_contact(queue=queue, operator=operator, state=states.CLOSED).outcome == "answered"
