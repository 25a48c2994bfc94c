"""Moving the due moment of an open clock: extension, another rule, a corrected calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.deadlines.arithmetic import require_count
from contactcenter.deadlines.derivation import Line, recompute
from contactcenter.deadlines.models import Calendar, Deadline, DeadlineState, EntryKind, Rule
from contactcenter.deadlines.operations.clocks import find_rule
from contactcenter.deadlines.operations.log import (
    advance,
    calendar_of,
    lines_of,
    open_deadline,
    set_moments,
    write,
)
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User


@transaction.atomic
def extend_clock(
    *,
    case: Case,
    target: str,
    at: datetime,
    reason: str,
    part: str = "",
    actor: User | None = None,
    by: tuple[int, str] | None = None,
    to: datetime | None = None,
) -> Deadline:
    """Lengthen the term `by` (n, unit) or `to` a moment, never beyond what its rule allows.

    Raises Conflict when nothing runs, the due moment has passed (an extension is told in time or not at all) or the
    rule has no such extension; InvalidInput when the new moment is not later.
    """
    deadline = open_deadline(case=case, target=target, part=part)
    if deadline is None:
        raise Conflict(_("No deadline runs that could be extended."), code="no_clock")
    if deadline.state == DeadlineState.BREACHED or (deadline.state == DeadlineState.RUNNING and at >= deadline.due_at):
        raise Conflict(_("The deadline has passed: it can no longer be extended."), code="too_late")
    before = deadline.due_at
    data = {"reason": clean(reason, limit=300, field="reason", required=True), **_extension(by=by, to=to)}
    advance(deadline, kind=EntryKind.EXTEND, at=at, actor=actor, data=data)
    if deadline.due_at <= before:
        raise InvalidInput(_("An extension must end later than the deadline does now."), field="to")
    _check_limit(deadline)
    return deadline


def _extension(*, by: tuple[int, str] | None, to: datetime | None) -> dict[str, Any]:
    if by and not to:
        n, unit = by
        require_count(n)
        return {"n": n, "unit": unit}
    if to and not by:
        return {"to": to.isoformat()}
    raise InvalidInput(_("Say either by how much to extend, or to which moment."), field="by")


def _check_limit(deadline: Deadline) -> None:
    """What the longest extension of the rule leads to, every pause counted, is the last moment possible."""
    rule = deadline.rule
    if rule.extension_n is None:
        raise Conflict(_("The rule “%(rule)s” knows no extension.") % {"rule": rule.name}, code="no_extension")
    log = [line for line in lines_of(deadline) if line.kind != EntryKind.EXTEND]
    longest = Line(kind=EntryKind.EXTEND, at=log[-1].at, data={"n": rule.extension_n, "unit": rule.extension_unit})
    last = recompute(lines=[*log, longest], calendar_of=calendar_of).due_at
    if deadline.due_at > last:
        raise Conflict(
            _("By the rule “%(rule)s” it can be extended up to %(moment)s at most.")
            % {"rule": rule.name, "moment": f"{timezone.localtime(last):%d.%m.%Y %H:%M}"},
            code="extension_too_long",
        )


@transaction.atomic
def change_rule(
    *, case: Case, target: str, at: datetime, reason: str, rule: Rule | None = None, actor: User | None = None
) -> Deadline | None:
    """Put an open clock under `rule`, or under the one that fits the case as it is now; it counts from the same moment,
    and what was paused or added still holds. None when nothing runs or nothing changes."""
    deadline = open_deadline(case=case, target=target)
    rule = rule or find_rule(case=case, target=target, at=at)
    if deadline is None or deadline.state == DeadlineState.BREACHED or rule is None or rule.pk == deadline.rule_id:
        return None
    deadline.rule, deadline.unit = rule, rule.unit
    data = {
        "reason": clean(reason, limit=300, field="reason"),
        "rule": rule.code,
        "terms": rule.terms.to_json(),
    }
    return advance(deadline, kind=EntryKind.CHANGE, at=at, actor=actor, data=data)


@transaction.atomic
def recount(*, calendar: Calendar, at: datetime, actor: User | None = None) -> int:
    """A calendar was corrected: count its running and paused clocks again. Returns how many due moments moved."""
    moved = 0
    running = Deadline.objects.filter(state__in=(DeadlineState.RUNNING, DeadlineState.PAUSED))
    counted_by = running.filter(rule__calendar__in=layers_on(calendar)).select_related("case")
    for deadline in counted_by.select_for_update(no_key=True, of=("self",)).order_by("id"):
        before = deadline.due_at
        set_moments(deadline, lines_of(deadline), after=at)
        if deadline.due_at != before:
            moved += 1
            deadline.save()
            write(deadline, kind=EntryKind.RECOUNT, at=at, actor=actor, data={"before": before.isoformat()})
    return moved


def layers_on(calendar: Calendar) -> list[int]:
    """The calendar and those that lie on it."""
    return list(
        Calendar.objects.filter(Q(pk=calendar.pk) | Q(base=calendar) | Q(base__base=calendar)).values_list(
            "pk", flat=True
        )
    )
