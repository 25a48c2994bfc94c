"""Calendars, rules, the clocks of cases and the notices that they give."""

from contactcenter.deadlines.models.calendars import Calendar, CalendarDay, WorkingHours
from contactcenter.deadlines.models.clocks import ClockEntry, Deadline, DeadlineState, EntryKind
from contactcenter.deadlines.models.notices import Notice, NoticeKind
from contactcenter.deadlines.models.rules import EscalationLevel, Recipient, Rule, Target

__all__ = [
    "Calendar",
    "CalendarDay",
    "ClockEntry",
    "Deadline",
    "DeadlineState",
    "EntryKind",
    "EscalationLevel",
    "Notice",
    "NoticeKind",
    "Recipient",
    "Rule",
    "Target",
    "WorkingHours",
]
