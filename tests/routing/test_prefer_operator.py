"""A client who comes back goes to the operator who served him last."""

from datetime import datetime, timedelta

import pytest

from contactcenter.clients.models import AddressKind
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import NotAllowed
from contactcenter.routing.models import QueueRing, QueueSkill, Seat
from contactcenter.routing.operations.offers import decline_offer, take_contact
from contactcenter.routing.operations.sweep import match_waiting
from contactcenter.staff.models import OperatorSkill, PresenceState, User
from tests.cast import a_queue, arrive, commits, open_offer, ready, set_presence

pytestmark = pytest.mark.django_db
SINCE = timedelta(days=3)


@pytest.fixture
def queue() -> Queue:
    return a_queue(preferred_days=7, preferred_seconds=20)


def seconds(number: int) -> timedelta:
    return timedelta(seconds=number)


def comes(queue: Queue, *, at: datetime, thread: str) -> Contact:
    return arrive(queue, at=at, thread=thread, address_kind=AddressKind.WEBCHAT, address="anna")


@pytest.fixture
def served(queue: Queue, operator: User, at: datetime) -> Contact:
    """Three days ago the operator, by now the worse of two, served Anna."""
    contact = comes(queue, at=at - SINCE, thread="earlier")
    Contact.objects.filter(pk=contact.pk).update(state=states.CLOSED, operator=operator, ended_at=at - SINCE)
    OperatorSkill.objects.filter(operator=operator).update(level=1)
    return contact


def busy(operator: User) -> None:
    Seat.objects.filter(operator=operator).update(load=100)


def test_who_served_the_client_last_is_asked_first(
    queue: Queue, served: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(teammate, at=at - seconds(60))
    ready(operator, at=at - seconds(1))
    contact = comes(queue, at=at, thread="again")
    assert open_offer(contact).operator == operator
    assert contact.preferred_operator == operator


def test_strangers_go_to_whoever_is_next(
    queue: Queue, served: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(teammate, at=at - seconds(60))
    ready(operator, at=at - seconds(1))
    contact = arrive(queue, at=at)
    assert open_offer(contact).operator == teammate
    assert contact.preferred_operator is None


def test_after_the_days_of_the_queue_he_is_one_of_many(served: Contact, queue: Queue, at: datetime) -> None:
    assert comes(queue, at=at + timedelta(days=5), thread="late").preferred_operator is None


def test_queue_that_remembers_nobody_prefers_nobody(served: Contact, at: datetime) -> None:
    other = a_queue("other", skill="inquiries")
    assert comes(other, at=at, thread="again").preferred_operator is None


def test_client_waits_for_him_no_longer_than_the_queue_says(
    queue: Queue, served: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(operator, teammate, at=at)
    busy(operator)
    contact = comes(queue, at=at, thread="again")
    assert contact.state == states.QUEUED
    with commits():
        assert match_waiting(as_of=at + seconds(19)) == 0
        assert match_waiting(as_of=at + seconds(20)) == 1
    assert open_offer(contact).operator == teammate


def test_he_gets_the_client_as_soon_as_he_is_free(
    queue: Queue, served: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(teammate, at=at)
    set_presence(operator, state=PresenceState.BREAK, at=at)
    contact = comes(queue, at=at, thread="again")
    ready(operator, at=at + seconds(5))
    assert open_offer(contact).operator == operator


def test_nobody_waits_for_who_is_not_at_work(
    queue: Queue, served: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(teammate, at=at)
    contact = comes(queue, at=at, thread="again")
    assert open_offer(contact).operator == teammate
    assert contact.reserved_until is None


def test_whom_he_declines_goes_to_colleagues_at_once(
    queue: Queue, served: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(operator, teammate, at=at)
    contact = comes(queue, at=at, thread="again")
    with commits():
        decline_offer(offer_id=open_offer(contact).pk, operator=operator, at=at + seconds(2))
    assert open_offer(contact).operator == teammate


def test_colleague_does_not_take_him_from_the_list_meanwhile(
    queue: Queue, served: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(operator, teammate, at=at)
    busy(operator)
    contact = comes(queue, at=at, thread="again")
    with pytest.raises(NotAllowed) as refusal:
        take_contact(contact_id=contact.pk, operator=teammate, at=at + seconds(19))
    assert refusal.value.code == "kept_for_colleague"
    assert take_contact(contact_id=contact.pk, operator=teammate, at=at + seconds(20)).operator == teammate


def test_who_does_not_serve_the_queue_any_more_is_not_preferred(
    queue: Queue, served: Contact, operator: User, at: datetime
) -> None:
    OperatorSkill.objects.get(operator=operator).delete()
    assert comes(queue, at=at, thread="again").preferred_operator is None


def test_who_serves_an_outer_ring_is_not_preferred(queue: Queue, served: Contact, operator: User, at: datetime) -> None:
    wanted = QueueSkill.objects.get(queue=queue)
    wanted.level = 5
    wanted.save()
    QueueRing.objects.create(queue=queue, skill=wanted.skill, after_seconds=30, level=1)
    assert comes(queue, at=at, thread="again").preferred_operator is None
