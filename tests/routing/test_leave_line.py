"""An operator is ready no longer: what he was offered and what he has in hand."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.routing.operations.handover import return_orphans
from contactcenter.staff.models import Presence, PresenceState, User
from tests.cast import a_contact, accept, arrive, commits, load_of, open_offer, ready, set_presence

pytestmark = pytest.mark.django_db

AWAY = [PresenceState.BREAK, PresenceState.TRAINING, PresenceState.NOT_READY]


def test_offline_hands_conversations_back_with_their_age(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    ready(operator, at=at)
    contact = accept(arrive(queue, at=at), at=at)
    ready(teammate, at=at)
    set_presence(operator, state=PresenceState.OFFLINE, at=at + timedelta(minutes=3))
    contact.refresh_from_db()
    assert (contact.operator, contact.arrived_at) == (None, at)
    assert open_offer(contact).operator == teammate
    assert (load_of(operator), load_of(teammate)) == (0, 33)
    event = ContactEvent.objects.get(contact=contact, verb="return")
    assert (event.before, event.after, event.data["from"]) == (states.ACTIVE, states.QUEUED, operator.pk)


@pytest.mark.parametrize("state", [*AWAY, PresenceState.OFFLINE])
def test_open_offer_goes_to_a_colleague_at_once(
    queue: Queue, operator: User, teammate: User, at: datetime, state: str
) -> None:
    ready(operator, at=at - timedelta(minutes=1))
    ready(teammate, at=at)
    contact = arrive(queue, at=at)
    set_presence(operator, state=state, at=at)
    assert open_offer(contact).operator == teammate
    assert Offer.objects.get(contact=contact, operator=operator).outcome == OfferOutcome.WITHDRAWN
    assert (load_of(operator), Seat.objects.get(operator=operator).ringing) == (0, False)


@pytest.mark.parametrize("state", AWAY)
def test_conversations_stay_with_who_is_only_away(queue: Queue, operator: User, state: str) -> None:
    contact = a_contact(operator=operator, queue=queue)
    set_presence(operator, state=state)
    contact.refresh_from_db()
    assert (contact.state, contact.operator) == (states.ACTIVE, operator)


def test_wrap_up_stays_to_be_finished(queue: Queue, operator: User) -> None:
    contact = a_contact(state=states.WRAPUP, operator=operator, queue=queue)
    set_presence(operator, state=PresenceState.OFFLINE)
    contact.refresh_from_db()
    assert (contact.state, contact.operator) == (states.WRAPUP, operator)
    assert load_of(operator) == contact.weight


def test_oldest_goes_first_to_the_one_who_is_free(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    early = at - timedelta(minutes=9)
    ready(operator, at=early)
    older = accept(arrive(queue, at=early), at=early)
    younger = accept(arrive(queue, at=at), at=at)
    ready(teammate, at=at)
    set_presence(operator, state=PresenceState.OFFLINE, at=at)
    younger.refresh_from_db()
    assert open_offer(older).operator == teammate
    assert younger.state == states.QUEUED


def test_what_a_killed_process_left_is_returned_by_the_sweep(queue: Queue, operator: User, at: datetime) -> None:
    contact = a_contact(operator=operator, queue=queue)
    # It was killed between the sign-out and handing back.
    Presence.objects.filter(operator=operator).update(state=PresenceState.OFFLINE)
    Seat.objects.filter(operator=operator).update(ready=False)
    with commits():
        assert return_orphans(as_of=at) == 1
    assert Contact.objects.get(pk=contact.pk).state == states.QUEUED
    assert load_of(operator) == 0


def test_who_is_deactivated_loses_everything_at_once(queue: Queue, operator: User, teammate: User) -> None:
    contact = a_contact(operator=operator, queue=queue)
    ready(teammate)
    operator.is_active = False
    with commits():
        operator.save()
    assert Presence.objects.get(operator=operator).state == PresenceState.OFFLINE
    assert open_offer(contact).operator == teammate
    assert arrive(queue).state == states.QUEUED
