"""Writing the register: a line for every event of a case, with what the entry contains afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Field

from complaints.chain import canonical, digest
from complaints.models import Complaint, RegisterEntry
from complaints.operations.parties import keep_client_apart
from complaints.states import COMPLAINT
from contactcenter.cases.models import Case, CaseEvent
from contactcenter.cases.operations.life import move_case, note_case_event
from contactcenter.staff.models import User

# Kept for finding only; they follow from the rest.
_DERIVED = frozenset({"contract_key", "search_key", "search_vector"})
FIELDS: tuple[Field[Any, Any], ...] = tuple(
    field for field in Complaint._meta.concrete_fields if field.name not in _DERIVED
)


def content_of(row: Complaint) -> dict[str, Any]:
    """All that an entry says; what the hash of its last line stands for. Prefetch `about`, `complainants`, `files` and
    `case` for many."""
    case = row.case
    return {
        **{field.name: field.value_from_object(row) for field in FIELDS},
        "subject": case.subject,
        "received_at": case.received_at,
        "about": sorted(person.pk for person in row.about.all()),
        "complainants": [[one.name, one.contract, one.client_id] for one in row.complainants.all()],
        "files": [[file.name, file.sha256] for file in row.files.all()],
    }


def write_line(row: Complaint, event: CaseEvent, *, in_full: bool = False) -> RegisterEntry:
    """The line that tells `event`; the first one of an entry, and only that one, repeats it in full."""
    content = content_of(row)
    facts = {
        "actor": event.actor_id,
        "actor_name": str(event.actor) if event.actor else "",
        "after": event.after,
        "at": event.at,
        "before": event.before,
        "data": event.data,
        "digest": digest(content),
        "event": event.pk,
        "number": row.number,
        "verb": event.verb,
    }
    if in_full:
        facts["content"] = content
    return RegisterEntry.objects.create(
        case_id=row.pk, at=event.at, actor_id=event.actor_id, verb=event.verb, body=canonical(facts)
    )


def follow(event: CaseEvent) -> None:
    """Something happened to a case, whoever made it happen: copy what is filtered by, write the line."""
    case = event.case
    row = Complaint.objects.get(pk=case.pk)
    row.case = case
    if (event.before in COMPLAINT.final) != (event.after in COMPLAINT.final):
        keep_client_apart(row, at=event.at)
    if (row.state, row.department_id) != (case.state, case.department_id):
        row.state, row.department_id = case.state, case.department_id
        row.save(update_fields=["state", "department"])
    write_line(row, event)


def lock_entry(case: Case) -> Complaint:
    """The entry of a case that is locked."""
    row = Complaint.objects.select_for_update(no_key=True, of=("self",)).select_related("ground").get(pk=case.pk)
    row.case = case
    return row


def move(
    row: Complaint,
    *,
    verb: str,
    at: datetime,
    actor: User | None,
    why: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Complaint:
    """Lead a locked entry along the table: what it contains and its state change together, and one line tells both.

    Raises IllegalTransition.
    """
    row.state = COMPLAINT.next(row.case.state, verb)
    facts = _write(row, changes, why=why, data=data, besides=("state",))
    move_case(row.case, verb=verb, at=at, actor=actor, data=facts)
    return row


def correct(
    row: Complaint,
    *,
    verb: str,
    at: datetime,
    actor: User | None,
    why: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Complaint:
    """Change what a locked entry contains, its state stays."""
    note_case_event(row.case, verb=verb, at=at, actor=actor, data=_write(row, changes, why=why, data=data))
    return row


def _write(
    row: Complaint,
    changes: Mapping[str, Any],
    *,
    why: str,
    data: Mapping[str, Any] | None,
    besides: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Save, and say what was before and after, and why."""
    told: dict[str, list[Any]] = {}
    for name, value in changes.items():
        field = Complaint._meta.get_field(name)
        assert isinstance(field, Field)
        before = field.value_from_object(row)
        setattr(row, name, value)
        if (after := field.value_from_object(row)) != before and name not in _DERIVED:
            told[name] = [_as_told(before), _as_told(after)]
    row.save(update_fields=[*changes, *besides])
    facts: dict[str, Any] = {**(data or {})}
    if why:
        facts["reason"] = why
    if told:
        facts["changes"] = told
    return facts


def _as_told(value: Any) -> Any:
    """As it stands in JSON."""
    return value.isoformat() if hasattr(value, "isoformat") else value
