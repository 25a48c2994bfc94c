"""More time: only with a reason, only before the due date, and only when the client is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.operations.acknowledging import fill, words_of, write_client
from complaints.operations.checks import written
from complaints.operations.lines import lock_entry, move
from complaints.operations.parties import require_not_about
from complaints.queries.policy import policy
from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case
from contactcenter.deadlines.models import Target
from contactcenter.deadlines.operations.changes import extend_clock
from contactcenter.deadlines.words import moment_text
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User


@transaction.atomic
def extend_complaint(
    *, case_id: int, reason: str, at: datetime, actor: User | None, days: int | None = None, told: str = ""
) -> Case:
    """Lengthen the term of the answer by `days` of the rule's kind, or by all that the rule allows.

    The client is written at once where an address is known; otherwise `told` says how he was told. Raises
    IllegalTransition, Conflict after the due date or where the rule has no such extension, InvalidInput without a
    reason or when nobody has told the client.
    """
    row = lock_entry(lock_case(case_id))
    require_not_about(row, actor)
    why = written(
        reason,
        limit=300,
        field="reason",
        missing=_("An extension has a reason: the client is told why."),
        code="no_reason",
    )
    deadline = extend_clock(case=row.case, target=Target.ANSWER, at=at, reason=why, actor=actor, by=_length(row, days))
    row.extension_reason, row.due_at = why, deadline.due_at
    message = write_client(row, text=_notice(row), at=at, actor=actor)
    how = clean(told, limit=300, field="told")
    if message is None and not how:
        raise InvalidInput(
            _("No address of the client is known to write to: say how he was told of the extension."),
            code="not_told",
            field="told",
        )
    row.extension_reason, row.due_at = _before(row)
    move(
        row,
        verb="extend",
        at=at,
        actor=actor,
        why=why,
        due_at=deadline.due_at,
        internal_due_at=deadline.internal_due_at,
        extended_at=at,
        extension_reason=why,
        extension_notice=message,
        extension_told=how,
    )
    return row.case


def _length(row: Complaint, days: int | None) -> tuple[int, str]:
    rule = row.rule
    if rule is None or rule.extension_n is None:
        raise Conflict(
            _("The rule of this entry knows no extension: %(rule)s.") % {"rule": rule.name if rule else "—"},
            code="no_extension",
        )
    return (rule.extension_n if days is None else days, rule.extension_unit)


def _notice(row: Complaint) -> str:
    assert row.due_at
    return fill(policy().extension_notice, {**words_of(row), "due": moment_text(row.due_at)})


def _before(row: Complaint) -> tuple[str, datetime | None]:
    """What stands in the database, so that the line tells it."""
    return Complaint.objects.values_list("extension_reason", "due_at").get(pk=row.pk)
