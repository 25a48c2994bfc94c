"""What the client said when he was asked whether it helped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case, move_case
from contactcenter.lib.text import clean
from contactcenter.staff.models import User
from support.models import SupportRequest
from support.operations.checks import end_task
from support.operations.life import reopen_locked


@transaction.atomic
def record_check(*, case_id: int, helped: bool, at: datetime, actor: User | None, note: str = "") -> Case:
    """It helped, or the request is opened again at once. Raises IllegalTransition before there is an answer."""
    words = clean(note, limit=300, field="note")
    case = lock_case(case_id)
    move_case(case, verb="check", at=at, actor=actor, data={"helped": helped, "reason": words})
    row = SupportRequest.objects.select_related("check_task__operator").get(case=case)
    end_task(row, at=at)
    row.asked_at, row.helped = at, helped
    row.save()
    return case if helped else reopen_locked(case, at=at, actor=actor, reason=words)
