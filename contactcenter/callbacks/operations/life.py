"""The one door through which a callback changes its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback, CallbackEvent
from contactcenter.contacts.models import Contact
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.lib.errors import Conflict
from contactcenter.push import topics
from contactcenter.push.publish import change, publish, publish_all
from contactcenter.staff.models import User

TOPIC = "callbacks"


def hold_callback(callback_id: int) -> Callback:
    """The callback with its row locked; after its contact where it has one. Raises Callback.DoesNotExist."""
    locked = Callback.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("queue", "client", "operator", "address", "topic").get(pk=callback_id)


def hold_with_contact(callback_id: int) -> tuple[Callback, Contact | None]:
    """The callback and the call of its latest attempt, both locked in the order of the house.

    Raises Conflict when a new attempt began in this very moment.
    """
    contact_id = Callback.objects.values_list("contact_id", flat=True).get(pk=callback_id)
    contact = lock_contact(contact_id) if contact_id else None
    callback = hold_callback(callback_id)
    if callback.contact_id != contact_id:
        raise Conflict(_("The call is beginning right now. Look again."), code="call_begins")
    return callback, contact


def move_callback(
    callback: Callback,
    *,
    verb: str,
    at: datetime,
    actor: User | None = None,
    data: dict[str, Any] | None = None,
    **changes: Any,
) -> Callback:
    """Lead a locked callback along its state table: write it, one event, and tell who listens."""
    before = callback.state
    callback.state = states.CALLBACK.next(before, verb)
    for field, value in changes.items():
        setattr(callback, field, value)
    if callback.state in states.CALLBACK.final:
        callback.ended_at = at
    callback.save(update_fields={"state", "ended_at", *changes})
    record(callback, verb=verb, at=at, actor=actor, before=before, data=data)
    return callback


def tell_lost() -> None:
    """Somebody has left without an answer: open lists show him."""
    publish(TOPIC, kind="lost")


def record(
    callback: Callback,
    *,
    verb: str,
    at: datetime,
    actor: User | None,
    before: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """The event of a transition that is written, and the hint that follows it."""
    CallbackEvent.objects.create(
        callback=callback, at=at, actor=actor, verb=verb, before=before, after=callback.state, data=data or {}
    )
    publish_all(
        change(TOPIC, kind=verb),
        change(topics.FLOOR),
        *([change(topics.contact(callback.contact_id), kind="callback")] if callback.contact_id else []),
    )
