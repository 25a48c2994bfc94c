"""The clocks of an entry: registration, decision, answer; and what the register keeps of the rule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from complaints.models import Complaint
from complaints.models.kinds import DECIDED_KINDS
from complaints.operations.lines import correct
from contactcenter.deadlines.models import Deadline, Target
from contactcenter.deadlines.models.rules import Anchor
from contactcenter.deadlines.operations.clocks import cancel_clock, find_rule, start_clock, stop_clock
from contactcenter.staff.models import User

TARGETS = (Target.FIRST_RESPONSE, Target.DECISION, Target.ANSWER)


def start_clocks(row: Complaint, *, at: datetime, actor: User | None) -> None:
    """Set them; registration ends the first where the law means it. The caller saves the row."""
    case = row.case
    for target in TARGETS:
        if target == Target.DECISION and row.kind not in DECIDED_KINDS:
            continue
        rule = find_rule(case=case, target=target, at=at)
        since = row.sent_at if rule and rule.anchor == Anchor.SENT else None
        deadline = start_clock(case=case, target=target, at=at, since=since, actor=actor)
        if target == Target.ANSWER:
            for name, value in terms_of(deadline).items():
                setattr(row, name, value)
    if row.ground.registration_counts:
        stop_clock(case=case, target=Target.FIRST_RESPONSE, at=at, actor=actor)


def terms_of(deadline: Deadline | None) -> dict[str, Any]:
    """What the register says of the term: the rule as it is now, whatever becomes of it."""
    return {
        "rule": deadline.rule if deadline else None,
        "basis": f"{deadline.rule.basis}. {deadline.rule.name}"[:300] if deadline else "",
        "due_at": deadline.due_at if deadline else None,
        "internal_due_at": deadline.internal_due_at if deadline else None,
    }


def restart_clocks(row: Complaint, *, at: datetime, actor: User | None) -> None:
    """New promises after an appeal, counted from now."""
    for target in (Target.DECISION, Target.ANSWER):
        if target == Target.DECISION and row.kind not in DECIDED_KINDS:
            continue
        deadline = start_clock(case=row.case, target=target, at=at, since=at, actor=actor)
        if target == Target.ANSWER:
            correct(row, verb="new_terms", at=at, actor=actor, **terms_of(deadline))


def meet(row: Complaint, *targets: Target, at: datetime, actor: User | None) -> None:
    """It happened."""
    for target in targets:
        stop_clock(case=row.case, target=target, at=at, actor=actor)


def drop_clocks(row: Complaint, *, at: datetime, actor: User | None, reason: str) -> None:
    """Nothing is owed any longer."""
    for target in TARGETS:
        cancel_clock(case=row.case, target=target, at=at, reason=reason[:300], actor=actor)
