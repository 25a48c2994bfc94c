"""Finding or creating a client by the address it writes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import AddressKind, Client, ClientAddress
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.phone import normalise_phone
from contactcenter.lib.prepared import Prepared
from contactcenter.lib.text import clean

_OPAQUE = re.compile(r"^[\w.@:+/=-]{1,200}$")


def normalise_address(*, kind: str, value: str) -> str:
    """The one form in which an address is kept and compared; raises InvalidInput where it cannot be one."""
    if kind == AddressKind.PHONE:
        return normalise_phone(value)
    if kind == AddressKind.EMAIL:
        address = value.strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            raise InvalidInput(
                _("“%(raw)s” is not an e-mail address.") % {"raw": value[:60]}, code="bad_email", field="email"
            ) from None
        return address
    if kind not in AddressKind.values:
        raise InvalidInput(_("There is no kind of address “%(kind)s”.") % {"kind": kind[:20]}, field="address_kind")
    address = clean(value, limit=200, field="address", required=True)
    if not _OPAQUE.match(address):
        raise InvalidInput(_("An address has no spaces and at most 200 characters."), field="address")
    return address


def find_or_create_client(
    *, kind: str, value: str, at: datetime, name: str = "", language: str = "ru"
) -> tuple[ClientAddress, bool]:
    """The address and its client, created together when new; callers racing for one address get the same client."""
    normal = normalise_address(kind=kind, value=value)
    known = ClientAddress.objects.select_related("client").filter(kind=kind, value=normal)
    if address := known.first():
        return address, False
    try:
        return _create(kind=kind, value=normal, at=at, name=name, language=language), True
    except IntegrityError:
        # Somebody was faster: the unique address undid our client with the savepoint.
        return known.get(), False


@dataclass(frozen=True)
class Sender:
    """Who writes, as far as an arriving contact needs to know."""

    address_id: int
    client_id: int
    segment: str


_HOLD = Prepared(
    "hold_sender",
    """
SELECT a.id, a.client_id, c.segment FROM clients_clientaddress a JOIN clients_client c ON c.id = a.client_id
WHERE a.kind = %(kind)s AND a.value = %(value)s FOR NO KEY UPDATE OF a
""",
    kind="text",
    value="text",
)


def hold_client_of(*, kind: str, value: str, at: datetime, name: str = "", language: str = "ru") -> Sender:
    """The same; and until the end of the transaction the client is not merged into another one.

    Merging locks addresses before anything else, so that what is being written for a client is moved with him.
    """
    normal = normalise_address(kind=kind, value=value)
    if known := _hold(kind, normal):
        return known
    # Not there, or moved to another client while we waited for the lock.
    address, _is_new = find_or_create_client(kind=kind, value=normal, at=at, name=name, language=language)
    return _hold(kind, normal) or Sender(address.pk, address.client_id, address.client.segment)


def _hold(kind: str, value: str) -> Sender | None:
    with connection.cursor() as cursor:
        _HOLD.execute(cursor, {"kind": kind, "value": value})
        row = cursor.fetchone()
    return Sender(*row) if row else None


@transaction.atomic
def _create(*, kind: str, value: str, at: datetime, name: str, language: str) -> ClientAddress:
    client = Client(created_at=at, language=language[:8], **split_name(name))
    client.save(force_insert=True)
    address = ClientAddress(client=client, kind=kind, value=value, created_at=at)
    address.save(force_insert=True)
    return address


@transaction.atomic
def add_address(*, client: Client, kind: str, value: str, at: datetime) -> ClientAddress:
    """One more way to reach a known client; raises InvalidInput when it belongs to somebody else."""
    normal = normalise_address(kind=kind, value=value)
    address, _created = ClientAddress.objects.get_or_create(
        kind=kind, value=normal, defaults={"client": client, "created_at": at, "grams": []}
    )
    if address.client_id != client.pk:
        raise InvalidInput(
            _("This address belongs to another client: %(name)s. Merge the two if they are one.")
            % {"name": address.client.name},
            code="address_taken",
            field="address",
        )
    return address


def split_name(name: str) -> dict[str, str]:
    """What somebody typed as his name, split in the Russian way: one word is a first name, three are Ф И О.

    A messenger's display name may be anything: what is too long is cut, since no message is refused for a name.
    """
    words = clean(name[:300], limit=1_000, field="name").split()
    if len(words) <= 1:
        parts = {"first_name": " ".join(words)}
    elif len(words) == 2:
        parts = {"first_name": words[0], "last_name": words[1]}
    else:
        parts = {"last_name": words[0], "first_name": words[1], "patronymic": " ".join(words[2:])}
    return {field: part[:150] for field, part in parts.items()}
