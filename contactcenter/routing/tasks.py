"""The sweep, started by beat every second."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.lib.locks import single
from contactcenter.routing.operations.sweep import sweep


@shared_task
def sweep_routing() -> None:
    """One sweeper at a time, however many workers there are."""
    with single("routing.sweep") as mine:
        if mine:
            sweep(as_of=timezone.now())
