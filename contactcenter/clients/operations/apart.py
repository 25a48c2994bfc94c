"""Keeping a client and an operator apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from contactcenter.clients.models import KeptApart


def keep_apart(*, client_id: int, operator_ids: Iterable[int], at: datetime) -> None:
    """From now on these operators and no others are kept apart from this client; routing reads it at its next look."""
    wanted = set(operator_ids)
    rows = KeptApart.objects.filter(client_id=client_id)
    rows.exclude(operator_id__in=wanted).delete()
    missing = wanted - set(rows.values_list("operator_id", flat=True))
    KeptApart.objects.bulk_create(
        KeptApart(client_id=client_id, operator_id=operator, since=at) for operator in sorted(missing)
    )


def are_apart(*, client_id: int, operator_id: int) -> bool:
    """Whether this operator must not serve this client."""
    return KeptApart.objects.filter(client_id=client_id, operator_id=operator_id).exists()
