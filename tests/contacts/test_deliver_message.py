"""A message to a client is never lost and never knowingly sent twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from contactcenter.contacts.models import Channel, Contact, Delivery, DeliveryState, Queue
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.outbox import (
    ATTEMPTS,
    LEASE,
    Courier,
    DeliveryRefused,
    confirm_delivery,
    couriers,
    deliver,
    due_deliveries,
    requeue_delivery,
)
from contactcenter.contacts.tasks import sweep_outbox
from contactcenter.lib.errors import Conflict
from contactcenter.staff.models import User
from tests.cast import a_contact
from tests.racing import race

pytestmark = pytest.mark.django_db


class Gateway:
    """The other side of a channel: takes, refuses or fails as it is told."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.answer: Callable[[Delivery], None] = lambda _delivery: None

    def send(self, delivery: Delivery) -> None:
        self.answer(delivery)
        self.taken.append(delivery.message.body)

    def fails(self, error: Exception) -> None:
        def answer(_delivery: Delivery) -> None:
            raise error

        self.answer = answer


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    gateway = Gateway()
    monkeypatch.setitem(couriers, Channel.TELEGRAM, Courier(send=gateway.send, repeatable=False))
    monkeypatch.setitem(couriers, Channel.VK, Courier(send=gateway.send, repeatable=True))
    return gateway


@pytest.fixture
def contact(queue: Queue, operator: User, gateway: Gateway) -> Contact:
    return a_contact(operator=operator, queue=queue, channel=Channel.TELEGRAM)


def reply(contact: Contact, text: str, at: datetime) -> Delivery:
    assert contact.operator
    message = send_reply(contact_id=contact.pk, author=contact.operator, text=text, at=at)
    return Delivery.objects.get(message=message)


def state(delivery: Delivery) -> str:
    return Delivery.objects.get(pk=delivery.pk).state


def test_reply_is_sent_once(contact: Contact, gateway: Gateway, at: datetime) -> None:
    delivery = reply(contact, "Добрый день!", at)
    assert deliver(delivery_id=delivery.pk, at=at)
    assert not deliver(delivery_id=delivery.pk, at=at)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, gateway.taken) == (DeliveryState.SENT, at, ["Добрый день!"])


def test_failure_is_tried_again_later_and_later(contact: Contact, gateway: Gateway, at: datetime) -> None:
    delivery, waits = reply(contact, "Добрый день!", at), []
    gateway.fails(ConnectionError("unplugged"))
    moment = at
    while state(delivery) == DeliveryState.WAITING:
        assert deliver(delivery_id=delivery.pk, at=moment)
        delivery.refresh_from_db()
        waits.append((delivery.next_try_at - moment).total_seconds())
        assert not deliver(delivery_id=delivery.pk, at=delivery.next_try_at - timedelta(seconds=1))
        moment = delivery.next_try_at
    assert waits[:-1] == [2, 5, 15, 60, 300, 900, 3600]
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, ATTEMPTS)
    assert "unplugged" in delivery.error


def test_recovered_gateway_gets_it(contact: Contact, gateway: Gateway, at: datetime) -> None:
    delivery = reply(contact, "Добрый день!", at)
    gateway.fails(TimeoutError())
    deliver(delivery_id=delivery.pk, at=at)
    gateway.answer = lambda _delivery: None
    later = at + timedelta(seconds=2)
    assert due_deliveries(as_of=later) == [delivery.pk]
    deliver(delivery_id=delivery.pk, at=later)
    assert state(delivery) == DeliveryState.SENT


def test_refusal_is_not_tried_again(contact: Contact, gateway: Gateway, at: datetime) -> None:
    delivery = reply(contact, "Добрый день!", at)
    gateway.fails(DeliveryRefused("blocked by the user"))
    deliver(delivery_id=delivery.pk, at=at)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "blocked by the user")
    assert due_deliveries(as_of=at + timedelta(days=1)) == []


def test_channel_without_a_gateway_is_told(contact: Contact, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(couriers, contact.channel)
    delivery = reply(contact, "Добрый день!", at)
    assert deliver(delivery_id=delivery.pk, at=at)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert delivery.error


def test_unknown_delivery_is_left(at: datetime) -> None:
    assert not deliver(delivery_id=10**9, at=at)


def test_messages_of_a_contact_keep_their_order(contact: Contact, gateway: Gateway, at: datetime) -> None:
    first, second = reply(contact, "один", at), reply(contact, "два", at)
    assert not deliver(delivery_id=second.pk, at=at)
    gateway.fails(ConnectionError())
    deliver(delivery_id=first.pk, at=at)
    assert due_deliveries(as_of=at + timedelta(seconds=1)) == []
    gateway.answer = lambda _delivery: None
    later = at + timedelta(seconds=2)
    deliver(delivery_id=first.pk, at=later)
    deliver(delivery_id=second.pk, at=later)
    assert gateway.taken == ["один", "два"]


def test_what_was_given_up_does_not_hold_up_the_next(contact: Contact, gateway: Gateway, at: datetime) -> None:
    first, second = reply(contact, "один", at), reply(contact, "два", at)
    gateway.fails(DeliveryRefused("no"))
    deliver(delivery_id=first.pk, at=at)
    gateway.answer = lambda _delivery: None
    assert deliver(delivery_id=second.pk, at=at)


def left_in_the_middle(delivery: Delivery, at: datetime) -> None:
    """The worker was killed while sending."""
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENDING, claimed_at=at)


