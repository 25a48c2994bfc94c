"""Who is offered what, and who waits."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, ChannelWeight, Contact, ContactEvent, Queue
from contactcenter.routing.models import Offer, Seat
from contactcenter.routing.operations.matching import offer_contact, offer_to_operator
from contactcenter.staff.models import CHOSEN_STATES, PresenceState, User
from tests.cast import (
    a_contact,
    a_queue,
    a_skill,
    accept,
    an_operator,
    arrive,
    load_of,
    open_offer,
    ready,
    set_presence,
)

pytestmark = pytest.mark.django_db


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.django_db(transaction=True)
def test_arrival_is_offered_as_soon_as_it_is_durable(queue: Queue, operator: User) -> None:
    ready(operator)
    contact = arrive(queue)
    assert contact.state == states.OFFERED
    assert open_offer(contact).operator == operator


def test_offer_writes_one_event_and_takes_the_weight(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator)
    contact = arrive(queue, at=at)
    offer = open_offer(contact)
    event = ContactEvent.objects.get(contact=contact, verb="offer")
    assert (event.before, event.after, event.data) == (states.QUEUED, states.OFFERED, {"operator": operator.pk})
    assert (offer.made_at, offer.expires_at) == (at, at + timedelta(seconds=queue.offer_seconds))
    assert Seat.objects.get(operator=operator).ringing
    assert load_of(operator) == contact.weight == 33


def test_higher_level_is_asked_first(queue: Queue, operator: User) -> None:
    master = an_operator("master", level=5)
    ready(operator, master)
    assert open_offer(arrive(queue)).operator == master


def test_longest_idle_of_the_same_level_is_asked_first(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    ready(teammate, at=at - minutes(2))
    ready(operator, at=at - minutes(1))
    assert open_offer(arrive(queue, at=at)).operator == teammate


def test_who_has_just_answered_stands_at_the_end_of_the_line(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    ready(operator, at=at - minutes(9))
    ready(teammate, at=at - minutes(8))
    accept(arrive(queue, at=at - minutes(7)), at=at - minutes(7))
    assert open_offer(arrive(queue, at=at)).operator == teammate


def test_free_operator_gets_who_has_waited_longest(queue: Queue, operator: User, at: datetime) -> None:
    late = arrive(queue, at=at - minutes(1))
    early = arrive(queue, at=at - minutes(5))
    ready(operator, at=at)
    assert open_offer(early).operator == operator
    assert Contact.objects.get(pk=late.pk).state == states.QUEUED


def test_priority_comes_before_age(queue: Queue, operator: User, at: datetime) -> None:
    arrive(queue, at=at - minutes(5))
    urgent = arrive(queue, at=at - minutes(1), priority=1)
    ready(operator, at=at)
    assert open_offer(urgent).operator == operator


def test_priority_of_the_queue_counts(queue: Queue, operator: User, at: datetime) -> None:
    important = a_queue("complaints", skill="inquiries", priority=5)
    arrive(queue, at=at - minutes(5))
    contact = arrive(important, at=at)
    ready(operator, at=at)
    assert open_offer(contact).operator == operator


def test_same_moment_is_served_in_order_of_arrival(queue: Queue, operator: User, at: datetime) -> None:
    first, _second = arrive(queue, at=at), arrive(queue, at=at)
    ready(operator, at=at)
    assert open_offer(first).operator == operator


def test_newcomer_does_not_take_the_operator_from_who_waits_longer(queue: Queue, operator: User, at: datetime) -> None:
    # The operator has become free, but his own look for a contact has not run yet.
    waiting = arrive(a_queue("other", skill="inquiries"), at=at - minutes(5))
    ready(operator)
    Offer.objects.all().delete()
    Seat.objects.filter(operator=operator).update(ringing=False, load=0)
    Contact.objects.filter(pk=waiting.pk).update(state=states.QUEUED)

    newcomer = arrive(queue, at=at)

    assert open_offer(waiting).operator == operator
    assert newcomer.state == states.QUEUED


def test_one_offer_at_a_time(queue: Queue, operator: User) -> None:
    ready(operator)
    arrive(queue)
    assert arrive(queue).state == states.QUEUED


def test_next_one_follows_the_answer_without_a_sweep(queue: Queue, operator: User) -> None:
    ready(operator)
    first, second = arrive(queue), arrive(queue)
    accept(first)
    assert open_offer(second).operator == operator


def test_three_chats_are_all_that_fit(queue: Queue, operator: User) -> None:
    ready(operator)
    for _number in range(3):
        accept(arrive(queue))
    assert load_of(operator) == 99
    assert arrive(queue).state == states.QUEUED


def test_a_call_takes_the_whole_operator(queue: Queue, operator: User) -> None:
    ready(operator)
    accept(arrive(queue, channel=Channel.PHONE))
    assert load_of(operator) == 100
    assert arrive(queue, channel=Channel.EMAIL).state == states.QUEUED


def test_a_call_does_not_fit_beside_a_chat(queue: Queue, operator: User) -> None:
    ready(operator)
    accept(arrive(queue))
    assert arrive(queue, channel=Channel.PHONE).state == states.QUEUED


def test_what_does_not_fit_does_not_block_what_does(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    accept(arrive(queue, at=at), at=at)
    call = arrive(queue, channel=Channel.PHONE, at=at)
    assert arrive(queue, at=at).state == states.OFFERED
    assert Contact.objects.get(pk=call.pk).state == states.QUEUED


def test_weight_is_the_administrators_choice(queue: Queue, operator: User) -> None:
    ChannelWeight.objects.create(channel=Channel.WEBCHAT, weight=60)
    ready(operator)
    accept(arrive(queue))
    assert load_of(operator) == 60
    assert arrive(queue).state == states.QUEUED


def test_capacity_of_one_operator_may_differ(queue: Queue, operator: User) -> None:
    ready(operator)
    Seat.objects.filter(operator=operator).update(capacity=40)
    accept(arrive(queue))
    assert arrive(queue).state == states.QUEUED


@pytest.mark.parametrize("state", [state for state, _name in CHOSEN_STATES if state != PresenceState.READY])
def test_only_ready_operators_are_asked(queue: Queue, operator: User, state: str) -> None:
    ready(operator)
    set_presence(operator, state=state)
    assert arrive(queue).state == states.QUEUED


def test_who_lacks_the_skill_is_not_asked(queue: Queue, outsider: User) -> None:
    ready(outsider)
    assert arrive(queue).state == states.QUEUED


def test_who_lacks_the_level_is_not_asked(operator: User) -> None:
    ready(operator)
    assert arrive(a_queue(level=4)).state == states.QUEUED


def test_queue_without_members_waits_and_harms_nobody(queue: Queue, operator: User, at: datetime) -> None:
    a_skill("martian")
    lonely = arrive(a_queue("martian"), at=at - minutes(9))
    ready(operator, at=at)
    assert lonely.state == states.QUEUED
    assert arrive(queue, at=at).state == states.OFFERED


def test_queue_that_wants_nothing_is_served_by_nobody(operator: User) -> None:
    ready(operator)
    assert arrive(a_queue(skill="")).state == states.QUEUED


def test_contact_that_no_longer_waits_is_offered_to_nobody(queue: Queue, operator: User, teammate: User) -> None:
    contact = a_contact(operator=operator, queue=queue)
    ready(teammate)
    assert offer_contact(contact_id=contact.pk, at=contact.arrived_at) is None


def test_nothing_is_found_for_who_is_not_here(queue: Queue, operator: User) -> None:
    contact = arrive(queue)
    assert offer_to_operator(operator_id=operator.pk, at=contact.arrived_at) is None
