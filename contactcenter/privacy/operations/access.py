"""Looking at hidden data leaves a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import Client, ClientAddress
from contactcenter.lib.errors import NotAllowed
from contactcenter.lib.text import clean
from contactcenter.privacy.models import AccessLog
from contactcenter.staff.models import User


def record_access(
    *, client_id: int, actor: User, fields: Iterable[str], reason: str, at: datetime, origin: str = "screen"
) -> AccessLog:
    """One line for one look."""
    return AccessLog.objects.create(
        client_id=client_id, actor=actor, fields=sorted(fields), reason=reason[:200], at=at, origin=origin
    )


def reveal_address(*, address: ClientAddress, actor: User, reason: str, at: datetime) -> tuple[str, AccessLog]:
    """The full address and the number of the line that tells of it; raises InvalidInput without a reason."""
    why = clean(reason, limit=200, field="reason", required=True)
    if not Client.objects.visible_to(actor).filter(pk=address.client_id).exists():
        raise NotAllowed(_("This client is not shown to you."))
    line = record_access(
        client_id=address.client_id, actor=actor, fields=[f"{address.kind}:{address.pk}"], reason=why, at=at
    )
    return address.value, line


def record_accesses(
    *, fields: Mapping[int, Iterable[str]], actor: User, reason: str, at: datetime, origin: str
) -> None:
    """One line for each client of a list, in one statement; `fields` by the client's id."""
    AccessLog.objects.bulk_create(
        AccessLog(client_id=client_id, actor=actor, fields=sorted(names), reason=reason[:200], at=at, origin=origin)
        for client_id, names in fields.items()
    )
