"""The floor's own clock, started by beat."""

from __future__ import annotations

from celery import shared_task

from contactcenter.supervision.operations import ticking


@shared_task
def refresh_floor() -> None:
    """Draw the floor anew for whoever watches it."""
    ticking.refresh_floor()
