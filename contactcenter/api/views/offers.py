"""Offers, and the answers of operators who work in another system."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.filters import BooleanFilter, NumberFilter
from contactcenter.api.serializers.offers import Acceptance, OfferSerializer, Refusal
from contactcenter.api.views.base import ApiViewSet, ReadOnlyResource, permitted
from contactcenter.routing.models import Offer
from contactcenter.routing.operations.offers import accept_offer, decline_offer
from contactcenter.staff.models import User
from contactcenter.staff.queries import operators


class OfferFilter(django_filters.FilterSet):
    operator = NumberFilter(field_name="operator")
    contact = NumberFilter(field_name="contact")
    open = BooleanFilter(field_name="ended_at", lookup_expr="isnull")

    class Meta:
        model = Offer
        fields = ("outcome",)


class OfferViewSet(ReadOnlyResource[Offer]):
    """Offers, the latest first."""

    resource = "routing"
    serializer_class = OfferSerializer
    filterset_class = OfferFilter

    def get_queryset(self) -> QuerySet[Offer]:
        """With the operators' names."""
        return permitted(Offer.objects.select_related("operator"), self.person)


class _AnswerViewSet(ApiViewSet[Offer]):
    resource = "routing"
    serializer_class = OfferSerializer

    def answered(self) -> Response:
        """The offer as it is now."""
        offer = Offer.objects.select_related("operator").get(pk=self.kwargs["offer_id"])
        return self.drawn(offer, status=status.HTTP_201_CREATED)

    def offer(self) -> Offer:
        """404 where it is not there or not shown."""
        return self.parent(permitted(Offer.objects.all(), self.person), name="offer_id")

    def operator(self, body: dict[str, Any]) -> User:
        """Raises ValidationError for who is no operator."""
        operator = operators().filter(pk=body["operator"]).first()
        if operator is None:
            raise ValidationError({"operator": _("There is no operator with this number.")}, code="does_not_exist")
        return operator


class AcceptanceViewSet(_AnswerViewSet):
    """Acceptance of an offer."""

    @extend_schema(request=Acceptance, responses={201: OfferSerializer})
    def create(self, request: Request, offer_id: int) -> Response:
        """The operator takes the contact. 409 when the offer has ended; accepting twice is accepting once."""
        body = self.body(Acceptance)
        accept_offer(offer_id=self.offer().pk, operator=self.operator(body), at=timezone.now())
        return self.answered()


class RefusalViewSet(_AnswerViewSet):
    """Refusal of an offer."""

    @extend_schema(request=Refusal, responses={201: OfferSerializer})
    def create(self, request: Request, offer_id: int) -> Response:
        """The operator lets the contact go to a colleague. 409 when the offer has ended."""
        body = self.body(Refusal)
        decline_offer(
            offer_id=self.offer().pk,
            operator=self.operator(body),
            at=timezone.now(),
            reason=body.get("reason", ""),
        )
        return self.answered()
