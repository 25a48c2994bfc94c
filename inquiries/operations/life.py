"""Registering, answering and closing an inquiry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import NewCase, lock_case, move_case, register_case
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact, Topic
from contactcenter.deadlines.operations.promises import give_word, keep_promises, promise, promise_again
from contactcenter.decisions.queries import require_no_open_referrals
from contactcenter.lib.text import clean
from contactcenter.staff.models import User
from inquiries.models import Inquiry

TEXT_LIMIT = 5_000
UPDATE_LIMIT = 1_000


@transaction.atomic
def register_inquiry(
    *,
    client: Client,
    question: str,
    at: datetime,
    actor: User | None,
    owner: User | None,
    topic: Topic | None = None,
    contact: Contact | None = None,
    additional_need: str = "",
) -> Case:
    """Record what a client asks; the case gets its number and its clocks start."""
    text = clean(question, limit=TEXT_LIMIT, field="question", required=True)
    case = register_case(
        new=NewCase(
            function="inquiries",
            client=client,
            subject=(topic.name if topic else text.splitlines()[0])[:200],
            topic=topic,
            owner=owner,
            contact=contact,
            received_at=contact.arrived_at if contact else at,
        ),
        at=at,
        actor=actor,
    )
    Inquiry.objects.create(
        case=case, question=text, additional_need=clean(additional_need, limit=300, field="additional_need")
    )
    promise(case=case, contact=contact, at=at, actor=actor)
    return case


@transaction.atomic
def answer_inquiry(*, case_id: int, answer: str, at: datetime, actor: User | None, first_contact: bool = False) -> Case:
    """Record the answer that was given; raises InvalidInput when it is empty."""
    text = clean(answer, limit=TEXT_LIMIT, field="answer", required=True)
    case = lock_case(case_id)
    require_no_open_referrals(case)
    move_case(case, verb="answer", at=at, actor=actor, data={"first_contact": first_contact})
    Inquiry.objects.filter(case=case).update(
        answer=text, answered_at=at, answered_by=actor, first_contact=first_contact
    )
    keep_promises(case=case, at=at, actor=actor)
    return case


def record_answer(*, case_id: int, text: str, actor: User, at: datetime) -> Case:
    """The client was told the decision of a department: that is the answer."""
    return answer_inquiry(case_id=case_id, answer=text[:TEXT_LIMIT], at=at, actor=actor)


@transaction.atomic
def inform_client(*, case_id: int, text: str, at: datetime, actor: User | None) -> Case:
    """The client was told how it goes; the clock of the next word begins anew."""
    words = clean(text, limit=UPDATE_LIMIT, field="text", required=True)
    case = lock_case(case_id)
    move_case(case, verb="inform", at=at, actor=actor, data={"reason": words})
    give_word(case=case, at=at, actor=actor)
    return case


def record_update(*, case_id: int, text: str, actor: User, at: datetime) -> Case:
    """The client was written to, and that was not yet the answer."""
    return inform_client(case_id=case_id, text=text[:UPDATE_LIMIT], at=at, actor=actor)


@transaction.atomic
def close_inquiry(*, case_id: int, at: datetime, actor: User | None) -> Case:
    """Nothing more is to be done, and no department owes a decision."""
    case = lock_case(case_id)
    require_no_open_referrals(case)
    return move_case(case, verb="close", at=at, actor=actor)


@transaction.atomic
def reopen_inquiry(*, case_id: int, at: datetime, actor: User | None, reason: str = "") -> Case:
    """The client asks once more; the number stays."""
    case = lock_case(case_id)
    move_case(case, verb="reopen", at=at, actor=actor, data={"reason": clean(reason, limit=300, field="reason")})
    Inquiry.objects.filter(case=case).update(answered_at=None, answered_by=None, first_contact=False)
    promise_again(case=case, at=at, actor=actor)
    return case


def register_from_wrapup(*, contact: Contact, operator: User, fields: Mapping[str, Any], at: datetime) -> Case:
    """The case that a wrap-up leaves behind: answered at once when the operator has written the answer."""
    case = register_inquiry(
        client=contact.client,
        question=fields["question"],
        topic=fields.get("topic"),
        contact=contact,
        additional_need=fields.get("additional_need", ""),
        at=at,
        actor=operator,
        owner=operator,
    )
    if fields.get("answer"):
        case = answer_inquiry(case_id=case.pk, answer=fields["answer"], at=at, actor=operator, first_contact=True)
    return case
