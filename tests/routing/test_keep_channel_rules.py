"""What an operator can have besides what he holds: limits of channels, exclusions, interruptions."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, ChannelWeight, Contact, Queue
from contactcenter.contacts.models.channels import DEFAULT_WEIGHTS, OTHER_WEIGHT
from contactcenter.contacts.operations.life import finish_contact
from contactcenter.lib.errors import Conflict
from contactcenter.routing.models import Offer, Seat, SeatLimit
from contactcenter.routing.operations.capacity import set_capacity
from contactcenter.routing.operations.offers import decline_offer, take_contact
from contactcenter.routing.operations.seats import occupy_seat
from contactcenter.staff.models import User
from tests.cast import accept, arrive, commits, load_of, open_offer, ready

pytestmark = pytest.mark.django_db
EMAIL, CHAT, PHONE = Channel.EMAIL, Channel.WEBCHAT, Channel.PHONE


def rule(channel: str, **rules: Any) -> ChannelWeight:
    weight = rules.pop("weight", DEFAULT_WEIGHTS.get(channel, OTHER_WEIGHT))
    return ChannelWeight.objects.create(channel=channel, weight=weight, **rules)


def take_in(queue: Queue, channel: str, at: datetime) -> Contact:
    return accept(arrive(queue, channel=channel, at=at), at=at)


@pytest.fixture(autouse=True)
def at_work(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)


def test_no_more_than_the_channel_allows(queue: Queue, operator: User, at: datetime) -> None:
    rule(EMAIL, most=2)
    take_in(queue, EMAIL, at)
    take_in(queue, EMAIL, at)
    third = arrive(queue, channel=EMAIL, at=at)
    assert third.state == states.QUEUED
    assert arrive(queue, channel=CHAT, at=at).state == states.OFFERED
    with pytest.raises(Conflict, match="больше контактов канала") as full:
        take_contact(contact_id=third.pk, operator=operator, at=at)
    assert full.value.code == "no_room"


def test_room_that_comes_free_is_filled(queue: Queue, operator: User, at: datetime) -> None:
    rule(EMAIL, most=1)
    first = take_in(queue, EMAIL, at)
    second = arrive(queue, channel=EMAIL, at=at)
    SeatLimit.objects.create(seat_id=operator.pk, channel=EMAIL, most=1)
    with commits():
        SeatLimit.objects.get().delete()
        ChannelWeight.objects.all().delete()
        set_capacity(operator_id=operator.pk, capacity=100, at=at)
    second.refresh_from_db()
    assert second.state == states.OFFERED
    assert first.state == states.ACTIVE


def test_one_operator_may_have_a_limit_of_his_own(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    rule(EMAIL, most=1)
    SeatLimit.objects.create(seat_id=operator.pk, channel=EMAIL, most=2)
    SeatLimit.objects.create(seat_id=operator.pk, channel=CHAT, most=0)
    take_in(queue, EMAIL, at)
    assert arrive(queue, channel=CHAT, at=at).state == states.QUEUED
    take_in(queue, EMAIL, at)
    assert arrive(queue, channel=EMAIL, at=at).state == states.QUEUED


def test_nothing_comes_beside_what_stands_alone(queue: Queue, operator: User, at: datetime) -> None:
    rule(PHONE, weight=50, alone=True)
    call = take_in(queue, PHONE, at)
    for channel in (EMAIL, CHAT, PHONE):
        assert arrive(queue, channel=channel, at=at).state == states.QUEUED
    assert set(Seat.objects.get(operator=operator).closed) == set(Channel.values)
    with commits():
        finish_contact(contact_id=call.pk, at=at)
    assert load_of(operator) == 50  # wrap-up counts


def test_what_stands_alone_comes_only_to_empty_hands(queue: Queue, operator: User, at: datetime) -> None:
    rule(PHONE, weight=50, alone=True)
    take_in(queue, EMAIL, at)
    assert arrive(queue, channel=PHONE, at=at).state == states.QUEUED


def test_call_interrupts_letters_and_nothing_else(queue: Queue, operator: User, at: datetime) -> None:
    rule(PHONE, alone=True, interrupts=[EMAIL])
    for _number in range(10):
        take_in(queue, EMAIL, at)
    assert load_of(operator) == 100
    call = arrive(queue, channel=PHONE, at=at)
    assert call.state == states.OFFERED
    seat = Seat.objects.get(operator=operator)
    assert (seat.load, seat.interrupted) == (200, 100)
    accept(call, at=at)
    assert arrive(queue, channel=EMAIL, at=at).state == states.QUEUED


def test_chat_is_not_interrupted(queue: Queue, operator: User, at: datetime) -> None:
    rule(PHONE, interrupts=[EMAIL])
    take_in(queue, CHAT, at)
    assert arrive(queue, channel=PHONE, at=at).state == states.QUEUED


def test_interrupted_work_counts_again_when_the_call_is_over(queue: Queue, operator: User, at: datetime) -> None:
    rule(PHONE, interrupts=[EMAIL])
    take_in(queue, EMAIL, at)
    offer = open_offer(arrive(queue, channel=PHONE, at=at))
    assert Seat.objects.get(operator=operator).interrupted == 10
    with commits():
        decline_offer(offer_id=offer.pk, operator=operator, at=at)
    seat = Seat.objects.get(operator=operator)
    assert (seat.load, seat.interrupted, seat.held[EMAIL], seat.held[PHONE]) == (10, 0, [1, 10], [0, 0])


def test_change_of_the_rules_breaks_nothing_that_runs(queue: Queue, operator: User, at: datetime) -> None:
    interrupting = rule(PHONE, interrupts=[EMAIL])
    letters = [take_in(queue, EMAIL, at) for _number in range(8)]
    take_in(queue, PHONE, at)
    interrupting.interrupts = []
    interrupting.save()
    assert Seat.objects.get(operator=operator).interrupted == 80
    with commits():
        finish_contact(contact_id=letters[0].pk, at=at)
        Contact.objects.get(pk=letters[0].pk)
    assert load_of(operator) == 180


def test_database_refuses_what_a_door_would_let_through(queue: Queue, operator: User, at: datetime) -> None:
    rule(EMAIL, most=1)
    take_in(queue, EMAIL, at)
    assert not occupy_seat(operator_id=operator.pk, channel=EMAIL, weight=10, at=at)
    forced = "UPDATE routing_seat SET load = load + 10, held = routing_hold(held, 'email', 1, 10)"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(forced)
    over = "UPDATE routing_seat SET load = 101, held = routing_hold(held, 'webchat', 1, 91)"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(over)


def test_every_channel_is_known_to_the_database(operator: User) -> None:
    for channel in Channel.values:
        rule(channel, alone=True)
    Seat.objects.filter(operator=operator).update(held={PHONE: [1, 100]}, load=100)
    assert set(Seat.objects.get(operator=operator).closed) == set(Channel.values)


def test_channel_does_not_interrupt_itself() -> None:
    with pytest.raises(ValidationError):
        ChannelWeight(channel=EMAIL, weight=10, interrupts=[EMAIL]).full_clean()


def test_age_decides_only_among_those_he_can_have(queue: Queue, operator: User, at: datetime) -> None:
    rule(CHAT, most=1)
    take_in(queue, CHAT, at - timedelta(hours=1))
    arrive(queue, channel=CHAT, at=at - timedelta(minutes=30))
    letter = arrive(queue, channel=EMAIL, at=at)
    assert Offer.objects.open().get().contact == letter
