"""A queue from which operators take by themselves: nothing is held out to anybody."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, OfferMode, Queue
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.lib.errors import Conflict
from contactcenter.routing.models import Offer
from contactcenter.routing.operations.matching import offer_contact, offer_to_operator
from contactcenter.routing.operations.offers import take_contact
from contactcenter.routing.operations.sweep import match_waiting
from contactcenter.staff.models import User
from tests.cast import a_queue, arrive, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def list_queue(operator: User, teammate: User) -> Queue:
    return a_queue("list", skill="inquiries", offer_mode=OfferMode.PULL)


def take(contact: Contact, by: User, at: datetime) -> Contact:
    return take_contact(contact_id=contact.pk, operator=by, at=at)


def test_nothing_is_held_out(list_queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(list_queue, at=at)
    assert contact.state == states.QUEUED
    assert offer_contact(contact_id=contact.pk, at=at) is None
    assert offer_to_operator(operator_id=operator.pk, at=at) is None
    assert match_waiting(as_of=at) == 0
    assert not Offer.objects.exists()


def test_other_queues_go_on_beside_it(list_queue: Queue, queue: Queue, operator: User, at: datetime) -> None:
    arrive(list_queue, at=at - timedelta(hours=1))
    pushed = arrive(queue, at=at)
    ready(operator, at=at)
    assert Offer.objects.get().contact == pushed


def test_the_first_wins_and_the_second_learns_who(
    list_queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    ready(operator, teammate, at=at)
    contact = arrive(list_queue, at=at)
    assert take(contact, operator, at).operator == operator
    with pytest.raises(Conflict, match="Соколова М") as lost:
        take(contact, teammate, at)
    assert lost.value.code == "contact_gone"


def test_who_wants_a_client_that_has_left_learns_that(list_queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(list_queue, at=at)
    abandon_contact(contact_id=contact.pk, at=at, why="left")
    with pytest.raises(Conflict, match="ушёл"):
        take(contact, operator, at)


def test_what_is_held_out_to_a_colleague_is_named(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    ready(teammate, at=at)
    with pytest.raises(Conflict, match="Соколова М"):
        take(contact, teammate, at)
