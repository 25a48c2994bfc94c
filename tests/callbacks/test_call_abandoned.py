"""Who left without an answer is listed until somebody calls him back or he comes again."""

from datetime import datetime, timedelta

import pytest

from contactcenter.callbacks.models import Callback, Origin
from contactcenter.callbacks.operations.calling import call_abandoned
from contactcenter.callbacks.queries import not_called_back, on_floor
from contactcenter.clients.models import AddressKind
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import User
from tests.cast import arrive, commits, ready

pytestmark = pytest.mark.django_db


def lost(queue: Queue, *, at: datetime, phone: str = "+79001234567", seconds: int = 60) -> Contact:
    given = {"channel": "phone", "address_kind": AddressKind.PHONE, "address": phone, "thread": ""}
    contact = arrive(queue, at=at, **given)
    return abandon_contact(contact_id=contact.pk, at=at + timedelta(seconds=seconds), why="left")


def test_one_key_gives_the_call_into_the_hands_of_who_pressed_it(queue: Queue, operator: User, at: datetime) -> None:
    contact = lost(queue, at=at)
    ready(operator, at=at)
    later = at + timedelta(minutes=2)
    assert list(not_called_back(as_of=later)) == [contact]

    with commits():
        call = call_abandoned(contact_id=contact.pk, operator=operator, at=later)

    assert (call.state, call.operator, call.client) == (states.ACTIVE, operator, contact.client)
    callback = Callback.objects.get()
    assert (callback.origin, callback.origin_contact, callback.contact) == (Origin.ABANDONED, contact, call)
    assert list(not_called_back(as_of=later)) == []


def test_wait_for_a_more_skilled_colleague_counts_from_when_the_client_came(
    queue: Queue, operator: User, at: datetime
) -> None:
    contact = lost(queue, at=at)
    ready(operator, at=at)
    QueueMember.objects.filter(queue=queue, operator=operator).update(after_seconds=90)

    with pytest.raises(NotAllowed) as refusal:
        call_abandoned(contact_id=contact.pk, operator=operator, at=at + timedelta(seconds=70))
    assert refusal.value.code == "ring_closed"

    with commits():
        call = call_abandoned(contact_id=contact.pk, operator=operator, at=at + timedelta(seconds=90))
    assert call.operator == operator


def test_second_one_is_told_that_a_colleague_was_faster(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    contact = lost(queue, at=at)
    ready(operator, teammate, at=at)
    with commits():
        call_abandoned(contact_id=contact.pk, operator=operator, at=at)

    with pytest.raises(Conflict) as refusal:
        call_abandoned(contact_id=contact.pk, operator=teammate, at=at)

    assert refusal.value.code == "called_back"
    assert Callback.objects.count() == 1


def test_who_left_at_once_who_came_again_and_who_has_no_number_are_not_listed(queue: Queue, at: datetime) -> None:
    lost(queue, at=at, seconds=4)
    lost(queue, at=at, phone="+79001234568")
    arrive(queue, at=at + timedelta(minutes=2), address_kind=AddressKind.PHONE, address="+79001234568", channel="phone")
    visitor = arrive(queue, at=at)
    abandon_contact(contact_id=visitor.pk, at=at + timedelta(minutes=1), why="left")

    assert list(not_called_back(as_of=at + timedelta(minutes=3))) == []


def test_client_who_left_twice_is_one_row(queue: Queue, at: datetime) -> None:
    lost(queue, at=at)
    second = lost(queue, at=at + timedelta(minutes=2))

    assert list(not_called_back(as_of=at + timedelta(minutes=5))) == [second]
    assert on_floor(as_of=at + timedelta(minutes=5)).abandoned == 1


def test_after_a_day_nobody_calls(queue: Queue, at: datetime) -> None:
    lost(queue, at=at - timedelta(days=1, minutes=2))

    assert list(not_called_back(as_of=at)) == []


def test_who_was_answered_is_not_called_back_by_this_door(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)

    with pytest.raises(Conflict) as refusal:
        call_abandoned(contact_id=arrive(queue, at=at).pk, operator=operator, at=at)

    assert refusal.value.code == "not_abandoned"
