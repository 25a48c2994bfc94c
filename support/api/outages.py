"""Outages over the REST API: a monitoring system announces them, says until when, and ends them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.api.views.base import ReadOnlyResource
from contactcenter.cases.models import Case
from support.api.requests import CodeOf, SupportRequestSerializer
from support.models import Outage, Product
from support.operations.outages import (
    MOST_PLACES,
    TEXT_LIMIT,
    NewOutage,
    announce_outage,
    end_outage,
    foretell_outage,
    join_outage,
)
from support.queries.outages import outage_rows
from support.queries.requests import requests_visible_to


class OutageSerializer(serializers.ModelSerializer[Outage]):
    """Something that does not work for many; `requests` counts those that it groups."""

    product = CodeOf(read_only=True)
    created_by = PersonSerializer(read_only=True, allow_null=True)
    ended_by = PersonSerializer(read_only=True, allow_null=True)
    requests = serializers.IntegerField(source="grouped", read_only=True)

    class Meta:
        model = Outage
        fields = (
            "id",
            "name",
            "product",
            "places",
            "started_at",
            "expected_until",
            "text",
            "created_at",
            "created_by",
            "ended_at",
            "ended_by",
            "closing_text",
            "settled_at",
            "requests",
        )
        read_only_fields = fields


class NewOutageBody(RequestBody):
    """What does not work, where and since when. No places: everywhere."""

    name = serializers.CharField(max_length=150)
    product = CodeOf(queryset=Product.objects.filter(is_active=True))
    places = serializers.ListField(child=serializers.CharField(max_length=200), required=False, max_length=MOST_PLACES)
    started_at = serializers.DateTimeField()
    expected_until = serializers.DateTimeField(required=False, allow_null=True)
    text = serializers.CharField(max_length=TEXT_LIMIT)


class NewForecast(RequestBody):
    """Until when it will last by now, and what new clients are told."""

    text = serializers.CharField(max_length=TEXT_LIMIT)
    expected_until = serializers.DateTimeField(allow_null=True)


class NewEnd(RequestBody):
    """What the clients of the group are told."""

    closing_text = serializers.CharField(max_length=TEXT_LIMIT)


class NewMember(RequestBody):
    """Which support request belongs to it."""

    request = serializers.PrimaryKeyRelatedField[Case](queryset=Case.objects.none())

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Only what the caller may see can be named."""
        fields: dict[str, Any] = super().get_fields()
        fields["request"].queryset = requests_visible_to(self.context["request"].user)
        return fields


class OutageViewSet(ReadOnlyResource[Outage]):
    """Outages, the latest first."""

    resource = "support"
    serializer_class = OutageSerializer

    def get_queryset(self) -> QuerySet[Outage]:
        """With everything that a row shows."""
        return outage_rows(user=self.person)

    @extend_schema(request=NewOutageBody, responses={201: OutageSerializer})
    def create(self, request: Request) -> Response:
        """Announce an outage: from now on it suggests itself to operators."""
        outage = announce_outage(new=NewOutage(**self.body(NewOutageBody)), at=timezone.now(), actor=self.person)
        return self.drawn(self._again(outage), status=status.HTTP_201_CREATED, at="api:outages-detail")

    @extend_schema(request=NewForecast, responses={201: OutageSerializer})
    @action(detail=True, methods=["post"])
    def forecast(self, request: Request, pk: int) -> Response:
        """Say until when it will last. 409 once it has ended."""
        given: dict[str, Any] = self.body(NewForecast)
        outage = foretell_outage(outage_id=self.get_object().pk, at=timezone.now(), **given)
        return self.drawn(self._again(outage), status=status.HTTP_201_CREATED)

    @extend_schema(request=NewMember, responses={201: SupportRequestSerializer})
    @action(detail=True, methods=["post"])
    def members(self, request: Request, pk: int) -> Response:
        """Group a support request under it. 409 once it has ended, or when the request is answered."""
        case = self.body(NewMember)["request"]
        join_outage(case_id=case.pk, outage_id=self.get_object().pk, at=timezone.now(), actor=self.person)
        drawn = SupportRequestSerializer(requests_visible_to(self.person).get(pk=case.pk))
        return Response(drawn.data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NewEnd, responses={201: OutageSerializer})
    @action(detail=True, methods=["post"])
    def ending(self, request: Request, pk: int) -> Response:
        """It works again: every request of the group is answered and closed. 409 when it has ended already."""
        given = self.body(NewEnd)
        outage = end_outage(outage_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given)
        return self.drawn(self._again(outage), status=status.HTTP_201_CREATED)

    def _again(self, outage: Outage) -> Outage:
        return self.get_queryset().get(pk=outage.pk)
