"""What the end of a contact, and of its parts, means for the operator's place."""

from datetime import datetime

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Disposition, Queue
from contactcenter.contacts.operations.life import abandon_contact, close_contact, finish_contact, resume_contact
from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.staff.models import User
from tests.cast import a_contact, accept, arrive, commits, load_of, open_offer, ready

pytestmark = pytest.mark.django_db


def test_wrap_up_holds_the_place(queue: Queue, operator: User, at: datetime) -> None:
    contact = a_contact(operator=operator, queue=queue)
    finish_contact(contact_id=contact.pk, actor=operator, at=at)
    assert load_of(operator) == contact.weight


def test_back_from_wrap_up_costs_nothing_more(queue: Queue, operator: User, at: datetime) -> None:
    contact = a_contact(state=states.WRAPUP, operator=operator, queue=queue)
    resume_contact(contact_id=contact.pk, actor=operator, at=at)
    assert load_of(operator) == contact.weight


def test_close_frees_the_place_for_the_next_one(
    queue: Queue, operator: User, disposition: Disposition, at: datetime
) -> None:
    ready(operator, at=at)
    contacts = [accept(arrive(queue, at=at), at=at) for _number in range(3)]
    waiting = arrive(queue, at=at)
    with commits():
        finish_contact(contact_id=contacts[0].pk, actor=operator, at=at)
    assert Contact.objects.get(pk=waiting.pk).state == states.QUEUED
    with commits():
        close_contact(contact_id=contacts[0].pk, actor=operator, disposition_id=disposition.pk, summary="Готово", at=at)
    assert open_offer(waiting).operator == operator
    assert load_of(operator) == 99


def test_client_who_leaves_takes_the_offer_back(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact, next_one = arrive(queue, at=at), arrive(queue, at=at)
    offer = open_offer(contact)
    with commits():
        abandon_contact(contact_id=contact.pk, at=at, why="closed the page")
    offer.refresh_from_db()
    contact.refresh_from_db()
    assert (contact.state, contact.ended_at, offer.outcome) == (states.ABANDONED, at, OfferOutcome.WITHDRAWN)
    assert open_offer(next_one).operator == operator
    assert load_of(operator) == 33


def test_client_who_leaves_the_queue_changes_nobodys_load(queue: Queue, at: datetime) -> None:
    contact = arrive(queue, at=at)
    abandon_contact(contact_id=contact.pk, at=at, why="closed the page")
    assert not Offer.objects.exists()
    assert not Seat.objects.exists()
