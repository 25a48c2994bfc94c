"""Corrections: what an entry says is changed with a reason, and the line tells what it said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Cause, Complainant, Complaint, ComplaintFile, Demand, Ground, ReplyForm
from complaints.models.complaints import TEXT_LIMIT
from complaints.operations.checks import check_amount, check_authority
from complaints.operations.clocks import TARGETS, terms_of
from complaints.operations.lines import correct, lock_entry
from complaints.operations.parties import keep_client_apart, require_not_about
from complaints.operations.telling import responsible_department, tell_responsible
from complaints.queries.likeness import search_key
from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case
from contactcenter.clients.models import Client
from contactcenter.contacts.operations.attachments import judge_file
from contactcenter.deadlines.models import Target
from contactcenter.deadlines.operations.changes import change_rule
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean, fold
from contactcenter.staff.models import User

# Field -> the longest text that it takes.
_TEXTS: Mapping[str, int] = {
    "text": TEXT_LIMIT,
    "contract": 40,
    "product": 100,
    "incoming_number": 60,
    "reply_address": 300,
    "representative": 300,
    "authority": 300,
    "about_note": 300,
    "note": 500,
    "complainant": 300,
}
CORRECTABLE = frozenset({*_TEXTS, "demand", "amount", "contract_on", "authority_until", "reply_form"})
MOST_FILES = 50


@transaction.atomic
def correct_complaint(
    *, case_id: int, reason: str, changes: Mapping[str, Any], at: datetime, actor: User | None
) -> Case:
    """Change fields of CORRECTABLE. Raises InvalidInput without a reason, for another field or what cannot be taken,
    Conflict when the entry was cancelled."""
    row = _held(case_id, actor)
    why = clean(reason, limit=300, field="reason", required=True)
    if foreign := sorted(set(changes) - CORRECTABLE):
        raise InvalidInput(
            _("This cannot be corrected: %(fields)s.") % {"fields": ", ".join(foreign)}, field=foreign[0]
        )
    checked = {name: _checked(name, value) for name, value in changes.items()}
    after = {name: checked.get(name, getattr(row, name)) for name in ("representative", "authority")}
    if after["representative"] and not after["authority"]:
        raise InvalidInput(
            _("A representative shows his authority: write the document, its number and date."),
            code="no_authority",
            field="authority",
        )
    received_on = timezone.localdate(row.case.received_at)
    check_authority(checked.get("authority_until"), day=received_on)
    if (signed := checked.get("contract_on")) and received_on < signed:
        raise InvalidInput(
            _("It cannot have been received before the contract of %(day)s.") % {"day": f"{signed:%d.%m.%Y}"},
            code="received_before_contract",
            field="contract_on",
        )
    if "contract" in checked:
        checked["contract_key"] = fold(checked["contract"])[:40]
    correct(row, verb="correct", at=at, actor=actor, why=why, **checked)
    _find_by(row)
    return row.case


def _find_by(row: Complaint) -> None:
    """The words that it is found by follow what it says."""
    names = list(row.complainants.values_list("name", flat=True))
    row.search_key = search_key(row, subject=row.case.subject, names=names)
    row.save(update_fields=["search_key"])


def _checked(name: str, value: Any) -> Any:
    if name in _TEXTS:
        return clean(value, limit=_TEXTS[name], field=name, required=name == "text")
    if name == "amount":
        check_amount(value)
    choices = {"demand": ["", *Demand.values], "reply_form": ReplyForm.values}
    if name in choices and value not in choices[name]:
        raise InvalidInput(_("There is no such choice: %(value)s.") % {"value": str(value)[:30]}, field=name)
    return value


@transaction.atomic
def change_ground(*, case_id: int, ground: Ground, reason: str, at: datetime, actor: User | None) -> Case:
    """Another law holds: its rules count from the same moments. The number stays, and so does the kind."""
    row = _held(case_id, actor)
    why = clean(reason, limit=300, field="reason", required=True)
    if ground.kind != row.kind:
        raise InvalidInput(
            _("The ground “%(ground)s” is not one of this kind.") % {"ground": ground.name}, field="ground"
        )
    case = row.case
    case.kind = ground.code
    case.save(update_fields=["kind"])
    terms: dict[str, Any] = {}
    for target in TARGETS:
        deadline = change_rule(case=case, target=target, at=at, reason=why, actor=actor)
        if deadline and target == Target.ANSWER:
            terms = terms_of(deadline)
    correct(row, verb="change_ground", at=at, actor=actor, why=why, ground=ground, **terms)
    return case


@transaction.atomic
def name_cause(
    *, case_id: int, cause: Cause, at: datetime, actor: User | None, note: str = "", confirmed: bool = False
) -> Case:
    """Why it came to the complaint; the department of the cause is told when the entry had another one."""
    row = _held(case_id, actor)
    correct(
        row,
        verb="name_cause",
        at=at,
        actor=actor,
        data={"cause": str(cause)},
        cause=cause,
        cause_note=clean(note, limit=300, field="note"),
        cause_confirmed_at=at if confirmed else None,
    )
    department = responsible_department(row.case, cause=cause, product=row.product)
    if department and row.department is None:
        row.case.department = department
        row.case.save(update_fields=["department"])
        correct(row, verb="name_department", at=at, actor=actor, department=department)
        tell_responsible(row, at=at, actor=actor)
    return row.case


@transaction.atomic
def say_about_whom(*, case_id: int, people: Sequence[User], reason: str, at: datetime, actor: User | None) -> Case:
    """Which employees it is about: from now on they neither see nor handle it; an owner among them loses it."""
    row = _held(case_id, actor)
    why = clean(reason, limit=300, field="reason", required=True)
    before = sorted(row.about.values_list("pk", flat=True))
    row.about.set(people)
    keep_client_apart(row, at=at)
    if row.case.owner in people:
        row.case.owner = None
        row.case.save(update_fields=["owner"])
    data = {"changes": {"about": [before, sorted(person.pk for person in people)]}}
    correct(row, verb="say_about_whom", at=at, actor=actor, why=why, data=data)
    return row.case


@transaction.atomic
def add_complainant(
    *, case_id: int, name: str, at: datetime, actor: User | None, contract: str = "", client: Client | None = None
) -> Complainant:
    """One more signs: the claim is a collective one from now on. Raises Conflict for a client who has signed."""
    row = _held(case_id, actor)
    if client and (client.pk == row.case.client_id or row.complainants.filter(client=client).exists()):
        raise Conflict(_("This client complains here already."), code="signed")
    one = Complainant.objects.create(
        complaint=row,
        client=client,
        name=clean(name or (client.name if client else ""), limit=300, field="name", required=True),
        contract=clean(contract, limit=40, field="contract"),
        added_at=at,
    )
    correct(row, verb="add_complainant", at=at, actor=actor, data={"name": one.name}, is_collective=True)
    _find_by(row)
    return one


@transaction.atomic
def add_file(*, case_id: int, name: str, content: bytes, at: datetime, actor: User | None) -> ComplaintFile:
    """An attachment, judged by its bytes; its hash stands in the line."""
    row = _held(case_id, actor)
    good = judge_file(name=name, content=content)
    if row.files.count() >= MOST_FILES:
        raise Conflict(_("At most %(most)d files.") % {"most": MOST_FILES}, code="too_many_files")
    file = ComplaintFile(
        complaint=row,
        name=good.name,
        content_type=good.content_type,
        size=len(content),
        sha256=good.sha256,
        added_at=at,
        added_by=actor,
    )
    file.file.save(good.stored_name, ContentFile(content), save=False)
    file.save()
    correct(row, verb="add_file", at=at, actor=actor, data={"name": file.name, "sha256": file.sha256})
    return file


def _held(case_id: int, actor: User | None) -> Complaint:
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    if row.state == "cancelled":
        raise Conflict(_("The entry was cancelled: it says no more than that."), code="cancelled")
    return row
