"""The sweep, started by beat every second."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.lib.locks import single


@shared_task
def sweep_deadlines() -> None:
    """One sweeper at a time, however many workers there are."""
    with single("deadlines.sweep") as mine:
        if mine:
            sweep(as_of=timezone.now())
