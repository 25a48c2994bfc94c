"""Wrap-ups whose time is over."""

from __future__ import annotations

import functools
from datetime import datetime

from contactcenter.contacts.models import Contact
from contactcenter.contacts.operations.life import end_wrapup
from contactcenter.lib.each import each

_AT_ONCE = 500  # contacts; the next sweep goes on


def end_wrapups(*, as_of: datetime) -> int:
    """Remind of those that are due, or close them; returns how many."""
    due = Contact.objects.filter(wrapup_due_at__lte=as_of).order_by("wrapup_due_at", "pk")
    contact_ids = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    return each(contact_ids, functools.partial(_end, at=as_of), what="routing.end_wrapup")


def _end(contact_id: int, *, at: datetime) -> bool:
    return end_wrapup(contact_id=contact_id, at=at)