def test_doubtful_delivery_is_shown_to_a_person(contact: Contact, gateway: Gateway, at: datetime) -> None:
    delivery = reply(contact, "Добрый день!", at)
    left_in_the_middle(delivery, at)
    within = at + LEASE
    assert due_deliveries(as_of=within) == []
    after = within + timedelta(seconds=1)
    assert due_deliveries(as_of=after) == [delivery.pk]
    assert not deliver(delivery_id=delivery.pk, at=after)
    delivery.refresh_from_db()
    assert (delivery.state, gateway.taken) == (DeliveryState.FAILED, [])
    assert delivery.error


def test_repeatable_delivery_is_sent_again(queue: Queue, operator: User, gateway: Gateway, at: datetime) -> None:
    contact = a_contact(operator=operator, queue=queue, channel=Channel.VK)
    delivery = reply(contact, "Добрый день!", at)
    left_in_the_middle(delivery, at)
    assert not deliver(delivery_id=delivery.pk, at=at + LEASE)
    assert deliver(delivery_id=delivery.pk, at=at + LEASE + timedelta(seconds=1))
    assert state(delivery) == DeliveryState.SENT


def test_late_success_of_a_given_up_worker_is_the_truth(contact: Contact, gateway: Gateway, at: datetime) -> None:
    delivery = reply(contact, "Добрый день!", at)

    def slow(one: Delivery) -> None:
        assert not deliver(delivery_id=one.pk, at=at + LEASE * 2)
        assert state(one) == DeliveryState.FAILED

    gateway.answer = slow
    deliver(delivery_id=delivery.pk, at=at)
    assert state(delivery) == DeliveryState.SENT


def test_late_failure_does_not_touch_the_claim_of_another(
    queue: Queue, operator: User, gateway: Gateway, at: datetime
) -> None:
    contact = a_contact(operator=operator, queue=queue, channel=Channel.VK)
    delivery = reply(contact, "Добрый день!", at)

    def slow(one: Delivery) -> None:
        gateway.answer = lambda _delivery: None
        assert deliver(delivery_id=one.pk, at=at + LEASE * 2)
        raise ConnectionError

    gateway.answer = slow
    deliver(delivery_id=delivery.pk, at=at)
    assert state(delivery) == DeliveryState.SENT
    assert gateway.taken == ["Добрый день!"]


def test_confirmation_from_the_clients_screen_wins(contact: Contact, gateway: Gateway, at: datetime) -> None:
    delivery = reply(contact, "Добрый день!", at)

    def confirm(one: Delivery) -> None:
        assert confirm_delivery(contact_id=contact.pk, up_to_message_id=one.message_id, at=at) == 1
        raise ConnectionError

    gateway.answer = confirm
    deliver(delivery_id=delivery.pk, at=at)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.delivered_at, delivery.error) == (DeliveryState.DELIVERED, at, "")


def test_confirmation_counts_once_and_only_for_its_contact(
    contact: Contact, queue: Queue, operator: User, gateway: Gateway, at: datetime
) -> None:
    first, second = reply(contact, "один", at), reply(contact, "два", at)
    other = reply(a_contact(operator=operator, queue=queue, channel=Channel.TELEGRAM), "три", at)
    up_to: dict[str, Any] = {"contact_id": contact.pk, "up_to_message_id": first.message_id, "at": at}
    assert [confirm_delivery(**up_to), confirm_delivery(**up_to)] == [1, 0]
    assert [state(first), state(second), state(other)] == ["delivered", "waiting", "waiting"]


def test_person_has_it_sent_again(contact: Contact, operator: User, gateway: Gateway, at: datetime) -> None:
    delivery = reply(contact, "Добрый день!", at)
    gateway.fails(DeliveryRefused("no"))
    deliver(delivery_id=delivery.pk, at=at)
    gateway.answer = lambda _delivery: None
    requeue_delivery(delivery_id=delivery.pk, actor=operator, at=at)
    assert deliver(delivery_id=delivery.pk, at=at)
    with pytest.raises(Conflict):
        requeue_delivery(delivery_id=delivery.pk, actor=operator, at=at)


def test_sweep_sends_what_a_lost_task_left(contact: Contact, gateway: Gateway, at: datetime) -> None:
    reply(contact, "Добрый день!", at)
    sweep_outbox()
    assert gateway.taken == ["Добрый день!"]


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_send_once(contact: Contact, gateway: Gateway, at: datetime) -> None:
    delivery = reply(contact, "Добрый день!", at)
    Delivery.objects.update(state=DeliveryState.WAITING)
    gateway.taken.clear()
    # Long enough for the others to ask while it is being sent.
    gateway.answer = lambda _delivery: time.sleep(0.2)
    assert sum(race(*[partial(deliver, delivery_id=delivery.pk, at=at)] * 20)) == 1
    assert gateway.taken == ["Добрый день!"]


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_take_over_a_left_one_once(queue: Queue, operator: User, gateway: Gateway, at: datetime) -> None:
    delivery = reply(a_contact(operator=operator, queue=queue, channel=Channel.VK), "Добрый день!", at)
    left_in_the_middle(delivery, at)
    gateway.taken.clear()
    after = at + LEASE + timedelta(seconds=1)
    assert sum(race(*[partial(deliver, delivery_id=delivery.pk, at=after)] * 20)) == 1
    assert gateway.taken == ["Добрый день!"]
