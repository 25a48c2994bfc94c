"""Early ends: withdrawn, forwarded, cancelled. Nothing is ever deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.operations.checks import written
from complaints.operations.clocks import drop_clocks
from complaints.operations.lines import lock_entry, move
from complaints.operations.parties import require_not_about
from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case
from contactcenter.deadlines.calendars import compiled
from contactcenter.deadlines.derivation import Line, recompute
from contactcenter.deadlines.models import EntryKind, Rule, Target
from contactcenter.deadlines.models.rules import Anchor
from contactcenter.decisions.queries import require_no_open_referrals
from contactcenter.lib.errors import NotAllowed
from contactcenter.lib.text import clean
from contactcenter.staff.models import User


@transaction.atomic
def withdraw_complaint(*, case_id: int, reason: str, at: datetime, actor: User | None) -> Case:
    """The client takes it back; how and when stands in `reason`."""
    row = _held(case_id, actor)
    why = _reason(reason)
    require_no_open_referrals(row.case)
    move(row, verb="withdraw", at=at, actor=actor, why=why, end_reason=why)
    drop_clocks(row, at=at, actor=actor, reason=why)
    return row.case


@transaction.atomic
def forward_complaint(*, case_id: int, organisation: str, reason: str, at: datetime, actor: User | None) -> Case:
    """Another organisation is competent: passed on to it. The law's term for that is kept in the entry; passing on
    late is told, never refused, for it would only become later."""
    row = _held(case_id, actor)
    why, to = _reason(reason), clean(organisation, limit=300, field="organisation", required=True)
    require_no_open_referrals(row.case)
    due = forward_due(row)
    move(
        row,
        verb="forward",
        at=at,
        actor=actor,
        why=why,
        data={"late": bool(due and at >= due)},
        end_reason=why,
        forwarded_to=to,
        forwarded_at=at,
        forward_due_at=due,
    )
    drop_clocks(row, at=at, actor=actor, reason=why)
    return row.case


@transaction.atomic
def cancel_entry(*, case_id: int, reason: str, at: datetime, actor: User | None) -> Case:
    """Entered by mistake: the number stays taken, the entry stays with its reason. For whoever may cancel."""
    row = _held(case_id, actor)
    if actor is not None and not actor.has_perm("complaints.cancel_complaint"):
        raise NotAllowed(_("Only a supervisor cancels an entry of the register."), code="may_not_cancel")
    why = _reason(reason)
    require_no_open_referrals(row.case)
    move(row, verb="cancel", at=at, actor=actor, why=why, end_reason=why)
    drop_clocks(row, at=at, actor=actor, reason=why)
    return row.case


def forward_due(row: Complaint) -> datetime | None:
    """The first moment at which forwarding is late; None where the law gives no term (only banks and state bodies have
    one: 395-1 art. 30.1, 59-FZ art. 8)."""
    kind = row.ground.forward_kind
    if not kind:
        return None
    day = timezone.localdate(row.registered_at)
    rules = Rule.objects.filter(kind=kind, target=Target.ANSWER, is_active=True, valid_from__lte=day)
    rule = rules.select_related("calendar__base__base").order_by("-function", "-valid_from").first()
    if rule is None:
        return None
    anchor = row.case.received_at if rule.anchor == Anchor.RECEIVED else row.registered_at
    line = Line(kind=EntryKind.START, at=anchor, data={"anchor": anchor.isoformat(), "terms": rule.terms.to_json()})
    return recompute(lines=[line], calendar_of=lambda _pk: compiled(rule.calendar)).due_at


def _held(case_id: int, actor: User | None) -> Complaint:
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    return row


def _reason(text: str) -> str:
    return written(
        text, limit=300, field="reason", missing=_("Write why: the register keeps the reason."), code="no_reason"
    )
