"""Letters at work: each at once, and whatever is due again every few seconds."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from kombu.exceptions import OperationalError

from contactcenter.decisions.models import Letter
from contactcenter.decisions.operations.letters import due_letters, send_letter
from contactcenter.decisions.signals import letter_written
from contactcenter.lib.each import each

log = logging.getLogger(__name__)


@shared_task
def deliver_letter(letter_id: int) -> None:
    """Send one letter."""
    send_letter(letter_id=letter_id, at=timezone.now())


@shared_task
def sweep_letters() -> None:
    """Send what is due: retries, and what a lost task or a dead worker left."""
    each(due_letters(as_of=timezone.now()), deliver_letter, what="letters.deliver")


@receiver(letter_written, sender=Letter, dispatch_uid="decisions.deliver")
def deliver_after_commit(*, letter_id: int, **_kwargs: Any) -> None:
    """A task is a hint: where the broker is away, the sweep sends the letter."""

    def start() -> None:
        try:
            deliver_letter.apply_async((letter_id,), retry=False)
        except OperationalError as error:
            log.warning("letters.broker_away", extra={"error": str(error)})

    transaction.on_commit(start, robust=True)
