"""Reporting an incident, and what those who steer do about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from contactcenter.deadlines.models import NoticeKind
from contactcenter.deadlines.operations.notices import tell_staff
from contactcenter.incidents import states
from contactcenter.incidents.models import Incident, IncidentEvent, IncidentKind, Urgency
from contactcenter.incidents.operations.recipients import supervisors_of
from contactcenter.incidents.queries import levels_for
from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import change, publish_all
from contactcenter.staff.models import User

NOTE_LIMIT = 2_000
TOPIC = "incidents"


@transaction.atomic
def report_incident(
    *,
    kind: IncidentKind,
    note: str,
    reported_by: User,
    at: datetime,
    urgency: int | None = None,
    contact: Contact | None = None,
    case: Case | None = None,
) -> Incident:
    """Somebody at the desk sounds the alarm; without an `urgency` that of the kind counts.

    Raises NotAllowed, InvalidInput for an empty note, an unknown urgency, or a contact or case not shown to him.
    """
    if not reported_by.has_perm("incidents.report_incident"):
        raise NotAllowed(_("You may not report abnormal situations."))
    if urgency is not None and urgency not in Urgency.values:
        raise InvalidInput(_("There is no such urgency."), field="urgency")
    _require_seen(reported_by, contact=contact, case=case)
    incident = Incident(
        kind=kind,
        urgency=urgency or kind.urgency,
        note=clean(note, limit=NOTE_LIMIT, field="note", required=True),
        contact=contact,
        case=case,
        reported_by=reported_by,
        at=at,
    )
    incident.escalate_at = next_escalation(incident)
    incident.save(force_insert=True)
    _write(incident, verb="report", before="", at=at, actor=reported_by)
    tell(incident, users=supervisors_of(reported_by), verb="report", at=at, but=reported_by)
    return incident


@transaction.atomic
def acknowledge_incident(*, incident_id: int, actor: User, at: datetime) -> Incident:
    """Somebody who steers deals with it: it climbs no further. Raises IllegalTransition for whoever comes second."""
    incident = _handled(incident_id, actor)
    _move(incident, verb="acknowledge", at=at, actor=actor, acknowledged_by=actor, acknowledged_at=at, escalate_at=None)
    tell(incident, users=[incident.reported_by_id], verb="acknowledge", at=at, but=actor)
    return incident


@transaction.atomic
def note_action(*, incident_id: int, actor: User, text: str, at: datetime) -> Incident:
    """What was done about it, for the journal."""
    incident = _handled(incident_id, actor)
    said = clean(text, limit=NOTE_LIMIT, field="text", required=True)
    return _move(incident, verb="act", at=at, actor=actor, text=said)


@transaction.atomic
def add_to_report(*, incident_id: int, actor: User, text: str, at: datetime) -> Incident:
    """Whoever reported it knows more by now."""
    incident = _locked(incident_id)
    if incident.reported_by_id != actor.pk:
        raise NotAllowed(_("Somebody else has reported this."), code="not_yours")
    said = clean(text, limit=NOTE_LIMIT, field="text", required=True)
    return _move(incident, verb="add", at=at, actor=actor, text=said)


@transaction.atomic
def close_incident(*, incident_id: int, actor: User, text: str, at: datetime) -> Incident:
    """It is over; the text says how it ended."""
    incident = _handled(incident_id, actor)
    said = clean(text, limit=NOTE_LIMIT, field="text", required=True)
    _move(incident, verb="close", at=at, actor=actor, text=said, closed_at=at)
    tell(incident, users=[incident.reported_by_id], verb="close", at=at, but=actor)
    return incident


def next_escalation(incident: Incident) -> datetime | None:
    """When the next level is told, counted from the report; None behind the last one."""
    ahead = [level for level in levels_for(urgency=incident.urgency) if level.level > incident.level]
    return incident.at + timedelta(seconds=ahead[0].after_seconds) if ahead else None


def tell(incident: Incident, *, users: list[int], verb: str, at: datetime, but: User | None = None) -> None:
    """A notice for each of these people, with the incident's own words."""
    tell_staff(
        users=[user for user in users if but is None or user != but.pk],
        kind=NoticeKind.INCIDENT,
        facts={"verb": verb, "incident": incident.pk, "kind": incident.kind.name, "note": incident.note[:200]},
        at=at,
        case=incident.case,
    )


def _require_seen(user: User, *, contact: Contact | None, case: Case | None) -> None:
    if contact and not Contact.objects.visible_to(user).filter(pk=contact.pk).exists():
        raise InvalidInput(_("This contact is not shown to you."), field="contact")
    if case and not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise InvalidInput(_("This case is not shown to you."), field="case")


def _locked(incident_id: int) -> Incident:
    locked = Incident.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("kind", "case").get(pk=incident_id)


def _handled(incident_id: int, actor: User) -> Incident:
    if not actor.has_perm("incidents.handle_incident"):
        raise NotAllowed(_("Only those who steer handle abnormal situations."), code="may_not_handle")
    return _locked(incident_id)


def _move(incident: Incident, *, verb: str, at: datetime, actor: User, text: str = "", **changes: Any) -> Incident:
    before = incident.state
    incident.state = states.INCIDENT.next(before, verb)
    for name, value in changes.items():
        setattr(incident, name, value)
    incident.save(update_fields={"state", *changes})
    _write(incident, verb=verb, before=before, at=at, actor=actor, text=text)
    return incident


def _write(
    incident: Incident,
    *,
    verb: str,
    before: str,
    at: datetime,
    actor: User | None,
    text: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    IncidentEvent.objects.create(
        incident=incident,
        at=at,
        actor=actor,
        verb=verb,
        before=before,
        after=incident.state,
        text=text,
        data=dict(data or {}),
    )
    announce(incident)


def announce(incident: Incident) -> None:
    """Everybody who steers sees and hears it at once; the floor counts it too."""
    publish_all(
        change(TOPIC, kind="incident", incident=incident.pk),
        change(topics.FLOOR, kind="incident"),
        change(topics.operator(incident.reported_by_id), kind="incident"),
    )
