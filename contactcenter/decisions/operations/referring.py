"""Asking a department: sending the question, passing it on to another one, withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case
from contactcenter.contacts.models import Attachment
from contactcenter.deadlines.arithmetic import require_count
from contactcenter.deadlines.models import Target
from contactcenter.deadlines.models.rules import Unit
from contactcenter.deadlines.operations.clocks import Share, cancel_clock, start_clock
from contactcenter.decisions.models import LetterKind, Referral
from contactcenter.decisions.operations.moving import (
    Who,
    lead_case,
    lock_referral,
    move_referral,
    note_referral,
    require_contact_centre,
    require_department,
)
from contactcenter.decisions.operations.telling import tell_contact_centre, tell_department
from contactcenter.decisions.queries import experts_of, files_to_show, rule_for
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import Department, User

QUESTION_LIMIT = 5_000
REASON_LIMIT = 300


@dataclass(frozen=True)
class Question:
    """What is asked. Without a `department` the matrix names it; without `hours` it and its rule say how long it takes.

    `by_email` sends a link besides; a department without accounts gets one anyway.
    """

    text: str
    department: Department | None = None
    product: str = ""
    hours: int | None = None
    by_email: bool = False
    attachment_ids: Sequence[int] = ()
    # The referral of the department that asks for this opinion, or that the question was taken from.
    parent: Referral | None = field(default=None, compare=False)


@transaction.atomic
def refer_case(*, case_id: int, question: Question, at: datetime, actor: User | None) -> Referral:
    """Ask a department about a case; its clock starts.

    Raises NotAllowed, Conflict when the case is closed, InvalidInput without a department that could be reached, for an
    empty question or a foreign file, OutsideCalendar when its term leaves the calendar.
    """
    require_contact_centre(actor)
    return _send(lock_case(case_id), question, at=at, who=Who(user=actor), asked_by=actor)


@transaction.atomic
def ask_opinion(*, referral_id: int, question: Question, at: datetime, expert: User) -> Referral:
    """A department that decides needs the opinion of another one first; until then it cannot decide."""
    referral = lock_referral(referral_id)
    who = Who(user=expert)
    require_department(referral, who)
    if not referral.is_open:
        raise Conflict(_("This referral is closed."), code="referral_closed")
    return _send(referral.case, replace(question, parent=referral), at=at, who=who, asked_by=expert)


@transaction.atomic
def pass_on(*, referral_id: int, question: Question, at: datetime, who: Who, reason: str = "") -> Referral:
    """Another department has to decide; the first one owes nothing any more. Returns the new referral.

    By the contact centre or by the department itself. The question and the files go along unless others are given.
    """
    referral = lock_referral(referral_id)
    _require_either(referral, who)
    text = clean(reason, limit=REASON_LIMIT, field="reason")
    department = _department_of(referral.case, question)
    if department == referral.department:
        raise InvalidInput(_("This department has the question already."), code="same_department", field="department")
    move_referral(
        referral,
        verb="pass_on",
        at=at,
        who=who,
        reason=department.name,
        data={"to": department.pk, "reason": text},
        link_version=referral.link_version + 1,
    )
    _stop_owing(referral, at=at, actor=who.user, reason=text)
    tell_department(referral, verb="pass_on", at=at, letter=LetterKind.ENDED, but=who.user)
    shown = [*question.attachment_ids, *referral.attachments.values_list("pk", flat=True)]
    follow_up = replace(
        question,
        text=question.text or referral.question,
        department=department,
        product=question.product or referral.product,
        attachment_ids=list(dict.fromkeys(shown)),
        parent=referral,
    )
    return _send(referral.case, follow_up, at=at, who=who, asked_by=referral.asked_by)


@transaction.atomic
def withdraw_referral(*, referral_id: int, actor: User | None, at: datetime, reason: str = "") -> Referral:
    """The question is settled otherwise: the department owes nothing any more."""
    require_contact_centre(actor)
    referral = lock_referral(referral_id)
    text = clean(reason, limit=REASON_LIMIT, field="reason")
    who = Who(user=actor)
    move_referral(
        referral,
        verb="withdraw",
        at=at,
        who=who,
        reason=_named(referral, text),
        data={"reason": text},
        link_version=referral.link_version + 1,
    )
    _stop_owing(referral, at=at, actor=actor, reason=text)
    tell_department(referral, verb="withdraw", at=at, letter=LetterKind.ENDED)
    return referral


def start_term(referral: Referral, *, at: datetime, actor: User | None) -> None:
    """Set the clock of a referral, by the matrix if it names this department, by the case's rule otherwise."""
    case = referral.case
    row = rule_for(case=case, product=referral.product)
    if row and row.department_id != referral.department_id:
        row = None
    hours = referral.hours or (row.hours if row else None)
    share = Share(
        part=referral.part,
        department=referral.department,
        assignee=referral.expert,
        rule=row.rule if row else None,
        term=(hours, Unit.WORK_HOUR) if hours else None,
        warn_shares=row.nudge_shares if row else (),
    )
    referral.deadline = start_clock(case=case, target=Target.DECISION, at=at, since=at, share=share, actor=actor)
    if referral.deadline is None and hours:
        raise Conflict(
            _("No rule says by which calendar a decision is counted. Ask an administrator to add one."), code="no_rule"
        )
    referral.save(update_fields=["deadline"])


