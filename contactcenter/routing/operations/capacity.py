"""How much of an operator may be taken."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models.channels import FULL_LOAD
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.routing.models import Seat
from contactcenter.routing.operations.matching import match_operator


@transaction.atomic
def set_capacity(*, operator_id: int, capacity: int, at: datetime) -> None:
    """Let an operator hold so many parts of 100 at once; whoever gets more room is offered what waits.

    One conditional update, because routing changes the load of the same row all the time. Raises InvalidInput for a
    capacity outside 1 to 100, Conflict when the operator holds more right now.
    """
    if not 1 <= capacity <= FULL_LOAD:
        raise InvalidInput(
            _("A capacity is a number from 1 to %(most)d.") % {"most": FULL_LOAD}, code="bad_capacity", field="capacity"
        )
    changed = Seat.objects.filter(operator_id=operator_id, load__lte=F("interrupted") + capacity).update(
        capacity=capacity
    )
    if not changed:
        raise Conflict(
            _("The operator holds more than that right now. Try again when a contact is finished."), code="too_full"
        )
    match_operator(operator_id=operator_id, at=at)
