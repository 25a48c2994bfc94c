"""Everything that somebody is signed in with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import PresenceState, User
from contactcenter.staff.operations.presence import change_presence

SIGNED_OUT_KIND = "signed_out"


@transaction.atomic
def end_sessions(*, user: User, at: datetime, actor: User, note: str = "") -> None:
    """Sign a person out everywhere, whatever he is doing: his sessions end, and so do the sockets of his screens.

    An operator is offline from then on; what he held goes back as at any sign-out. He may sign in again.
    """
    change_presence(operator=user, state=PresenceState.OFFLINE, at=at, actor=actor, note=note[:200])
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    publish(topics.operator(user.pk), kind=SIGNED_OUT_KIND, session=None)
