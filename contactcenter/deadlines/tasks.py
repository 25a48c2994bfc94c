"""What beat starts: the sweep every second, a look at the calendars every hour."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.deadlines.operations.notices import warn_of_calendar_ends
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.lib.locks import single


@shared_task
def sweep_deadlines() -> None:
    """One sweeper at a time, however many workers there are."""
    with single("deadlines.sweep") as mine:
        if mine:
            sweep(as_of=timezone.now())


@shared_task
def watch_calendars() -> None:
    """Nobody should learn from a refused case that the calendar has ended."""
    with single("deadlines.calendars") as mine:
        if mine:
            warn_of_calendar_ends(as_of=timezone.now())
