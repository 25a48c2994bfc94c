"""Calendars, rules and cases for tests of deadlines; the people are the fixed cast."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import NewCase, register_case
from contactcenter.deadlines.models import Calendar, EscalationLevel, Recipient, Rule, Target, WorkingHours
from contactcenter.staff.models import User
from tests.cast import a_client

# Monday, noon in Moscow.
NOON = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


def a_calendar(name: str = "Russia") -> Calendar:
    """The production calendar of Russia, Monday to Friday 09:00-13:00 and 14:00-18:00."""
    calendar = Calendar.objects.create(name=name, zone="Europe/Moscow", country="RU")
    for weekday in range(5):
        WorkingHours.objects.create(calendar=calendar, weekday=weekday, starts=time(9), ends=time(13))
        WorkingHours.objects.create(calendar=calendar, weekday=weekday, starts=time(14), ends=time(18))
    return calendar


def a_rule(calendar: Calendar, **fields: Any) -> Rule:
    """Answer an inquiry within sixty minutes of the clock; warn at 50 and 80 %."""
    defaults: dict[str, Any] = {
        "code": "answer",
        "name": "Answer within an hour",
        "function": "inquiries",
        "target": Target.ANSWER,
        "n": 60,
        "unit": "minute",
        "warn_shares": [50, 80],
        "basis": "norm",
        "valid_from": date(2024, 1, 1),
        "calendar": calendar,
    }
    return Rule.objects.create(**defaults | fields)


def levels_of_escalation() -> None:
    """Owner at once, supervisor after ten minutes, head after twenty, administrators after thirty."""
    for level, recipient in enumerate(Recipient, start=1):
        EscalationLevel.objects.create(level=level, recipient=recipient, after_minutes=(level - 1) * 10)


def a_case(owner: User | None, *, at: datetime = NOON, **fields: Any) -> Case:
    """An inquiry received and registered at noon."""
    defaults: dict[str, Any] = {"function": "inquiries", "subject": "Счёт", "received_at": at}
    return register_case(new=NewCase(client=a_client(at=at), owner=owner, **defaults | fields), at=at, actor=owner)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)
