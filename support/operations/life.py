"""Registering, answering, closing and reopening a support request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import NewCase, lock_case, move_case, register_case
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact, Topic
from contactcenter.deadlines.operations.promises import give_word, keep_promises, promise, promise_again
from contactcenter.decisions.models import Referral
from contactcenter.decisions.queries import require_no_open_referrals
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User
from support.models import PRIORITY_OF, Fault, Product, Severity, SupportRequest, Symptom
from support.models.requests import MOST_AFFECTED
from support.operations.checks import end_task, plan_check
from support.operations.outages import join_outage
from support.operations.trees import keep_runs
from support.queries.repeats import earlier_like

TEXT_LIMIT = 5_000
UPDATE_LIMIT = 1_000


@dataclass(frozen=True)
class NewRequest:
    """What a client reports. `account` is that of the client unless another one is named."""

    client: Client
    product: Product
    description: str
    symptoms: Sequence[Symptom] = ()
    service_address: str = ""
    account: str = ""
    severity: str = Severity.NORMAL
    affected_count: int = 1
    fault: Fault | None = None
    topic: Topic | None = None
    contact: Contact | None = None
    owner: User | None = None
    additional_need: str = ""


@dataclass(frozen=True)
class Solution:
    """What the client was told, what it was and what helped."""

    answer: str
    cause: str = ""
    remedy: str = ""
    fault: Fault | None = None


@transaction.atomic
def register_request(*, new: NewRequest, at: datetime, actor: User | None) -> Case:
    """Record what does not work; the case gets its number, its priority by severity, and its clocks.

    Raises InvalidInput with the field that cannot be taken.
    """
    row = _row_of(new)
    received_at = new.contact.arrived_at if new.contact else at
    earlier = earlier_like(client=new.client, product=new.product, symptoms=new.symptoms, before=received_at)
    case = register_case(
        new=NewCase(
            function="support",
            client=new.client,
            subject=(new.symptoms[0].name if new.symptoms else row.description.splitlines()[0])[:200],
            topic=new.topic,
            owner=new.owner,
            contact=new.contact,
            priority=PRIORITY_OF[new.severity],
            received_at=received_at,
            data={"repeats": earlier[0].number} if earlier else {},
        ),
        at=at,
        actor=actor,
    )
    row.case = case
    row.repeats = earlier[0] if earlier else None
    row.save(force_insert=True)
    row.symptoms.set(new.symptoms)
    keep_runs(case=case, contact=new.contact)
    promise(case=case, contact=new.contact, at=at, actor=actor)
    return case


def _row_of(new: NewRequest) -> SupportRequest:
    if not 1 <= new.affected_count <= MOST_AFFECTED:
        raise InvalidInput(_("At least one is affected, and at most a million."), field="affected_count")
    if new.severity not in PRIORITY_OF:
        raise InvalidInput(_("There is no such severity."), field="severity")
    if foreign := [symptom.name for symptom in new.symptoms if symptom.product_id not in {None, new.product.pk}]:
        raise InvalidInput(
            _("“%(product)s” does not have this symptom: %(symptoms)s.")
            % {"product": new.product, "symptoms": ", ".join(foreign)},
            field="symptoms",
        )
    return SupportRequest(
        product=new.product,
        description=clean(new.description, limit=TEXT_LIMIT, field="description", required=True),
        service_address=clean(new.service_address, limit=300, field="service_address"),
        account=clean(new.account, limit=32, field="account") or new.client.account,
        severity=new.severity,
        affected_count=new.affected_count,
        fault=new.fault,
        additional_need=clean(new.additional_need, limit=300, field="additional_need"),
    )


@transaction.atomic
def answer_request(*, case_id: int, at: datetime, actor: User | None, **solution: Any) -> Case:
    """Record the answer that was given; `solution` are the fields of Solution. Asking whether it helped is planned.

    Raises IllegalTransition where the state does not allow it, Conflict while a department owes a decision,
    InvalidInput when the answer is empty.
    """
    return settle_locked(lock_case(case_id), solution=Solution(**solution), at=at, actor=actor)


def settle_locked(case: Case, *, solution: Solution, at: datetime, actor: User | None) -> Case:
    """`answer_request` for a case that is locked already."""
    text = clean(solution.answer, limit=TEXT_LIMIT, field="answer", required=True)
    cause = clean(solution.cause, limit=500, field="cause")
    remedy = clean(solution.remedy, limit=1000, field="remedy")
    require_no_open_referrals(case)
    is_first_line = not Referral.objects.filter(case=case).exists()
    move_case(case, verb="answer", at=at, actor=actor, data={"cause": cause, "first_line": is_first_line})
    row = SupportRequest.objects.select_related("product").get(case=case)
    row.answer, row.answered_at, row.answered_by = text, at, actor
    row.cause, row.remedy = cause or row.cause, remedy or row.remedy
    row.fault = solution.fault or row.fault
    row.resolved_first_line = is_first_line
    row.asked_at = row.helped = None
    row.check_task = plan_check(row, case=case, at=at, actor=actor)
    row.save()
    keep_promises(case=case, at=at, actor=actor)
    return case


def record_answer(*, case_id: int, text: str, actor: User | None, at: datetime) -> Case:
    """The client was told in writing how a department decided."""
    return answer_request(case_id=case_id, answer=text, at=at, actor=actor)


def record_update(*, case_id: int, text: str, actor: User | None, at: datetime) -> Case:
    """The client was written to, and that was not yet the answer."""
    return inform_client(case_id=case_id, text=text[:UPDATE_LIMIT], at=at, actor=actor)


@transaction.atomic
def inform_client(*, case_id: int, text: str, at: datetime, actor: User | None) -> Case:
    """The client was told how it goes; the clock of the next word begins anew."""
    words = clean(text, limit=UPDATE_LIMIT, field="text", required=True)
    case = lock_case(case_id)
    move_case(case, verb="inform", at=at, actor=actor, data={"reason": words})
    give_word(case=case, at=at, actor=actor)
    return case


@transaction.atomic
def close_request(*, case_id: int, at: datetime, actor: User | None) -> Case:
    """Nothing more is to be done, and no department owes a decision."""
    case = lock_case(case_id)
    require_no_open_referrals(case)
    return move_case(case, verb="close", at=at, actor=actor)


@transaction.atomic
def reopen_request(*, case_id: int, at: datetime, actor: User | None, reason: str = "") -> Case:
    """It fails again, or never worked: the number stays, new clocks begin."""
    return reopen_locked(lock_case(case_id), at=at, actor=actor, reason=reason)


def reopen_locked(case: Case, *, at: datetime, actor: User | None, reason: str) -> Case:
    """`reopen_request` for a case that is locked already."""
    move_case(case, verb="reopen", at=at, actor=actor, data={"reason": clean(reason, limit=300, field="reason")})
    row = SupportRequest.objects.select_related("check_task__operator").get(case=case)
    end_task(row, at=at)
    row.answered_at = row.answered_by = None
    row.resolved_first_line = False
    row.save()
    promise_again(case=case, at=at, actor=actor)
    return case


def register_from_wrapup(*, contact: Contact, operator: User, fields: Mapping[str, Any], at: datetime) -> Case:
    """The case that a wrap-up leaves behind: answered at once when the operator has written the answer."""
    given = {
        name: fields[name]
        for name in ("severity", "affected_count", "service_address", "account", "fault", "topic", "additional_need")
        if fields.get(name)
    }
    case = register_request(
        new=NewRequest(
            client=contact.client,
            product=fields["product"],
            description=fields["description"],
            symptoms=list(fields.get("symptoms") or ()),
            contact=contact,
            owner=operator,
            **given,
        ),
        at=at,
        actor=operator,
    )
    if outage := fields.get("outage"):
        join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator)
    if fields.get("answer"):
        solution = {name: fields.get(name) or "" for name in ("answer", "cause", "remedy")}
        case = answer_request(case_id=case.pk, at=at, actor=operator, **solution)
    return case
