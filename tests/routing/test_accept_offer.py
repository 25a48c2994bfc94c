"""An operator takes what is held out to him."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.routing.operations.offers import accept_offer, decline_offer, expire_offers
from contactcenter.staff.models import User
from tests.cast import arrive, commits, load_of, open_offer, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(queue: Queue, operator: User, at: datetime) -> Offer:
    ready(operator, at=at)
    return open_offer(arrive(queue, at=at))


def test_contact_is_his(offer: Offer, operator: User, at: datetime) -> None:
    moment = at + timedelta(seconds=5)
    accept_offer(offer_id=offer.pk, operator=operator, at=moment)
    contact, offer = Contact.objects.get(pk=offer.contact_id), Offer.objects.get(pk=offer.pk)
    assert (contact.state, contact.operator, contact.accepted_at) == (states.ACTIVE, operator, moment)
    assert (offer.outcome, offer.ended_at) == (OfferOutcome.ACCEPTED, moment)
    seat = Seat.objects.get(operator=operator)
    assert (seat.ringing, seat.load) == (False, contact.weight)


def test_second_accept_changes_nothing(offer: Offer, operator: User, at: datetime) -> None:
    first = accept_offer(offer_id=offer.pk, operator=operator, at=at)
    again = accept_offer(offer_id=offer.pk, operator=operator, at=at + timedelta(seconds=1))
    assert again == first
    assert again.accepted_at == at
    assert ContactEvent.objects.filter(contact=first, verb="accept").count() == 1
    assert load_of(operator) == first.weight


def test_nobody_accepts_for_somebody_else(offer: Offer, teammate: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        accept_offer(offer_id=offer.pk, operator=teammate, at=at)
    assert Offer.objects.open().filter(pk=offer.pk).exists()


def test_too_late_is_told_so_even_before_the_sweep_has_come(offer: Offer, operator: User, at: datetime) -> None:
    with pytest.raises(Conflict, match=r"истекло"):
        accept_offer(offer_id=offer.pk, operator=operator, at=offer.expires_at)
    assert Contact.objects.get(pk=offer.contact_id).state == states.OFFERED


def test_after_expiry_the_reason_is_told(offer: Offer, operator: User) -> None:
    with commits():
        expire_offers(as_of=offer.expires_at)
    with pytest.raises(Conflict, match=r"истекло") as refused:
        accept_offer(offer_id=offer.pk, operator=operator, at=offer.expires_at)
    assert refused.value.code == "offer_gone"


def test_after_decline_the_reason_is_told(offer: Offer, operator: User, at: datetime) -> None:
    decline_offer(offer_id=offer.pk, operator=operator, at=at)
    with pytest.raises(Conflict, match=r"отклонили"):
        accept_offer(offer_id=offer.pk, operator=operator, at=at)


def test_first_acceptance_is_remembered_over_a_return(offer: Offer, operator: User, at: datetime) -> None:
    contact = accept_offer(offer_id=offer.pk, operator=operator, at=at)
    assert contact.accepted_at == at
