"""What the database refuses, whatever the code does."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.staff.models import User
from tests.cast import arrive, open_offer, ready

pytestmark = pytest.mark.django_db


def refused(change: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()  # type: ignore[operator]


def an_offer(contact: Contact, operator: User, at: datetime) -> Offer:
    return Offer.objects.create(
        contact=contact, operator=operator, weight=1, made_at=at, expires_at=at + timedelta(seconds=5)
    )


def test_load_above_capacity(operator: User, at: datetime) -> None:
    ready(operator, at=at)
    seats = Seat.objects.filter(operator=operator)
    refused(lambda: seats.update(load=101))
    refused(lambda: seats.update(load=-1))
    refused(lambda: seats.update(load=40, capacity=39))


def test_two_open_offers_of_one_contact(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    refused(lambda: an_offer(contact, teammate, at))


def test_two_open_offers_to_one_operator(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    arrive(queue, at=at)
    other = arrive(queue, at=at)
    refused(lambda: an_offer(other, operator, at))


def test_offer_that_ended_without_an_outcome(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    offers = Offer.objects.filter(pk=open_offer(arrive(queue, at=at)).pk)
    refused(lambda: offers.update(ended_at=at))
    refused(lambda: offers.update(outcome=OfferOutcome.EXPIRED))
    refused(lambda: offers.update(expires_at=at))


def test_contact_that_is_held_by_nobody(queue: Queue, operator: User, at: datetime) -> None:
    contacts = Contact.objects.filter(pk=arrive(queue, at=at).pk)
    refused(lambda: contacts.update(state=states.ACTIVE))
    refused(lambda: contacts.update(operator=operator))
    refused(lambda: contacts.update(state=states.CLOSED))
    refused(lambda: contacts.update(state="lost"))
