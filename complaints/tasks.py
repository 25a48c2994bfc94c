"""Letters to departments and printouts at work: each at once, and whatever is left every few seconds."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from kombu.exceptions import OperationalError

from complaints.models import DepartmentLetter, RegisterExport
from complaints.operations.exporting import due_exports, make_export
from complaints.operations.mailing import due_letters, send_letter
from complaints.signals import department_letter_written, export_asked
from contactcenter.lib.each import each

log = logging.getLogger(__name__)

# A million lines take some minutes; a worker that dies leaves a claim that grows old.
EXPORT_SECONDS = 3600


@shared_task
def deliver_department_letter(letter_id: int) -> None:
    """Send one letter."""
    send_letter(letter_id=letter_id, at=timezone.now())


@shared_task(acks_late=False, time_limit=EXPORT_SECONDS)
def write_export(export_id: int) -> None:
    """Make one printout."""
    make_export(export_id=export_id)


@shared_task
def sweep_complaints() -> None:
    """What a lost task or a dead worker left; printouts are only started here, they take longer than a sweep may."""
    now = timezone.now()
    each(due_letters(as_of=now), deliver_department_letter, what="complaints.letter")
    each(due_exports(as_of=now), lambda export: _start(write_export, export), what="complaints.export")


@receiver(department_letter_written, sender=DepartmentLetter, dispatch_uid="complaints.deliver")
def deliver_after_commit(*, letter_id: int, **_kwargs: Any) -> None:
    """A task is a hint: where the broker is away, the sweep sends the letter."""
    transaction.on_commit(lambda: _start(deliver_department_letter, letter_id), robust=True)


@receiver(export_asked, sender=RegisterExport, dispatch_uid="complaints.export")
def export_after_commit(*, export_id: int, **_kwargs: Any) -> None:
    """The same for printouts."""
    transaction.on_commit(lambda: _start(write_export, export_id), robust=True)


def _start(task: Any, thing: int) -> None:
    try:
        task.apply_async((thing,), retry=False)
    except OperationalError as error:
        log.warning("complaints.broker_away", extra={"error": str(error)})
