"""A supervisor lets a waiting contact be served sooner or later."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.lib.errors import IllegalTransition, InvalidInput, NotAllowed
from contactcenter.routing.operations.steering import reprioritise
from contactcenter.staff.models import User
from tests.cast import a_contact, arrive, open_offer, ready

pytestmark = pytest.mark.django_db


def test_higher_priority_is_served_before_age(queue: Queue, operator: User, supervisor: User, at: datetime) -> None:
    older = arrive(queue, at=at - timedelta(minutes=9))
    younger = arrive(queue, at=at)

    reprioritise(contact_id=younger.pk, priority=10, actor=supervisor, at=at)
    ready(operator)

    assert open_offer(younger).operator == operator
    assert not older.offers.exists()


def test_change_leaves_one_event_with_both_numbers(queue: Queue, supervisor: User, at: datetime) -> None:
    contact = arrive(queue)

    reprioritise(contact_id=contact.pk, priority=7, actor=supervisor, at=at)

    event = ContactEvent.objects.get(contact=contact, verb="reprioritise")
    assert (event.actor, event.data) == (supervisor, {"from": 0, "to": 7})


def test_same_number_again_writes_nothing(queue: Queue, supervisor: User, at: datetime) -> None:
    contact = arrive(queue)
    for _time in range(2):
        reprioritise(contact_id=contact.pk, priority=7, actor=supervisor, at=at)

    assert ContactEvent.objects.filter(contact=contact, verb="reprioritise").count() == 1


def test_operator_may_not_change_it(queue: Queue, operator: User, at: datetime) -> None:
    contact = arrive(queue)

    with pytest.raises(NotAllowed):
        reprioritise(contact_id=contact.pk, priority=7, actor=operator, at=at)

    assert Contact.objects.get(pk=contact.pk).priority == 0


@pytest.mark.parametrize("priority", [-101, 101, 40_000])
def test_number_out_of_bounds_is_refused(queue: Queue, supervisor: User, at: datetime, priority: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        reprioritise(contact_id=arrive(queue).pk, priority=priority, actor=supervisor, at=at)

    assert refusal.value.field == "priority"


def test_contact_in_conversation_has_no_place_to_change(
    queue: Queue, operator: User, supervisor: User, at: datetime
) -> None:
    contact = a_contact(operator=operator, queue=queue)

    with pytest.raises(IllegalTransition):
        reprioritise(contact_id=contact.pk, priority=7, actor=supervisor, at=at)
