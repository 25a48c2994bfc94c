"""Setting clocks on cases: the one door to what is due when.

The caller holds the case locked or has just written it. A case without a rule for a target has no clock for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.deadlines.arithmetic import DAY_UNITS, NONE, require_count
from contactcenter.deadlines.derivation import Line, Terms
from contactcenter.deadlines.models import Deadline, DeadlineState, EntryKind, Rule
from contactcenter.deadlines.models.rules import Anchor
from contactcenter.deadlines.operations.log import advance, mark_breach, open_deadline, rest, set_moments, write
from contactcenter.lib.errors import Conflict
from contactcenter.lib.text import clean
from contactcenter.staff.models import Department, User


@dataclass(frozen=True)
class Share:
    """What a department owes of a case. `part` names it among all parts of that case.

    `rule` takes the place of the one that fits the case; `term` (n, unit) and `warn_shares` (%) take the place of what
    the rule says.
    """

    part: str
    department: Department
    assignee: User | None = None
    rule: Rule | None = None
    term: tuple[int, str] | None = None
    warn_shares: Sequence[int] = ()


def find_rule(*, case: Case, target: str, at: datetime) -> Rule | None:
    """The most specific rule that holds for a case at a moment."""
    return Rule.objects.for_case(case, target=target, day=timezone.localdate(at)).first()


@transaction.atomic
def start_clock(
    *,
    case: Case,
    target: str,
    at: datetime,
    since: datetime | None = None,
    share: Share | None = None,
    actor: User | None = None,
) -> Deadline | None:
    """Set the clock of `target`, counted from the rule's anchor, or from `since` (the moment a case was reopened, the
    moment a letter was sent). With `share` it is the clock of a department beside that of the case. None when no rule
    wants one.

    Raises Conflict when such a clock is open already, OutsideCalendar when the count leaves the calendar, InvalidInput
    for a term that cannot be counted.
    """
    rule = (share and share.rule) or find_rule(case=case, target=target, at=at)
    if rule is None:
        return None
    part = share.part if share else ""
    if Deadline.objects.open().filter(case=case, target=target, part=part).exists():
        raise Conflict(_("A deadline for this runs already."), code="clock_runs")
    anchor = since or _anchor(rule, case=case, at=at)
    terms = _terms(rule, share)
    data = {"anchor": anchor.isoformat(), "rule": rule.code, "terms": terms.to_json()}
    deadline = Deadline(case=case, target=target, part=part, rule=rule, unit=terms.unit)
    if share:
        deadline.department, deadline.assignee = share.department, share.assignee
    set_moments(deadline, [Line(kind=EntryKind.START, at=at, data=data)], after=at)
    deadline.save(force_insert=True)
    return write(deadline, kind=EntryKind.START, at=at, actor=actor, data=data)


def _terms(rule: Rule, share: Share | None) -> Terms:
    terms = rule.terms
    if share and share.warn_shares:
        terms = replace(terms, warn_shares=tuple(share.warn_shares))
    if share and share.term:
        n, unit = share.term
        require_count(n)
        roll = rule.roll if unit in DAY_UNITS else NONE
        terms = replace(terms, n=n, unit=unit, roll=roll, internal_n=0)
    return terms


def hand_clock(*, case: Case, target: str, part: str, assignee: User | None) -> None:
    """Somebody of the department has taken it on: he is warned from now on, not everybody."""
    Deadline.objects.open().filter(case=case, target=target, part=part).update(assignee=assignee)


def _anchor(rule: Rule, *, case: Case, at: datetime) -> datetime:
    return {Anchor.RECEIVED: case.received_at, Anchor.REGISTERED: case.created_at}.get(Anchor(rule.anchor), at)


@transaction.atomic
def stop_clock(*, case: Case, target: str, at: datetime, part: str = "", actor: User | None = None) -> Deadline | None:
    """It happened: met, or missed when it was late. None when no such clock is open."""
    deadline = open_deadline(case=case, target=target, part=part)
    if deadline is None:
        return None
    if deadline.state == DeadlineState.RUNNING and at >= deadline.due_at:
        mark_breach(deadline, noticed_at=at)
    late = deadline.state == DeadlineState.BREACHED
    return _end(deadline, state=DeadlineState.MISSED if late else DeadlineState.MET, at=at, actor=actor)


@transaction.atomic
def cancel_clock(
    *, case: Case, target: str, at: datetime, reason: str, part: str = "", actor: User | None = None
) -> Deadline | None:
    """What was promised is owed no longer (withdrawn, passed on to another function). None when nothing is open."""
    deadline = open_deadline(case=case, target=target, part=part)
    if deadline is None:
        return None
    return _end(deadline, state=DeadlineState.CANCELLED, at=at, actor=actor, reason=_reason(reason))


def _end(deadline: Deadline, *, state: str, at: datetime, actor: User | None, **data: str) -> Deadline:
    deadline.state, deadline.stopped_at, deadline.paused_at = state, at, None
    rest(deadline)
    deadline.save()
    kind = EntryKind.CANCEL if state == DeadlineState.CANCELLED else EntryKind.STOP
    return write(deadline, kind=kind, at=at, actor=actor, data=data)


@transaction.atomic
def pause_clock(
    *, case: Case, target: str, at: datetime, reason: str = "", part: str = "", actor: User | None = None
) -> Deadline | None:
    """The client is waited for. None when no clock runs: what is overdue stays so, waiting does not heal it."""
    deadline = open_deadline(case=case, target=target, part=part)
    if deadline is None or deadline.state != DeadlineState.RUNNING:
        return None
    if at >= deadline.due_at:
        mark_breach(deadline, noticed_at=at)
        deadline.save()
        return None
    deadline.state, deadline.paused_at = DeadlineState.PAUSED, at
    rest(deadline)
    deadline.save()
    return write(deadline, kind=EntryKind.PAUSE, at=at, actor=actor, data={"reason": _reason(reason)})


@transaction.atomic
def resume_clock(
    *, case: Case, target: str, at: datetime, part: str = "", actor: User | None = None
) -> Deadline | None:
    """The client has answered; the time in between does not count. None when no clock is paused."""
    deadline = open_deadline(case=case, target=target, part=part)
    if deadline is None or deadline.state != DeadlineState.PAUSED:
        return None
    return advance(deadline, kind=EntryKind.RESUME, at=at, actor=actor, data={})


def _reason(text: str) -> str:
    return clean(text, limit=300, field="reason")
