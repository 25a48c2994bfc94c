"""What a supervisor does with operators."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.errors import InvalidInput
from contactcenter.routing.operations.steering import require_steering
from contactcenter.staff.models import BreakReason, Presence, User
from contactcenter.staff.operations.presence import change_presence
from contactcenter.staff.queries import operators


def force_presence(
    *, operator_id: int, state: str, actor: User, at: datetime, reason: BreakReason | None = None, note: str = ""
) -> Presence:
    """Put an operator into a state by force; the interval that ends says who ended it.

    Raises NotAllowed for whoever does not steer, InvalidInput for an unknown state or somebody who is no operator.
    """
    require_steering(actor)
    operator = operators().filter(pk=operator_id).first()
    if operator is None:
        raise InvalidInput(_("There is no such operator on duty."), code="no_operator", field="operator")
    return change_presence(operator=operator, state=state, at=at, actor=actor, reason=reason, note=note[:200])
