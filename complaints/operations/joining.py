"""Duplicates: joined to the entry that is dealt with, and separated again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.operations.clocks import drop_clocks, restart_clocks
from complaints.operations.lines import correct, lock_entry, move
from complaints.operations.parties import require_not_about
from complaints.states import JOINED
from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case
from contactcenter.decisions.queries import require_no_open_referrals
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User


@transaction.atomic
def join_complaint(*, case_id: int, into: int, at: datetime, actor: User | None, reason: str = "") -> Case:
    """The same matter was entered twice: it is dealt with under the number of `into`, and keeps its own.

    Raises IllegalTransition, Conflict when the other entry is over or joined itself, InvalidInput for itself.
    """
    if case_id == into:
        raise InvalidInput(_("An entry cannot be joined to itself."), code="itself", field="into")
    rows = {pk: lock_entry(lock_case(pk)) for pk in sorted((case_id, into))}
    row, main = rows[case_id], rows[into]
    require_not_about(row, actor)
    require_not_about(main, actor)
    if not main.case.is_open:
        raise Conflict(
            _("%(number)s is over: join to an entry that is dealt with.") % {"number": main.number},
            code="main_is_over",
        )
    if Complaint.objects.filter(joined_to=row).exists():
        raise Conflict(
            _("Others are joined to %(number)s: join the other way round.") % {"number": row.number},
            code="has_joined",
        )
    require_no_open_referrals(row.case)
    why = clean(reason, limit=300, field="reason")
    move(row, verb="join", at=at, actor=actor, why=why, data={"into": main.number}, joined_to=main, end_reason=why)
    correct(main, verb="take_in", at=at, actor=actor, data={"joined": row.number})
    drop_clocks(row, at=at, actor=actor, reason=main.number)
    return row.case


@transaction.atomic
def separate_complaint(*, case_id: int, reason: str, at: datetime, actor: User | None) -> Case:
    """It was another matter after all: it goes on by itself, with clocks of its own from now."""
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    why = clean(reason, limit=300, field="reason", required=True)
    if row.state != JOINED or row.joined_to is None:
        raise Conflict(_("It is joined to nothing."), code="not_joined")
    data = {"from": row.joined_to.number}
    move(row, verb="separate", at=at, actor=actor, why=why, data=data, joined_to=None, end_reason="")
    restart_clocks(row, at=at, actor=actor)
    return row.case
