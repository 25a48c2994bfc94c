"""kill -9 of the worker while it sends, on the real processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from contactcenter.contacts.models import Channel, Delivery, DeliveryState, Queue
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.outbox import LEASE
from contactcenter.staff.models import User
from tests.cast import a_contact
from tests.stack import START_SECONDS, Stack


@pytest.fixture
def worker(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """The worker serves two channels slowly; afterwards it is the usual one again."""
    monkeypatch.setenv("TESTS_SLOW_COURIER", "yes")
    stack.restart_worker()
    yield stack
    monkeypatch.delenv("TESTS_SLOW_COURIER")
    stack.restart_worker()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def killed_while_sending(worker: Stack, channel: str, queue: Queue, operator: User) -> Delivery:
    """The next worker is quick, and the lease of the killed one has run out."""
    contact = a_contact(operator=operator, queue=queue, channel=channel)
    cache.set("courier-seconds", 60)
    message = send_reply(contact_id=contact.pk, author=operator, text="Добрый день!", at=timezone.now())
    wait_until(lambda: cache.get("courier-started") == 1)
    worker.kill("worker")
    delivery = Delivery.objects.get(message=message)
    assert delivery.state == DeliveryState.SENDING
    cache.set("courier-seconds", 0)
    Delivery.objects.update(claimed_at=F("claimed_at") - LEASE - timedelta(seconds=1))
    worker.start_worker()
    return delivery


def is_in(delivery: Delivery, state: str) -> bool:
    return Delivery.objects.get(pk=delivery.pk).state == state


def test_doubtful_message_is_shown_and_not_sent_again(worker: Stack, queue: Queue, operator: User) -> None:
    delivery = killed_while_sending(worker, Channel.TELEGRAM, queue, operator)
    wait_until(lambda: is_in(delivery, DeliveryState.FAILED))
    assert Delivery.objects.get(pk=delivery.pk).error
    assert (cache.get("courier-started"), cache.get("courier-ended")) == (1, 0)


def test_repeatable_message_is_sent_again(worker: Stack, queue: Queue, operator: User) -> None:
    delivery = killed_while_sending(worker, Channel.VK, queue, operator)
    wait_until(lambda: is_in(delivery, DeliveryState.SENT))
    assert (cache.get("courier-started"), cache.get("courier-ended")) == (2, 1)


def test_message_written_without_a_worker_is_sent_once(worker: Stack, queue: Queue, operator: User) -> None:
    contact = a_contact(operator=operator, queue=queue, channel=Channel.TELEGRAM)
    worker.kill("worker")
    message = send_reply(contact_id=contact.pk, author=operator, text="Добрый день!", at=timezone.now())
    worker.start_worker()
    delivery = Delivery.objects.get(message=message)
    wait_until(lambda: is_in(delivery, DeliveryState.SENT))
    assert cache.get("courier-started") == 1
