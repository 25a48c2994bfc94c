"""The same trouble again: earlier requests of a client with the same symptom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, Value

from contactcenter.cases.models import Case
from contactcenter.clients.models import Client
from support.models import Product, Symptom

SHOWN = 5


def earlier_like(*, client: Client, product: Product, symptoms: Iterable[Symptom], before: datetime) -> Sequence[Case]:
    """Requests of this client with one of these symptoms, received within the product's days; the newest first."""
    since = before - timedelta(days=product.repeat_days)
    cases = Case.objects.filter(
        client=client,
        function="support",
        received_at__range=(since, before),
        support_request__symptoms__in=list(symptoms),
    )
    return list(cases.distinct().order_by("-received_at", "-id")[:SHOWN])


def lately(*, client: Client, before: datetime, besides: Iterable[int]) -> Sequence[Case]:
    """What this client has reported within the days of its product; the newest first."""
    rows = Case.objects.filter(
        client=client,
        function="support",
        received_at__gte=ExpressionWrapper(
            Value(before) - F("support_request__product__repeat_days") * Value(timedelta(days=1)),
            output_field=DateTimeField(),
        ),
    )
    rows = rows.exclude(pk__in=list(besides)).prefetch_related("support_request__symptoms")
    return list(rows.select_related("support_request__product").order_by("-received_at", "-id")[:SHOWN])
