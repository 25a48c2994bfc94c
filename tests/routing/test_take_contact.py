"""An operator picks a waiting contact from the list."""

from datetime import datetime

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, ContactEvent, Queue
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.routing.models import Seat
from contactcenter.routing.operations.offers import take_contact
from contactcenter.staff.models import PresenceState, User
from tests.cast import a_contact, accept, arrive, load_of, ready, set_presence

pytestmark = pytest.mark.django_db


def take(contact: Contact, by: User, at: datetime) -> Contact:
    return take_contact(contact_id=contact.pk, operator=by, at=at)


@pytest.fixture
def waiting(queue: Queue, operator: User, at: datetime) -> Contact:
    """Waits, because the only operator has an offer in front of him."""
    ready(operator, at=at)
    arrive(queue, at=at)
    return arrive(queue, at=at)


def test_contact_is_his(waiting: Contact, operator: User, at: datetime) -> None:
    contact = take(waiting, operator, at)
    assert (contact.state, contact.operator, contact.accepted_at) == (states.ACTIVE, operator, at)
    assert load_of(operator) == 66  # the offer holds its place
    event = ContactEvent.objects.get(contact=contact, verb="take")
    assert (event.before, event.after, event.actor) == (states.QUEUED, states.ACTIVE, operator)


def test_the_later_one_is_told_why_not(waiting: Contact, operator: User, teammate: User, at: datetime) -> None:
    take(waiting, operator, at)
    ready(teammate, at=at)
    with pytest.raises(Conflict) as refused:
        take(waiting, teammate, at)
    assert refused.value.code == "contact_gone"
    assert load_of(teammate) == 0


def test_who_does_not_serve_the_queue_may_not(waiting: Contact, outsider: User, at: datetime) -> None:
    ready(outsider, at=at)
    with pytest.raises(NotAllowed):
        take(waiting, outsider, at)


def test_who_is_not_ready_is_told_so(waiting: Contact, teammate: User, at: datetime) -> None:
    with pytest.raises(Conflict) as never_here:
        take(waiting, teammate, at)
    set_presence(teammate, state=PresenceState.BREAK, at=at)
    with pytest.raises(Conflict) as on_a_break:
        take(waiting, teammate, at)
    assert {never_here.value.code, on_a_break.value.code} == {"not_ready"}


def test_who_is_full_is_told_so(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    accept(arrive(queue, channel=Channel.PHONE, at=at), at=at)
    contact = arrive(queue, at=at)
    with pytest.raises(Conflict) as refused:
        take(contact, operator, at)
    assert refused.value.code == "no_room"
    assert load_of(operator) == 100


def test_taking_twice_does_not_count_twice(waiting: Contact, operator: User, at: datetime) -> None:
    take(waiting, operator, at)
    with pytest.raises(Conflict):
        take(waiting, operator, at)
    assert load_of(operator) == 66


def test_one_wrap_up_leaves_the_place_taken(queue: Queue, operator: User, at: datetime) -> None:
    a_contact(state=states.WRAPUP, operator=operator, queue=queue)
    assert Seat.objects.get(operator=operator).load == 33
