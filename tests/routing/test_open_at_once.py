"""A queue whose contacts open at once: through the door of offers, without an answer."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, ContactEvent, OfferMode, Queue
from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.routing.operations.sweep import sweep
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.workstation.fragments import draw_operator
from tests.cast import a_queue, arrive, commits, load_of, ready, set_presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening(operator: User) -> Queue:
    return a_queue("opening", skill="inquiries", offer_mode=OfferMode.AUTO)


def test_contact_is_in_his_hands_at_once(opening: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(opening, at=at)
    assert (contact.state, contact.operator, contact.accepted_at) == (states.ACTIVE, operator, at)
    offer = Offer.objects.get()
    assert (offer.outcome, offer.ended_at) == (OfferOutcome.ACCEPTED, at)
    seat = Seat.objects.get(operator=operator)
    assert (seat.ringing, seat.load, seat.held) == (False, 33, {Channel.WEBCHAT: [1, 33]})
    told = ContactEvent.objects.filter(contact=contact).order_by("id").values_list("verb", "data")
    assert [verb for verb, _data in told] == ["arrive", "offer", "accept"]
    assert told[2][1] == {"offer": offer.pk, "by_itself": True}


def test_he_gets_as_many_as_he_can_hold(opening: Queue, operator: User, at: datetime) -> None:
    for number in range(5):
        arrive(opening, at=at + timedelta(seconds=number))
    ready(operator, at=at + timedelta(minutes=1))
    taken = Contact.objects.filter(operator=operator).order_by("arrived_at")
    assert [contact.arrived_at for contact in taken] == [at + timedelta(seconds=number) for number in range(3)]
    assert load_of(operator) == 99


def test_nothing_runs_out_and_nobody_is_put_aside(opening: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(opening, at=at)
    Presence.objects.update(seen_at=at + timedelta(minutes=5))
    with commits():
        sweep(as_of=at + timedelta(minutes=5))
    contact.refresh_from_db()
    assert contact.state == states.ACTIVE
    assert Presence.objects.get(operator=operator).state == PresenceState.READY


def test_who_is_gone_gives_it_back_with_its_age(opening: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(opening, at=at)
    with commits():
        sweep(as_of=at + timedelta(minutes=5))
    contact.refresh_from_db()
    assert (contact.state, contact.operator, contact.arrived_at) == (states.QUEUED, None, at)
    assert load_of(operator) == 0


def test_whoever_is_away_gets_nothing(opening: Queue, operator: User, at: datetime) -> None:
    set_presence(operator, state=PresenceState.BREAK, at=at)
    assert arrive(opening, at=at).state == states.QUEUED


def test_screen_is_told_with_sound_and_a_sentence(opening: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(opening, at=at)
    html = draw_operator(str(operator.pk), [{"kind": "opened", "contact": contact.pk}])
    assert f'data-opened="{contact.pk}"' in html
    assert 'data-sound-on="offer"' in html
    assert f'id="own-{contact.pk}"' in html
