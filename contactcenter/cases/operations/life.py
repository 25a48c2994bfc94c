"""Registering a case and leading it through its states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from contactcenter.cases.models import Case, CaseContact, CaseEvent, CasePriority
from contactcenter.cases.signals import case_event_written
from contactcenter.clients.models import Client
from contactcenter.clients.operations.merging import hold_client
from contactcenter.contacts.models import Contact, Topic
from contactcenter.functions.registry import registry
from contactcenter.lib.text import clean, fold
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import User

# The lock that whoever takes a number holds: "number" on a telephone keypad.
_NUMBERS = 686237


@dataclass(frozen=True)
class NewCase:
    """What a case needs to be registered."""

    function: str
    client: Client
    subject: str
    received_at: datetime
    kind: str = ""
    owner: User | None = None
    topic: Topic | None = None
    contact: Contact | None = None
    priority: int = CasePriority.NORMAL
    continues: Case | None = None
    # A series of its own within the function (жалоба, претензия); empty: the function's prefix.
    number_prefix: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def take_number(*, prefix: str, at: datetime) -> str:
    """The next number of the series, `СП-2026-000123`; gapless, because the row stays locked until commit.

    Must run in a transaction: a rollback gives the number back. The year is that of the organisation's clock, whatever
    zone a screen has chosen. One registration at a time over all series: two that take numbers of two series in
    opposite order would wait for each other for ever.
    """
    year = at.astimezone(timezone.get_default_timezone()).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
        cursor.execute(
            "INSERT INTO cases_numberseries (prefix, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (prefix, year) DO UPDATE SET last = cases_numberseries.last + 1 RETURNING last",
            [prefix, year],
        )
        (last,) = cursor.fetchone()
    return f"{prefix}-{year}-{last:06d}"


@transaction.atomic
def register_case(*, new: NewCase, at: datetime, actor: User | None) -> Case:
    """Write a case with its number and first event. The function's own row is written by the function."""
    function = registry.get(new.function)
    subject = clean(new.subject, limit=200, field="subject", required=True)
    client = hold_client(new.client.pk)
    number = take_number(prefix=new.number_prefix or function.number_prefix, at=at)
    case = Case.objects.create(
        number=number,
        number_key=fold(number),
        function=new.function,
        kind=new.kind,
        client=client,
        topic=new.topic,
        subject=subject,
        state=function.states.initial,
        priority=new.priority,
        owner=new.owner,
        continues=new.continues,
        received_at=new.received_at,
        created_at=at,
    )
    if new.contact:
        link_contact(case=case, contact=new.contact, at=at)
    _write_event(case, verb="register", before="", at=at, actor=actor, data=new.data)
    return case


def link_contact(*, case: Case, contact: Contact, at: datetime) -> None:
    """This contact serves this case; said twice, it is true once."""
    CaseContact.objects.get_or_create(case=case, contact=contact, defaults={"at": at})


def lock_case(case_id: int) -> Case:
    """The case with its row locked."""
    # Not against foreign keys: the sweep of deadlines writes notices about a case while it holds the deadline.
    return Case.objects.select_for_update(no_key=True, of=("self",)).select_related("client").get(pk=case_id)


def move_case(
    case: Case,
    *,
    verb: str,
    at: datetime,
    actor: User | None,
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Case:
    """Lead a locked case along its function's table: one write, one event, one hint. Raises IllegalTransition."""
    table = registry.get(case.function).states
    before = case.state
    case.state = table.next(before, verb)
    case.closed_at = (case.closed_at or at) if case.state in table.final else None
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields={"state", "closed_at", *changes})
    _write_event(case, verb=verb, before=before, at=at, actor=actor, data=data)
    return case


def note_case_event(
    case: Case, *, verb: str, at: datetime, actor: User | None = None, data: Mapping[str, Any] | None = None
) -> None:
    """A correction or a fact that leaves the state as it is."""
    _write_event(case, verb=verb, before=case.state, at=at, actor=actor, data=data)


def _write_event(
    case: Case, *, verb: str, before: str, at: datetime, actor: User | None, data: Mapping[str, Any] | None
) -> None:
    event = CaseEvent.objects.create(
        case=case, at=at, actor=actor, verb=verb, before=before, after=case.state, data=dict(data or {})
    )
    case_event_written.send(sender=CaseEvent, event=event)
    _tell(case)


def _tell(case: Case) -> None:
    publish(topics.case(case.pk))
    if case.owner_id:
        publish(topics.operator(case.owner_id), kind="cases")
