"""The decision of a department, and its return for completion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.deadlines.models import Target
from contactcenter.deadlines.operations.clocks import stop_clock
from contactcenter.decisions.models import Decision, LetterKind, Referral, ReferralMessage, ResolutionCode
from contactcenter.decisions.operations.files import NewFile, keep_files
from contactcenter.decisions.operations.moving import (
    Who,
    lock_referral,
    move_referral,
    require_contact_centre,
    require_taker,
)
from contactcenter.decisions.operations.referring import REASON_LIMIT, start_term
from contactcenter.decisions.operations.telling import tell_contact_centre, tell_department
from contactcenter.decisions.operations.working import taken_by
from contactcenter.decisions.queries import codes_for
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

TEXT_LIMIT = 5_000
NOTE_LIMIT = 2_000
LARGEST_AMOUNT = 10**12  # kopecks: ten milliards of roubles is a slip of the finger


@dataclass(frozen=True)
class Verdict:
    """What a department decides: a code, the reasons for the client, and what may go with them. `amount` is kopecks."""

    code: ResolutionCode
    text: str
    note: str = ""
    amount: int | None = None
    fulfil_by: date | None = None
    files: Sequence[NewFile] = ()


@transaction.atomic
def decide(*, referral_id: int, who: Who, verdict: Verdict, at: datetime) -> Decision:
    """The department has decided; its clock stops, and the case goes on when no other department owes anything.

    Raises IllegalTransition when the referral is closed, NotAllowed when somebody else has taken it, Conflict while an
    opinion is awaited, InvalidInput for what cannot be a decision.
    """
    referral = lock_referral(referral_id)
    require_taker(referral, who)
    _require_possible(referral, verdict)
    if waiting := referral.children.open().first():
        raise Conflict(
            _("The opinion of “%(department)s” is still awaited.") % {"department": waiting.department},
            code="child_open",
        )
    decision = Decision(
        referral=referral,
        at=at,
        code=verdict.code,
        text=clean(verdict.text, limit=TEXT_LIMIT, field="text", required=True),
        note=clean(verdict.note, limit=NOTE_LIMIT, field="note"),
        amount=verdict.amount,
        fulfil_by=verdict.fulfil_by,
        decided_by=who.user,
        outsider=who.outsider,
    )
    changes = {**taken_by(referral, who), "link_version": referral.link_version + 1}
    move_referral(referral, verb="decide", at=at, who=who, reason=f"{referral.department}: {verdict.code}", **changes)
    decision.save(force_insert=True)
    keep_files(referral=referral, files=verdict.files, at=at, decision=decision)
    stop_clock(case=referral.case, target=Target.DECISION, part=referral.part, at=at, actor=who.user)
    tell_contact_centre(referral, verb="decide", at=at, who=who)
    return decision


def _require_possible(referral: Referral, verdict: Verdict) -> None:
    if not codes_for(function=referral.case.function).filter(pk=verdict.code.pk).exists():
        raise InvalidInput(_("This resolution is not used for such cases."), code="bad_code", field="code")
    if verdict.amount is None:
        return
    if not verdict.code.takes_amount:
        raise InvalidInput(_("“%(code)s” takes no amount.") % {"code": verdict.code}, code="no_amount", field="amount")
    if not 0 <= verdict.amount <= LARGEST_AMOUNT:
        raise InvalidInput(_("An amount is zero or more, and not astronomical."), code="bad_amount", field="amount")


@transaction.atomic
def return_for_completion(*, referral_id: int, actor: User | None, reason: str, at: datetime) -> Referral:
    """The decision is not enough to answer the client with: the department completes it, with a new term."""
    require_contact_centre(actor)
    referral = lock_referral(referral_id)
    if not referral.case.is_open:
        raise Conflict(_("The case is closed: reopen it first."), code="case_closed")
    text = clean(reason, limit=REASON_LIMIT, field="reason", required=True)
    who = Who(user=actor)
    move_referral(referral, verb="return", at=at, who=who, reason=text, data={"reason": text})
    ReferralMessage.objects.create(referral=referral, at=at, from_department=False, author=actor, body=text)
    start_term(referral, at=at, actor=actor)
    tell_department(referral, verb="return", at=at, letter=LetterKind.REWORK)
    return referral
