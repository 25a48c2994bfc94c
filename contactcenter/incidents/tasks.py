"""What beat starts every second."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.incidents.operations.escalating import escalate_incidents
from contactcenter.lib.locks import single


@shared_task
def sweep_incidents() -> None:
    """One sweeper at a time, however many workers there are."""
    with single("incidents.sweep") as mine:
        if mine:
            escalate_incidents(as_of=timezone.now())
