"""The people, the calendar and the cases that the tests of deadlines share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import Group

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import NewCase, register_case
from contactcenter.clients.models import Client
from contactcenter.deadlines.models import Calendar, EscalationLevel, Recipient, Rule, Target, WorkingHours
from contactcenter.staff.models import Department, Role, Team, User

# Monday, noon in Moscow.
NOON = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Operator and outsider, the supervisor of the operator's team, the head of his department, an administrator."""

    operator: User
    outsider: User
    supervisor: User
    head: User
    administrator: User


def person(name: str, role: str, **more: Any) -> User:
    user = User.objects.create_user(username=name, password="demo", last_name=name.title(), **more)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def make_cast() -> Cast:
    supervisor = person("supervisor", Role.SUPERVISOR)
    head = person("head", Role.EXPERT)
    department = Department.objects.create(name="Contact centre", code="cc", head=head)
    team = Team.objects.create(name="First", supervisor=supervisor)
    return Cast(
        operator=person("operator", Role.OPERATOR, team=team, department=department),
        outsider=person("outsider", Role.EXPERT),
        supervisor=supervisor,
        head=head,
        administrator=person("administrator", Role.ADMINISTRATOR),
    )


def russian_calendar(name: str = "Russia") -> Calendar:
    calendar = Calendar.objects.create(name=name, zone="Europe/Moscow", country="RU")
    for weekday in range(5):
        WorkingHours.objects.create(calendar=calendar, weekday=weekday, starts=time(9), ends=time(13))
        WorkingHours.objects.create(calendar=calendar, weekday=weekday, starts=time(14), ends=time(18))
    return calendar


def make_rule(calendar: Calendar, **fields: Any) -> Rule:
    """Answer an inquiry within an hour of the clock; warn at 50 and 80 %."""
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


def make_levels() -> None:
    """Owner at once, supervisor after ten minutes, head after twenty, administrators after thirty."""
    for level, recipient in enumerate(Recipient, start=1):
        EscalationLevel.objects.create(level=level, recipient=recipient, after_minutes=(level - 1) * 10)


def make_case(owner: User | None, *, at: datetime = NOON, **fields: Any) -> Case:
    client = Client.objects.create(last_name="Иванов", name_key="иванов", created_at=at)
    defaults: dict[str, Any] = {"function": "inquiries", "subject": "Invoice", "received_at": at}
    return register_case(new=NewCase(client=client, owner=owner, **defaults | fields), at=at, actor=owner)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)
