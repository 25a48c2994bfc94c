"""Housekeeping of the API."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.api.operations.answers import forget_answers


@shared_task
def forget_old_answers() -> None:
    """Stored answers are kept for a day."""
    forget_answers(as_of=timezone.now())