def _send(case: Case, question: Question, *, at: datetime, who: Who, asked_by: User | None) -> Referral:
    if not case.is_open:
        raise Conflict(_("The case is closed: reopen it first."), code="case_closed")
    text = clean(question.text, limit=QUESTION_LIMIT, field="question", required=True)
    if question.hours is not None:
        require_count(question.hours)
    department = _department_of(case, question)
    referral = Referral.objects.create(
        case=case,
        position=Referral.objects.filter(case=case).count() + 1,
        department=department,
        parent=question.parent,
        question=text,
        product=clean(question.product, limit=100, field="product"),
        asked_by=asked_by,
        by_email=_is_by_email(department, wanted=question.by_email),
        hours=question.hours,
        created_at=at,
    )
    _show_files(referral, question.attachment_ids)
    note_referral(referral, verb="refer", before="", at=at, who=who)
    start_term(referral, at=at, actor=who.user)
    if case.department_id != department.pk:
        case.department = department
        case.save(update_fields=["department"])
    lead_case(referral, verb="refer", before="", at=at, actor=who.user, reason=department.name)
    tell_department(referral, verb="refer", at=at, letter=LetterKind.QUESTION, but=who.user)
    return referral


def _department_of(case: Case, question: Question) -> Department:
    if question.department:
        return question.department
    row = rule_for(case=case, product=question.product)
    if row is None:
        raise InvalidInput(_("Choose a department: no rule names one."), code="no_department", field="department")
    return row.department


def _is_by_email(department: Department, *, wanted: bool) -> bool:
    """Whether letters are written; refuses a department that a question would never reach."""
    has_people = experts_of(department).exists()
    if not has_people and not department.email:
        raise InvalidInput(
            _(
                "“%(department)s” has neither an expert with an account nor an e-mail address: nobody would see the "
                "question. Ask an administrator, or choose another department."
            )
            % {"department": department.name},
            code="nobody_there",
            field="department",
        )
    return bool(department.email) and (wanted or not has_people)


def _show_files(referral: Referral, attachment_ids: Sequence[int]) -> None:
    shown = files_to_show(case=referral.case).filter(pk__in=attachment_ids).order_by("pk")
    if len(found := list(Attachment.objects.filter(pk__in=shown.values("pk")))) != len(set(attachment_ids)):
        raise InvalidInput(_("One of the files does not belong to this case."), field="attachments")
    referral.attachments.set(found)


def _require_either(referral: Referral, who: Who) -> None:
    if who.user is None or not who.user.has_perm("decisions.refer_case"):
        require_department(referral, who)


def _stop_owing(referral: Referral, *, at: datetime, actor: User | None, reason: str) -> None:
    cancel_clock(case=referral.case, target=Target.DECISION, part=referral.part, at=at, reason=reason, actor=actor)


def _named(referral: Referral, reason: str) -> str:
    return f"{referral.department.name}. {reason}" if reason else referral.department.name


@transaction.atomic
def give_back(*, referral_id: int, who: Who, at: datetime, reason: str) -> Referral:
    """Not a question of this department; the contact centre decides what becomes of it. Raises InvalidInput without a
    reason."""
    referral = lock_referral(referral_id)
    require_department(referral, who)
    text = clean(reason, limit=REASON_LIMIT, field="reason", required=True)
    move_referral(
        referral,
        verb="give_back",
        at=at,
        who=who,
        reason=_named(referral, text),
        data={"reason": text},
        link_version=referral.link_version + 1,
    )
    _stop_owing(referral, at=at, actor=who.user, reason=text)
    tell_contact_centre(referral, verb="give_back", at=at, who=who)
    return referral
