"""What happens in answer to other apps: reminders by letter as a clock runs out, and letters on their way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from contactcenter.deadlines.models import ClockEntry, EntryKind
from contactcenter.deadlines.signals import steps_taken
from contactcenter.decisions.models import LetterKind, Referral
from contactcenter.decisions.operations.telling import tell_of_time

_KINDS = {EntryKind.WARN: LetterKind.REMINDER, EntryKind.BREACH: LetterKind.OVERDUE}


@receiver(steps_taken, sender=ClockEntry, dispatch_uid="decisions.reminders")
def remind_departments(*, entries: Sequence[ClockEntry], **_kwargs: Any) -> None:
    """A department without accounts is reminded by letter, in the sweep's transaction and so as often as it: once."""
    told = {entry.deadline_id: entry for entry in entries if entry.kind in _KINDS and entry.deadline.part}
    if not told:
        return
    referrals = Referral.objects.filter(deadline__in=told, by_email=True)
    for referral in referrals.select_related("department", "case"):
        entry = told[referral.deadline_id or 0]
        tell_of_time(referral, kind=_KINDS[EntryKind(entry.kind)], at=entry.at)
