"""A supervisor puts a waiting contact elsewhere."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.lib.errors import IllegalTransition, InvalidInput, NotAllowed
from contactcenter.routing.operations.steering import move_waiting
from contactcenter.staff.models import User
from tests.cast import a_contact, a_queue, an_operator, arrive, commits, open_offer, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_queue(queue: Queue) -> Queue:
    return a_queue("support")


def test_supervisor_moves_a_waiting_contact(queue: Queue, other_queue: Queue, supervisor: User, at: datetime) -> None:
    contact = arrive(queue, at=at - timedelta(minutes=5), priority=3)

    move_waiting(contact_id=contact.pk, queue=other_queue, actor=supervisor, at=at)

    moved = Contact.objects.get(pk=contact.pk)
    assert (moved.queue, moved.state) == (other_queue, states.QUEUED)
    assert (moved.arrived_at, moved.priority) == (contact.arrived_at, contact.priority)


def test_move_leaves_one_event_that_says_who_and_where(
    queue: Queue, other_queue: Queue, supervisor: User, at: datetime
) -> None:
    contact = arrive(queue)

    move_waiting(contact_id=contact.pk, queue=other_queue, actor=supervisor, at=at)

    event = ContactEvent.objects.get(contact=contact, verb="move")
    assert (event.actor, event.before, event.after) == (supervisor, states.QUEUED, states.QUEUED)
    assert event.data == {"from": queue.pk, "to": other_queue.pk}


def test_moved_contact_is_offered_in_its_new_queue_at_once(
    queue: Queue, other_queue: Queue, supervisor: User, at: datetime
) -> None:
    contact = arrive(queue)
    helper = an_operator("helper", skill="support")
    ready(helper)

    with commits():
        move_waiting(contact_id=contact.pk, queue=other_queue, actor=supervisor, at=at)

    assert open_offer(contact).operator == helper


def test_operator_may_not_move(queue: Queue, other_queue: Queue, operator: User, at: datetime) -> None:
    contact = arrive(queue)

    with pytest.raises(NotAllowed):
        move_waiting(contact_id=contact.pk, queue=other_queue, actor=operator, at=at)

    assert Contact.objects.get(pk=contact.pk).queue == queue


def test_expert_may_not_move(queue: Queue, other_queue: Queue, expert: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        move_waiting(contact_id=arrive(queue).pk, queue=other_queue, actor=expert, at=at)


def test_contact_in_conversation_is_not_moved(
    queue: Queue, other_queue: Queue, supervisor: User, operator: User, at: datetime
) -> None:
    contact = a_contact(operator=operator, queue=queue)

    with pytest.raises(IllegalTransition):
        move_waiting(contact_id=contact.pk, queue=other_queue, actor=supervisor, at=at)


def test_queue_out_of_use_takes_nothing(queue: Queue, supervisor: User, at: datetime) -> None:
    closed = a_queue("closed", is_active=False)

    with pytest.raises(InvalidInput) as refusal:
        move_waiting(contact_id=arrive(queue).pk, queue=closed, actor=supervisor, at=at)

    assert refusal.value.code == "queue_off"


def test_same_queue_is_refused(queue: Queue, supervisor: User, at: datetime) -> None:
    with pytest.raises(InvalidInput) as refusal:
        move_waiting(contact_id=arrive(queue).pk, queue=queue, actor=supervisor, at=at)

    assert refusal.value.code == "same_queue"
