"""The sweep, started by beat every few seconds."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.gateways.operations import leaving
from contactcenter.lib.locks import single


@shared_task
def abandon_deserted() -> None:
    """One sweeper at a time, however many workers there are."""
    with single("gateways.leaving") as mine:
        if mine:
            leaving.abandon_deserted(as_of=timezone.now())
