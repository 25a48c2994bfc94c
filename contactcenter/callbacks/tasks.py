"""The sweep, started by beat every second."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.callbacks.operations.calling import call_due
from contactcenter.lib.locks import single


@shared_task
def sweep_callbacks() -> None:
    """One sweeper at a time, however many workers there are; two at once would do no harm."""
    with single("callbacks.sweep") as mine:
        if mine:
            call_due(as_of=timezone.now())
