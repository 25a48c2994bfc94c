"""An offer that nobody answers."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.routing.operations.offers import expire_offers
from contactcenter.routing.operations.sweep import match_waiting
from contactcenter.staff.models import Presence, PresenceInterval, PresenceState, User
from tests.cast import a_queue, accept, arrive, commits, load_of, open_offer, ready, set_presence

pytestmark = pytest.mark.django_db


def expire(as_of: datetime) -> int:
    with commits():
        return expire_offers(as_of=as_of)


def test_goes_to_the_next_operator_when_the_time_of_the_queue_has_run_out(
    operator: User, teammate: User, at: datetime
) -> None:
    queue = a_queue(offer_seconds=7)
    ready(operator, at=at - timedelta(minutes=2))
    ready(teammate, at=at - timedelta(minutes=1))
    contact = arrive(queue, at=at)

    assert expire(at + timedelta(seconds=6)) == 0
    assert open_offer(contact).operator == operator

    assert expire(at + timedelta(seconds=7)) == 1
    assert open_offer(contact).operator == teammate
    assert Offer.objects.get(contact=contact, operator=operator).outcome == OfferOutcome.EXPIRED


def test_silent_operator_is_put_to_not_responding(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    arrive(queue, at=at)
    expire(at + timedelta(seconds=15))
    presence = Presence.objects.get(operator=operator)
    assert (presence.state, presence.since) == (PresenceState.NO_ANSWER, at + timedelta(seconds=15))
    assert load_of(operator) == 0
    seat = Seat.objects.get(operator=operator)
    assert (seat.ready, seat.ringing) == (False, False)


def test_contact_keeps_its_age(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    expire(at + timedelta(seconds=15))
    contact.refresh_from_db()
    assert (contact.state, contact.arrived_at) == (states.QUEUED, at)


def test_who_says_that_he_is_back_gets_it_again_at_once(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    expire(at + timedelta(seconds=15))
    ready(operator, at=at + timedelta(seconds=17))
    assert open_offer(contact).operator == operator


def test_expires_once(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    assert [expire(at + timedelta(seconds=15)) for _time in range(3)] == [1, 0, 0]
    assert ContactEvent.objects.filter(contact=contact, verb="expire").count() == 1
    assert PresenceInterval.objects.filter(operator=operator, state=PresenceState.READY).count() == 1


def test_break_is_not_turned_into_not_responding(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    arrive(queue, at=at)
    # The process that set the break died before it took the offer back.
    Presence.objects.filter(operator=operator).update(state=PresenceState.BREAK)
    expire(at + timedelta(seconds=15))
    assert Presence.objects.get(operator=operator).state == PresenceState.BREAK


def test_one_rotten_offer_does_not_stop_the_others(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    ready(operator, teammate, at=at)
    rotten, sound = arrive(queue, at=at - timedelta(seconds=1)), arrive(queue, at=at)
    # The state table knows no expiry of a closed contact.
    Contact.objects.filter(pk=rotten.pk).update(state=states.CLOSED, ended_at=at)
    assert expire(at + timedelta(seconds=15)) == 1
    sound.refresh_from_db()
    assert sound.state == states.QUEUED


def test_queue_may_forgive_some_missed_offers(operator: User, at: datetime) -> None:
    queue = a_queue(missed_offers=2, offer_seconds=15)
    ready(operator, at=at)
    first, second = arrive(queue, at=at), arrive(queue, at=at)
    assert open_offer(first).operator == operator
    expire(at + timedelta(seconds=15))
    assert Presence.objects.get(operator=operator).state == PresenceState.READY
    assert open_offer(second).operator == operator, "what he missed rests, the next one comes"
    expire(at + timedelta(seconds=30))
    assert Presence.objects.get(operator=operator).state == PresenceState.NO_ANSWER


def test_who_missed_an_offer_is_asked_again_when_he_has_rested(operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(a_queue(missed_offers=2), at=at)
    expire(at + timedelta(seconds=15))
    contact.refresh_from_db()
    assert contact.state == states.QUEUED
    with commits():
        assert match_waiting(as_of=at + timedelta(seconds=44)) == 0
        assert match_waiting(as_of=at + timedelta(seconds=45)) == 1


def test_answer_in_between_begins_the_count_anew(operator: User, at: datetime) -> None:
    queue = a_queue(missed_offers=2)
    ready(operator, at=at)
    missed, answered = arrive(queue, at=at), arrive(queue, at=at)
    expire(at + timedelta(seconds=15))
    accept(answered, at=at + timedelta(seconds=16))
    assert open_offer(missed).operator == operator, "he is there, so he gets what he missed"
    expire(at + timedelta(seconds=31))
    assert Presence.objects.get(operator=operator).state == PresenceState.READY


def test_what_was_missed_before_he_came_back_does_not_count(operator: User, at: datetime) -> None:
    queue = a_queue(missed_offers=2)
    ready(operator, at=at)
    arrive(queue, at=at)
    expire(at + timedelta(seconds=15))
    set_presence(operator, state=PresenceState.BREAK, at=at + timedelta(seconds=16))
    ready(operator, at=at + timedelta(seconds=17))
    expire(at + timedelta(seconds=32))
    assert Presence.objects.get(operator=operator).state == PresenceState.READY
