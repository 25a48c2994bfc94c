"""A session that ends takes its sockets along, in whatever process they are."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from contactcenter.live.access import fingerprint
from contactcenter.push import topics
from contactcenter.push.publish import hint
from contactcenter.staff.models import User
from contactcenter.staff.operations.sessions import SIGNED_OUT_KIND


@receiver(user_logged_out, dispatch_uid="live.signed_out")
def close_sockets(*, request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    """Before the session is emptied, its sockets are told by its fingerprint."""
    if user is not None:
        session = fingerprint(request.session.session_key)
        hint(topics.operator(user.pk), kind=SIGNED_OUT_KIND, session=session)
