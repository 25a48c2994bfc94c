"""The answer, what it promised, and the end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.models.complaints import TEXT_LIMIT
from complaints.models.kinds import DECIDED_KINDS
from complaints.operations.checks import check_amount, written
from complaints.operations.clocks import TARGETS, meet, restart_clocks
from complaints.operations.lines import lock_entry, move
from complaints.operations.parties import require_not_about
from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case
from contactcenter.decisions.queries import require_no_open_referrals
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User


@transaction.atomic
def answer_complaint(
    *,
    case_id: int,
    text: str,
    at: datetime,
    actor: User | None,
    outgoing_number: str = "",
    outgoing_on: date | None = None,
    delivery: str = "",
) -> Case:
    """The client has the answer: the clocks stop. `outgoing_number` and `outgoing_on` are those of the letter.

    Raises IllegalTransition, Conflict while a department owes a decision or before a complaint or claim is decided,
    NotAllowed for whom it is about, InvalidInput without a text.
    """
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    words = written(
        text,
        limit=TEXT_LIMIT,
        field="text",
        missing=_("An answer has a text: write what the client is told."),
        code="no_text",
    )
    require_no_open_referrals(row.case)
    if row.kind in DECIDED_KINDS and not row.outcome:
        raise Conflict(_("Decide first whether it is upheld: the answer says so, with the reason."), code="not_decided")
    move(
        row,
        verb="answer",
        at=at,
        actor=actor,
        answer=words,
        answered_at=at,
        answered_by=actor,
        outgoing_number=clean(outgoing_number, limit=60, field="outgoing_number"),
        outgoing_on=outgoing_on,
        delivery=clean(delivery, limit=300, field="delivery"),
    )
    meet(row, *TARGETS, at=at, actor=actor)
    return row.case


def record_answer(*, case_id: int, text: str, actor: User | None, at: datetime) -> Case:
    """The client was told in writing how it was decided."""
    return answer_complaint(case_id=case_id, text=text, at=at, actor=actor)


@transaction.atomic
def execute_complaint(*, case_id: int, what: str, at: datetime, actor: User | None, amount: int | None = None) -> Case:
    """What was promised is done: the money is back, the thing is replaced. `amount` in kopecks.

    Raises IllegalTransition, Conflict when nothing was promised, InvalidInput without saying what was done or for more
    than was granted.
    """
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    done = clean(what, limit=300, field="what", required=True)
    check_amount(amount)
    if not row.must_be_executed:
        raise Conflict(_("Nothing was promised that is to be done."), code="nothing_to_execute")
    if amount is not None and row.decided_amount is not None and amount > row.decided_amount:
        raise InvalidInput(
            _("More was paid than was granted: decide anew first."), code="more_than_granted", field="amount"
        )
    move(
        row,
        verb="execute",
        at=at,
        actor=actor,
        execution=done,
        executed_amount=row.decided_amount if amount is None else amount,
        executed_at=at,
    )
    return row.case


@transaction.atomic
def close_complaint(*, case_id: int, at: datetime, actor: User | None) -> Case:
    """Nothing more is to be done. Raises IllegalTransition, Conflict while a promise or a question is open."""
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    require_no_open_referrals(row.case)
    if row.must_be_executed:
        raise Conflict(_("The decision promised something: record first that it was done."), code="not_executed")
    move(row, verb="close", at=at, actor=actor)
    return row.case


@transaction.atomic
def reopen_complaint(*, case_id: int, reason: str, at: datetime, actor: User | None) -> Case:
    """The client appeals, or what ended early goes on: the number stays, the decision is open again, new clocks run.

    The answer that was given stays in the lines of the register. Raises IllegalTransition, InvalidInput without a
    reason.
    """
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    why = clean(reason, limit=300, field="reason", required=True)
    move(row, verb="reopen", at=at, actor=actor, why=why, **_undone(row))
    restart_clocks(row, at=at, actor=actor)
    return row.case


def _undone(row: Complaint) -> dict[str, Any]:
    return {
        "appeals": row.appeals + 1,
        "outcome": "",
        "reason": "",
        "decided_amount": None,
        "execute_by": None,
        "decided_at": None,
        "decided_by": None,
        "decision": None,
        "answer": "",
        "answered_at": None,
        "answered_by": None,
        "outgoing_number": "",
        "outgoing_on": None,
        "delivery": "",
        "executed_at": None,
        "executed_amount": None,
        "execution": "",
        "forwarded_at": None,
        "forwarded_to": "",
        "end_reason": "",
        "extended_at": None,
        "extension_reason": "",
        "extension_notice": None,
        "extension_told": "",
    }
