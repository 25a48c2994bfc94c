"""Operators and their presence."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.filters import NumberFilter
from contactcenter.api.pagination import OldestFirst
from contactcenter.api.serializers.operators import (
    DaySerializer,
    NewPresence,
    OperatorSerializer,
    PresenceSerializer,
)
from contactcenter.api.views.base import ApiViewSet, ReadOnlyResource, permitted
from contactcenter.routing.days import day_asked_for, day_of
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.staff.operations.presence import change_presence
from contactcenter.staff.queries import operators


class OperatorFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(field_name="presence__state", choices=PresenceState.choices)
    queue = django_filters.CharFilter(
        field_name="queue_memberships__queue__slug", max_length=60, help_text="only those who serve this queue"
    )
    team = NumberFilter(field_name="team")

    class Meta:
        model = User
        fields = ("username",)


class OperatorViewSet(ReadOnlyResource[User]):
    """Operators with their state and load."""

    resource = "operators"
    serializer_class = OperatorSerializer
    filterset_class = OperatorFilter
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[User]:
        """With everything that a row shows."""
        return permitted(operators(), self.person).select_related("team", "presence__reason", "seat")


class PresenceViewSet(ApiViewSet[Presence]):
    """The state of one operator."""

    resource = "operators"
    serializer_class = PresenceSerializer

    def operator(self) -> User:
        """404 for who is no operator."""
        return self.parent(permitted(operators(), self.person), name="operator_id")

    def retrieve(self, request: Request, operator_id: int) -> Response:
        """The state now. 404 before the first sign-in."""
        return self.drawn(get_object_or_404(Presence.objects.select_related("reason"), operator=self.operator()))

    @extend_schema(request=NewPresence, responses=PresenceSerializer)
    def update(self, request: Request, operator_id: int) -> Response:
        """Put the operator into a state. The same state again counts as a sign of life.

        Whoever gives no sign of life for 20 seconds is signed out, so a telephone system repeats the state.
        """
        presence = change_presence(
            operator=self.operator(), at=timezone.now(), actor=self.person, **self.body(NewPresence)
        )
        return self.drawn(presence)


class DayViewSet(ApiViewSet[User]):
    """One day of an operator."""

    resource = "operators"
    serializer_class = DaySerializer  # type: ignore[assignment]  # a day is no row of a table

    @extend_schema(parameters=[OpenApiParameter("date", OpenApiTypes.DATE, description="today without it")])
    def retrieve(self, request: Request, operator_id: int) -> Response:
        """Every moment of his states and every contact that was in his hands, up to now if it is today."""
        operator = self.parent(permitted(operators(), self.person), name="operator_id")
        now = timezone.now()
        date = day_asked_for(request.query_params.get("date", ""), as_of=now)
        return self.drawn(day_of(operator=operator, day=date, as_of=now))
