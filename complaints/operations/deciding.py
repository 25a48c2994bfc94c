"""What is decided of an entry, by the register's own people or by a department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint, Outcome
from complaints.models.complaints import REASON_LIMIT
from complaints.models.kinds import OUTCOME_OF_CODE
from complaints.operations.checks import check_amount, written
from complaints.operations.clocks import meet
from complaints.operations.lines import correct, lock_entry, move
from complaints.operations.parties import require_not_about
from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case
from contactcenter.deadlines.models import Target
from contactcenter.decisions.models import Decision
from contactcenter.decisions.queries import require_no_open_referrals
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User


@dataclass(frozen=True)
class Verdict:
    """What is granted and why; `amount` in kopecks, `execute_by` the last day of the execution."""

    outcome: str
    reason: str
    amount: int | None = None
    execute_by: date | None = None


@transaction.atomic
def decide_complaint(
    *,
    case_id: int,
    outcome: str,
    reason: str,
    at: datetime,
    actor: User | None,
    amount: int | None = None,
    execute_by: date | None = None,
) -> Case:
    """Uphold, uphold in part or reject. Another decision may follow until the client has the answer.

    Raises IllegalTransition, Conflict while a department owes its decision, NotAllowed for whom it is about,
    InvalidInput without a reason or for what cannot be granted.
    """
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    verdict = _checked(Verdict(outcome, reason, amount, execute_by), row=row, at=at)
    require_no_open_referrals(row.case)
    move(
        row,
        verb="decide",
        at=at,
        actor=actor,
        why=verdict.reason[:300],
        outcome=verdict.outcome,
        reason=verdict.reason,
        decided_amount=verdict.amount,
        execute_by=verdict.execute_by,
        decided_at=at,
        decided_by=actor,
        decision=None,
    )
    _meet(row, at=at, actor=actor)
    return row.case


def take_over(decision: Decision, *, case: Case, at: datetime) -> None:
    """A department has decided, and its case is locked and moved: the register says the same, where the resolution code
    says whether it is upheld. Other codes leave that to the contact centre."""
    row = lock_entry(case)
    outcome = OUTCOME_OF_CODE.get(decision.code.code, "")
    if outcome:
        correct(
            row,
            verb="enter_decision",
            at=at,
            actor=decision.decided_by,
            data={"department": decision.referral.department.name, "decided_by": decision.who},
            outcome=outcome,
            reason=decision.text,
            decided_amount=None if outcome == Outcome.REJECTED else decision.amount,
            execute_by=decision.fulfil_by,
            decided_at=at,
            decided_by=decision.decided_by,
            decision=decision,
        )
    _meet(row, at=at, actor=decision.decided_by)


def _meet(row: Complaint, *, at: datetime, actor: User | None) -> None:
    meet(row, Target.DECISION, at=at, actor=actor)
    if not row.ground.registration_counts:
        meet(row, Target.FIRST_RESPONSE, at=at, actor=actor)


def _checked(verdict: Verdict, *, row: Complaint, at: datetime) -> Verdict:
    if verdict.outcome not in Outcome.values:
        raise InvalidInput(_("Say whether it is upheld, in part or not at all."), field="outcome")
    reason = written(
        verdict.reason,
        limit=REASON_LIMIT,
        field="reason",
        missing=_("A decision has a reason: write why."),
        code="no_reason",
    )
    check_amount(verdict.amount)
    if verdict.outcome == Outcome.REJECTED and verdict.amount:
        raise InvalidInput(_("What is rejected grants no amount."), code="rejected_with_amount", field="amount")
    if verdict.outcome == Outcome.REJECTED and verdict.execute_by:
        raise InvalidInput(_("What is rejected has nothing to execute."), field="execute_by")
    if verdict.execute_by and verdict.execute_by < timezone.localdate(at):
        raise InvalidInput(_("The day of the execution has passed already."), code="past", field="execute_by")
    return Verdict(verdict.outcome, reason, verdict.amount, verdict.execute_by)
