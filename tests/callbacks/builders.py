"""Promises of the cast."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from contactcenter.callbacks.models import Callback, Origin
from contactcenter.callbacks.operations.agreeing import Promise, agree_callback
from contactcenter.callbacks.operations.calling import call_due
from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.clients.operations.addresses import find_or_create_client
from contactcenter.contacts.models import Contact, Queue
from contactcenter.staff.models import User
from tests.cast import commits

# A Wednesday: 12:00 in Moscow, 16:00 in Novosibirsk.
NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MOBILE = "+79001234567"  # of no certain zone
NOVOSIBIRSK = "+73832123456"


def a_number(value: str = MOBILE, *, at: datetime = NOON) -> ClientAddress:
    address, _new = find_or_create_client(kind=AddressKind.PHONE, value=value, at=at, name="Иванова Анна")
    return address


def agree(queue: Queue, moment: datetime, *, actor: User | None = None, phone: str = MOBILE, **fields: Any) -> Callback:
    """A promise made at NOON; by an operator where there is one."""
    given = {"origin": Origin.OPERATOR if actor else Origin.API, "time_zone": "Europe/Moscow", **fields}
    promise = Promise(address=a_number(phone), queue=queue, moment=moment, **given)
    return agree_callback(promise=promise, at=NOON, actor=actor)


def fall_due(callback: Callback, *, at: datetime | None = None) -> Contact:
    """Its moment comes; the call, as the queue has it."""
    with commits():
        call_due(as_of=at or callback.due_at)
    callback.refresh_from_db()
    assert callback.contact_id
    return Contact.objects.get(pk=callback.contact_id)
