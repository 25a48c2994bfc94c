"""Letting people in and out of the house."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.lib.errors import Conflict
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.staff.operations.presence import change_presence


@transaction.atomic
def activate_account(*, user_id: int) -> bool:
    """The user may sign in again; False when he may already."""
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if user.is_active:
        return False
    _set_active(user, active=True)
    return True


@transaction.atomic
def deactivate_account(*, user_id: int, actor: User, at: datetime) -> bool:
    """The user may no longer sign in, leaves the line at once and serves no queue; False when it was so already.

    Raises Conflict for one's own account: nobody locks himself out.
    """
    if user_id == actor.pk:
        raise Conflict(_("You cannot deactivate your own account."), code="own_account")
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if not user.is_active:
        return False
    sign_out(user_id=user_id, actor=actor, at=at)
    _set_active(user, active=False)
    return True


@transaction.atomic
def sign_out(*, user_id: int, actor: User, at: datetime) -> bool:
    """Put an operator off shift now, whatever he does; False when he is already.

    What he has in hand goes back to the queues.
    """
    presence = Presence.objects.select_related("operator").filter(operator_id=user_id).first()
    if presence is None or presence.state == PresenceState.OFFLINE:
        return False
    change_presence(
        operator=presence.operator,
        state=PresenceState.OFFLINE,
        at=at,
        actor=actor,
        note=(_("signed out by %(name)s") % {"name": actor})[:200],
    )
    return True


def _set_active(user: User, *, active: bool) -> None:
    user.is_active = active
    user.save(update_fields={"is_active"})  # routing listens to it and refreshes who serves what
