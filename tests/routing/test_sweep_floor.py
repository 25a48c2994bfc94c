"""What must happen even if nobody does anything."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, Queue
from contactcenter.routing.models import Offer, Seat
from contactcenter.routing.operations.sweep import match_waiting, sweep
from contactcenter.routing.tasks import sweep_routing
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.staff.operations.presence import GONE_AFTER
from tests.cast import a_contact, a_queue, an_operator, arrive, commits, open_offer, ready

pytestmark = pytest.mark.django_db


def left_apart(*operators: User) -> None:
    """The process that would have matched them died after its commit."""
    Seat.objects.filter(operator__in=operators).update(ready=True)


def test_who_stayed_apart_is_brought_together(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    ready(operator, teammate, at=at)
    Seat.objects.update(ready=False)
    contacts = [arrive(queue, at=at) for _number in range(3)]
    left_apart(operator, teammate)
    assert match_waiting(as_of=at) == 2
    assert [Contact.objects.get(pk=contact.pk).state for contact in contacts] == [
        states.OFFERED,
        states.OFFERED,
        states.QUEUED,
    ]


def test_many_are_brought_together_in_one_sweep(queue: Queue, at: datetime) -> None:
    people = [an_operator() for _number in range(25)]
    ready(*people, at=at)
    Seat.objects.update(ready=False)
    for _number in range(26):
        arrive(queue, at=at)
    left_apart(*people)
    assert match_waiting(as_of=at, limit=5) == 25


def test_what_nobody_can_have_does_not_hide_what_somebody_can(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    Seat.objects.update(ready=False, load=33)
    for _number in range(25):
        arrive(queue, channel=Channel.PHONE, at=at)
    chat = arrive(queue, at=at)
    left_apart(operator)
    assert match_waiting(as_of=at) == 1
    assert open_offer(chat).operator == operator


def test_silent_operator_is_signed_out_and_his_contacts_return(queue: Queue, operator: User, at: datetime) -> None:
    contact = a_contact(operator=operator, queue=queue)
    Presence.objects.filter(operator=operator).update(seen_at=at - GONE_AFTER - timedelta(seconds=1))
    with commits():
        done = sweep(as_of=at)
    assert done["gone"] == 1
    assert Presence.objects.get(operator=operator).state == PresenceState.OFFLINE
    assert Contact.objects.get(pk=contact.pk).state == states.QUEUED


def test_quiet_floor_is_left_alone(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    arrive(a_queue("other"), at=at)
    with commits():
        assert sweep(as_of=at) == {"gone": 0, "expired": 0, "returned": 0, "wrapups": 0, "sent_on": 0, "met": 0}


@pytest.mark.django_db(transaction=True)
def test_the_task_sweeps(queue: Queue, operator: User) -> None:
    ready(operator)
    contact = arrive(queue)
    Offer.objects.update(made_at=contact.arrived_at - timedelta(minutes=1), expires_at=contact.arrived_at)
    sweep_routing()
    contact.refresh_from_db()
    assert contact.state == states.QUEUED
