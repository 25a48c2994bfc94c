"""What a department does with a referral before it decides: take it, hand it on inside, ask back, ask for time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.operations.life import note_case_event
from contactcenter.deadlines.models import Target
from contactcenter.deadlines.models.rules import Unit
from contactcenter.deadlines.operations.changes import extend_clock
from contactcenter.deadlines.operations.clocks import hand_clock, pause_clock, resume_clock
from contactcenter.decisions import states
from contactcenter.decisions.models import LetterKind, Referral, ReferralMessage
from contactcenter.decisions.operations.files import NewFile, keep_files
from contactcenter.decisions.operations.moving import (
    Who,
    lock_referral,
    move_referral,
    note_referral,
    note_verb,
    require_asker,
    require_department,
    require_taker,
)
from contactcenter.decisions.operations.telling import tell_contact_centre, tell_department
from contactcenter.decisions.queries import experts_of
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

MESSAGE_LIMIT = 5_000


@transaction.atomic
def take_referral(*, referral_id: int, expert: User, at: datetime) -> Referral:
    """This expert works on it from now on. Raises IllegalTransition for whoever comes second."""
    referral = lock_referral(referral_id)
    who = Who(user=expert)
    require_department(referral, who)
    move_referral(referral, verb="take", at=at, who=who, reason=expert.short_name, expert=expert)
    _hand_clock(referral)
    return referral


@transaction.atomic
def delegate(*, referral_id: int, expert: User, colleague: User, at: datetime) -> Referral:
    """Hand it to a colleague of the same department; by who has taken it, by the head, or by anybody while it is new.

    Raises InvalidInput for a colleague who cannot decide there.
    """
    referral = lock_referral(referral_id)
    who = Who(user=expert)
    require_taker(referral, who)
    if not experts_of(referral.department).filter(pk=colleague.pk).exists():
        raise InvalidInput(
            _("%(colleague)s does not decide for this department.") % {"colleague": colleague}, field="colleague"
        )
    move_referral(
        referral,
        verb="delegate",
        at=at,
        who=who,
        reason=colleague.short_name,
        data={"to": colleague.pk},
        expert=colleague,
    )
    _hand_clock(referral)
    tell_department(referral, verb="delegate", at=at, but=expert)
    return referral


@transaction.atomic
def ask_back(*, referral_id: int, who: Who, text: str, at: datetime, files: Sequence[NewFile] = ()) -> ReferralMessage:
    """The department asks the contact centre; its clock rests until the answer. Whoever asks has taken the referral."""
    referral = lock_referral(referral_id)
    require_taker(referral, who)
    body = clean(text, limit=MESSAGE_LIMIT, field="text", required=True)
    move_referral(referral, verb="ask", at=at, who=who, reason=body[:200], **taken_by(referral, who))
    _hand_clock(referral)
    pause_clock(
        case=referral.case,
        target=Target.DECISION,
        part=referral.part,
        at=at,
        reason=body[:200],
        actor=who.user,
    )
    message = _say(referral, body, who=who, at=at, from_department=True, files=files)
    tell_contact_centre(referral, verb="ask", at=at, who=who)
    return message


@transaction.atomic
def answer_question(
    *, referral_id: int, actor: User | None, text: str, at: datetime, files: Sequence[NewFile] = ()
) -> ReferralMessage:
    """Whoever asked the department answers its question; the clock of the department goes on.

    To a department that has not asked this adds what it should know, and moves nothing.
    """
    referral = lock_referral(referral_id)
    require_asker(referral, actor)
    who = Who(user=actor)
    body = clean(text, limit=MESSAGE_LIMIT, field="text", required=True)
    if referral.state == states.CLARIFYING or not referral.is_open:
        move_referral(referral, verb="answer", at=at, who=who, reason=body[:200])
        resume_clock(case=referral.case, target=Target.DECISION, part=referral.part, at=at, actor=actor)
    else:
        note_referral(referral, verb="add", at=at, who=who)
        note_case_event(referral.case, verb=note_verb("add"), at=at, actor=actor, data={"reason": body[:200]})
    message = _say(referral, body, who=who, at=at, from_department=False, files=files)
    tell_department(referral, verb="answer", at=at, letter=LetterKind.ANSWER)
    return message


@transaction.atomic
def extend_referral(*, referral_id: int, expert: User, hours: int, reason: str, at: datetime) -> Referral:
    """More time for the department, as far as the rule of its deadline allows. Raises Conflict where it does not."""
    referral = lock_referral(referral_id)
    who = Who(user=expert)
    require_taker(referral, who)
    extend_clock(
        case=referral.case,
        target=Target.DECISION,
        part=referral.part,
        at=at,
        reason=reason,
        actor=expert,
        by=(hours, Unit.WORK_HOUR),
    )
    move_referral(referral, verb="extend", at=at, who=who, reason=reason, data={"hours": hours})
    tell_contact_centre(referral, verb="extend", at=at, who=who)
    return referral


def taken_by(referral: Referral, who: Who) -> dict[str, Any]:
    """Whoever acts on what nobody has taken yet has taken it thereby."""
    if who.user is None:
        return {"outsider": who.outsider}
    return {} if referral.expert_id else {"expert": who.user}


def _hand_clock(referral: Referral) -> None:
    hand_clock(case=referral.case, target=Target.DECISION, part=referral.part, assignee=referral.expert)


def _say(
    referral: Referral, body: str, *, who: Who, at: datetime, from_department: bool, files: Sequence[NewFile]
) -> ReferralMessage:
    message = ReferralMessage.objects.create(
        referral=referral, at=at, from_department=from_department, author=who.user, outsider=who.outsider, body=body
    )
    keep_files(referral=referral, files=files, at=at, message=message)
    return message
