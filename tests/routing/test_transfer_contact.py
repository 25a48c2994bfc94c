"""A running conversation goes to another queue."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Direction, Message, Queue
from contactcenter.lib.errors import IllegalTransition, InvalidInput, NotAllowed
from contactcenter.routing.operations.handover import transfer_contact
from contactcenter.routing.operations.sweep import sweep
from contactcenter.staff.models import User
from contactcenter.staff.operations.presence import record_signs_of_life
from tests.cast import a_contact, a_queue, accept, arrive, commits, load_of, open_offer, ready

pytestmark = pytest.mark.django_db


def transfer(contact: Contact, by: User, queue: Queue, at: datetime, note: str = "") -> Contact:
    with commits():
        return transfer_contact(contact_id=contact.pk, operator=by, queue=queue, at=at, note=note)


@pytest.fixture
def contact(queue: Queue, operator: User, at: datetime) -> Contact:
    ready(operator, at=at)
    return accept(arrive(queue, at=at), at=at)


def test_waits_in_the_other_queue_with_its_age_and_a_note(contact: Contact, operator: User, at: datetime) -> None:
    other = a_queue("other")
    transfer(contact, operator, other, at + timedelta(minutes=5), note="Клиент спрашивает о договоре")
    contact.refresh_from_db()
    assert (contact.state, contact.queue, contact.operator, contact.arrived_at) == (states.QUEUED, other, None, at)
    assert Message.objects.get(contact=contact, direction=Direction.NOTE).author == operator
    event = ContactEvent.objects.get(contact=contact, verb="transfer")
    assert (event.before, event.after, event.data["to"]) == (states.ACTIVE, states.QUEUED, other.pk)
    assert load_of(operator) == 0


def test_does_not_return_to_the_giver(contact: Contact, operator: User, queue: Queue, at: datetime) -> None:
    transfer(contact, operator, queue, at)
    for seconds in (1, 40):
        moment = at + timedelta(seconds=seconds)
        record_signs_of_life(operator_ids=[operator.pk], at=moment)
        with commits():
            sweep(as_of=moment)
    contact.refresh_from_db()
    assert contact.state == states.QUEUED


def test_goes_to_a_colleague(contact: Contact, operator: User, teammate: User, queue: Queue, at: datetime) -> None:
    ready(teammate, at=at)
    transfer(contact, operator, queue, at)
    assert open_offer(contact).operator == teammate


def test_giver_may_have_it_again_after_a_colleague_had_it(
    contact: Contact, operator: User, teammate: User, queue: Queue, at: datetime
) -> None:
    ready(teammate, at=at)
    transfer(contact, operator, queue, at)
    accept(contact, at=at)
    transfer(contact, teammate, queue, at)
    assert open_offer(contact).operator == operator


def test_freed_giver_is_offered_the_next_one(contact: Contact, operator: User, queue: Queue, at: datetime) -> None:
    accept(arrive(queue, at=at), at=at)
    accept(arrive(queue, at=at), at=at)
    next_one = arrive(queue, at=at)
    assert next_one.state == states.QUEUED
    transfer(contact, operator, a_queue("other"), at)
    assert open_offer(next_one).operator == operator


def test_only_the_holder_may(contact: Contact, teammate: User, queue: Queue, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        transfer(contact, teammate, queue, at)


def test_a_queue_that_takes_nothing_is_refused(contact: Contact, operator: User, at: datetime) -> None:
    with pytest.raises(InvalidInput):
        transfer(contact, operator, a_queue("off", is_active=False), at, note="x")
    contact.refresh_from_db()
    assert contact.state == states.ACTIVE
    assert not Message.objects.filter(contact=contact, direction=Direction.NOTE).exists()


def test_wrap_up_is_finished_by_who_talked(queue: Queue, operator: User, at: datetime) -> None:
    contact = a_contact(state=states.WRAPUP, operator=operator, queue=queue)
    with pytest.raises(IllegalTransition) as refused:
        transfer(contact, operator, queue, at)
    assert refused.value.allowed == ["close", "resume"]
