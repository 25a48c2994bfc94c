"""Telling the department that answers for what was complained of: a notice to its people, a letter to its mailbox."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.models import Cause, Complaint, DepartmentLetter, DepartmentLetterKind
from complaints.signals import department_letter_written
from contactcenter.cases.models import Case
from contactcenter.deadlines.models import NoticeKind
from contactcenter.deadlines.operations.notices import tell_staff
from contactcenter.deadlines.words import moment_text
from contactcenter.decisions.queries import experts_of, rule_for
from contactcenter.staff.models import Department, User


def responsible_department(case: Case, *, cause: Cause | None, product: str) -> Department | None:
    """That of the cause or of a cause above it; else the one that the matrix of referrals names."""
    while cause is not None:
        if cause.department:
            return cause.department
        cause = cause.parent
    rule = rule_for(case=case, product=product)
    return rule.department if rule else None


def tell_responsible(row: Complaint, *, at: datetime, actor: User | None) -> None:
    """In the transaction of the registration, or of the move to another department. The people whom it is about hear
    nothing: neither they nor a mailbox that is theirs."""
    department = row.department
    if department is None:
        return
    about = {person.pk for person in row.about.all()}
    people = {user.pk for user in experts_of(department)} | ({department.head_id} if department.head_id else set())
    tell_staff(
        users=people - about - ({actor.pk} if actor else set()),
        kind=NoticeKind.COMPLAINT,
        facts={"number": row.number, "subject": row.case.subject, "department": department.name},
        at=at,
        case=row.case,
    )
    emails = {person.email.casefold() for person in row.about.all() if person.email}
    if department.email and department.email.casefold() not in emails:
        write_department_letter(row, department, at=at)


def write_department_letter(row: Complaint, department: Department, *, at: datetime) -> DepartmentLetter:
    """What was complained of, without the name and the address of whoever complains."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(kind)s %(number)s: %(subject)s") % {
            "kind": row.get_kind_display(),
            "number": row.number,
            "subject": row.case.subject,
        }
        lines = [
            _("A complaint that your department answers for was registered."),
            "",
            *(f"{label}: {text}" for label, text in _facts(row) if text),
            "",
            row.text,
        ]
    letter = DepartmentLetter.objects.create(
        department=department,
        complaint=row,
        kind=DepartmentLetterKind.COMPLAINT,
        recipient=department.email,
        subject=" ".join(subject.split())[:300],
        body="\n".join(lines),
        created_at=at,
        next_try_at=at,
    )
    department_letter_written.send(sender=DepartmentLetter, letter_id=letter.pk)
    return letter


def _facts(row: Complaint) -> list[tuple[str, str]]:
    return [
        (_("Number"), row.number),
        (_("Registered"), moment_text(row.registered_at)),
        (_("Legal ground"), row.ground.name),
        (_("Demand"), row.get_demand_display()),
        (_("Contract"), row.contract),
        (_("Product"), row.product),
        (_("Cause"), str(row.cause or "")),
        (_("Answer due"), moment_text(row.due_at) if row.due_at else ""),
    ]
