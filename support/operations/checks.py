"""Asking the client later whether it helped."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from contactcenter.cases.models import Case, FollowUp
from contactcenter.cases.operations.follow_ups import add_follow_up, complete_follow_up
from contactcenter.staff.models import User
from support.models import SupportRequest


def plan_check(row: SupportRequest, *, case: Case, at: datetime, actor: User | None) -> FollowUp | None:
    """A task for whoever answers for the case, as many days later as the product says; None when nobody does."""
    operator = case.owner or actor
    if not row.product.check_days or operator is None or not operator.has_perm("cases.change_case"):
        return None
    return add_follow_up(
        operator=operator,
        text=_("%(case)s: ask whether it helped") % {"case": case.number},
        due_at=at + timedelta(days=row.product.check_days),
        at=at,
        case=case,
    )


def end_task(row: SupportRequest, *, at: datetime) -> None:
    """The task is done, by whomever; the caller saves the row."""
    if row.check_task:
        complete_follow_up(follow_up_id=row.check_task.pk, operator=row.check_task.operator, at=at)
    row.check_task = None
