"""The outbox at work: each message at once, and whatever is due again every second."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from kombu.exceptions import OperationalError

from contactcenter.contacts.operations.counting import correct_counts, fold_counts
from contactcenter.contacts.operations.outbox import deliver, due_deliveries
from contactcenter.contacts.signals import message_queued
from contactcenter.lib.each import each
from contactcenter.lib.locks import single

log = logging.getLogger(__name__)


@shared_task
def deliver_message(delivery_id: int) -> None:
    """Send one message of the outbox."""
    deliver(delivery_id=delivery_id, at=timezone.now())


@shared_task
def sweep_outbox() -> None:
    """Send what is due: retries, and what a lost task or a dead worker left."""
    each(due_deliveries(as_of=timezone.now()), deliver_message, what="outbox.deliver")


@shared_task
def fold_counts_of_queues() -> None:
    """Keep what screens sum up short."""
    with single("contacts.fold_counts") as mine:
        if mine:
            fold_counts(as_of=timezone.now())


@shared_task
def check_counts_of_queues() -> None:
    """Count the contacts of two days and put right what differs; nothing ever should."""
    with single("contacts.check_counts") as mine:
        wrong = correct_counts(as_of=timezone.now()) if mine else []
    for difference in wrong:
        log.error("counts.wrong", extra={"queue": difference.queue_id, "missing": difference.missing})


@receiver(message_queued, dispatch_uid="contacts.deliver")
def deliver_after_commit(*, delivery_id: int, **_kwargs: Any) -> None:
    """A task is a hint: where the broker is away, the sweep sends the message a second later."""

    def start() -> None:
        try:
            deliver_message.apply_async((delivery_id,), retry=False)
        except OperationalError as error:
            log.warning("outbox.broker_away", extra={"error": str(error)})

    transaction.on_commit(start, robust=True)
