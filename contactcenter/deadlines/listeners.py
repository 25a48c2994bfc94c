"""A change of a calendar's hours or days is a change of the calendar."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from contactcenter.deadlines.models import Calendar, CalendarDay, WorkingHours


@receiver((post_save, post_delete), sender=WorkingHours, dispatch_uid="deadlines.hours")
@receiver((post_save, post_delete), sender=CalendarDay, dispatch_uid="deadlines.days")
def count_revision(*, instance: WorkingHours | CalendarDay, **_kwargs: Any) -> None:
    """Processes drop their compiled copy."""
    Calendar.objects.filter(pk=instance.calendar_id).update(revision=F("revision") + 1)


@receiver(post_save, sender=Calendar, dispatch_uid="deadlines.calendar")
def count_own_revision(*, instance: Calendar, created: bool, **_kwargs: Any) -> None:
    """Its zone, country or years may have changed."""
    if not created:
        Calendar.objects.filter(pk=instance.pk).update(revision=F("revision") + 1)
