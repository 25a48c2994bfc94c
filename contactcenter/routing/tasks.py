"""The sweep, started by beat every second."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.lib.locks import impatient, single
from contactcenter.routing.operations.pace import measure_pace
from contactcenter.routing.operations.sweep import sweep


@shared_task
def sweep_routing() -> None:
    """One sweeper at a time, however many workers there are."""
    with single("routing.sweep") as mine, impatient():
        if mine:
            sweep(as_of=timezone.now())


@shared_task
def measure_queues() -> None:
    """Four times a minute is often enough to say how long a client will wait."""
    with single("routing.pace") as mine:
        if mine:
            measure_pace(as_of=timezone.now())
