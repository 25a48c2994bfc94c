"""What a supervisor does with operators."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Queue
from contactcenter.lib.errors import InvalidInput
from contactcenter.routing.operations.handover import take_work_away
from contactcenter.routing.operations.steering import require_steering
from contactcenter.staff.models import BreakReason, Presence, User
from contactcenter.staff.operations.presence import change_presence
from contactcenter.staff.operations.sessions import end_sessions
from contactcenter.staff.queries import operators


@transaction.atomic
def sign_out_by_force(*, operator_id: int, actor: User, at: datetime, note: str = "") -> None:
    """End an operator's shift for him: signed out on all his screens, and what he held goes back with its age.

    Raises NotAllowed for whoever does not steer, InvalidInput for somebody who is no operator.
    """
    require_steering(actor)
    end_sessions(user=_operator(operator_id), at=at, actor=actor, note=note)


def reassign_work(*, operator_id: int, actor: User, at: datetime, queue: Queue | None = None) -> int:
    """Take all running conversations from an operator: back to their queues, or all into one; returns how many.

    Raises NotAllowed for whoever does not steer, InvalidInput for a queue that takes nothing.
    """
    require_steering(actor)
    return take_work_away(operator_id=_operator(operator_id).pk, actor=actor, queue=queue, at=at)


def force_presence(
    *, operator_id: int, state: str, actor: User, at: datetime, reason: BreakReason | None = None, note: str = ""
) -> Presence:
    """Put an operator into a state by force; the interval that ends says who ended it.

    Raises NotAllowed for whoever does not steer, InvalidInput for an unknown state or somebody who is no operator.
    """
    require_steering(actor)
    return change_presence(
        operator=_operator(operator_id), state=state, at=at, actor=actor, reason=reason, note=note[:200]
    )


def _operator(operator_id: int) -> User:
    operator = operators().filter(pk=operator_id).first()
    if operator is None:
        raise InvalidInput(_("There is no such operator on duty."), code="no_operator", field="operator")
    return operator
