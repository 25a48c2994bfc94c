"""What is known of a client besides how to reach it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import Client, ClientEvent
from contactcenter.clients.operations.addresses import add_address
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

# Field -> most characters
_LIMITS = {
    "last_name": 150,
    "first_name": 150,
    "patronymic": 150,
    "organisation": 300,
    "account": 32,
    "contract": 40,
    "segment": 40,
    "language": 8,
    "time_zone": 64,
    "note": 5_000,
}
CHANGEABLE = frozenset({"kind", *_LIMITS})


@transaction.atomic
def create_client(*, details: Mapping[str, Any], addresses: Iterable[tuple[str, str]], at: datetime) -> Client:
    """A client with its addresses, given as (kind, value).

    Raises InvalidInput when a detail is too long, or an address is none or belongs to somebody else.
    """
    client = Client(created_at=at, **_cleaned(details))
    client.save(force_insert=True)
    for kind, value in addresses:
        add_address(client=client, kind=kind, value=value, at=at)
    return client


@transaction.atomic
def change_client(*, client_id: int, details: Mapping[str, Any], at: datetime, actor: User | None) -> Client:
    """Write the given details over the old ones, with an event that says which ones are others now.

    Raises Conflict when the client became part of another.
    """
    client = Client.objects.select_for_update(no_key=True).get(pk=client_id)
    if client.merged_into_id:
        raise Conflict(
            _("This client was merged into client %(number)d: change that one.") % {"number": client.merged_into_id},
            code="merged",
        )
    changes = {field: value for field, value in _cleaned(details).items() if getattr(client, field) != value}
    if not changes:
        return client
    for field, value in changes.items():
        setattr(client, field, value)
    client.save(update_fields=set(changes))
    ClientEvent.objects.create(client=client, at=at, actor=actor, verb="change", data={"fields": sorted(changes)})
    return client


def _cleaned(details: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := sorted(set(details) - CHANGEABLE):
        raise InvalidInput(_("A client has no field “%(field)s”.") % {"field": unknown[0]}, field=unknown[0])
    cleaned = {
        field: clean(value, limit=_LIMITS[field], field=field) if field in _LIMITS else value
        for field, value in details.items()
    }
    if (zone := cleaned.get("time_zone")) and zone not in available_timezones():
        raise InvalidInput(
            _("“%(zone)s” is not a time zone. Write it like Asia/Novosibirsk.") % {"zone": zone}, field="time_zone"
        )
    return cleaned
