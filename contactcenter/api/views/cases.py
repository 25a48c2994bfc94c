"""Cases of every labour function: reading them, their history, and moving them on."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.filters import BooleanFilter, DateTimeFilter, NumberFilter
from contactcenter.api.pagination import OldestFirst
from contactcenter.api.serializers.cases import CaseEventSerializer, CaseSerializer, NewTransition
from contactcenter.api.transitions import make_transition
from contactcenter.api.views.base import ApiViewSet, ListResource, ReadOnlyResource
from contactcenter.cases.models import Case, CaseEvent, CaseQuerySet


class CaseFilter(django_filters.FilterSet):
    number = django_filters.CharFilter(method="by_number", max_length=24)
    client = NumberFilter(field_name="client")
    owner = NumberFilter(field_name="owner")
    contact = NumberFilter(field_name="contacts", distinct=True)
    topic = django_filters.CharFilter(field_name="topic__slug", max_length=60)
    open = BooleanFilter(field_name="closed_at", lookup_expr="isnull")
    created_after = DateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = DateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Case
        fields = ("function", "kind", "state")

    def by_number(self, rows: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """The whole number, its beginning, or its last digits."""
        return rows.found_by(value)


class CaseResource(ReadOnlyResource[Case]):
    """The base of every list of cases; a labour function narrows `get_queryset` and adds to the serializer."""

    resource = "cases"
    serializer_class = CaseSerializer
    filterset_class: type[django_filters.FilterSet] = CaseFilter

    def get_queryset(self) -> QuerySet[Case]:
        """With everything that a row shows."""
        return Case.objects.visible_to(self.person).select_related("client", "topic", "owner", "department")


class FunctionCaseResource(CaseResource):
    """The cases of one labour function, with the answers to its moves."""

    def moved(self, case: Case) -> Response:
        """201 with the case as it is now."""
        return self.drawn(self.again(case), status=status.HTTP_201_CREATED)

    def registered(self, case: Case, *, at: str) -> Response:
        """201 with the new case and its address; `at` is the name of its route."""
        return self.drawn(self.again(case), status=status.HTTP_201_CREATED, at=at)

    def again(self, case: Case) -> Case:
        """With everything that a row shows."""
        return self.get_queryset().get(pk=case.pk)


class CaseViewSet(CaseResource):
    """Cases of all labour functions, the latest first."""


class OfCase(ApiViewSet[Any]):
    """What belongs to one case."""

    resource = "cases"
    serializer_class = CaseEventSerializer

    def case(self) -> Case:
        """404 where it is not there or not shown."""
        return self.parent(Case.objects.visible_to(self.person), name="case_id")


class TimelineViewSet(OfCase, ListResource[Any]):
    """The history of a case, from its registration on."""

    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[CaseEvent]:
        """Of the case in the address."""
        return CaseEvent.objects.filter(
            case__in=Case.objects.visible_to(self.person), case_id=self.kwargs.get("case_id")
        ).select_related("actor")

    def get_serializer_context(self) -> dict[str, Any]:
        """Events are told in the words of the case's labour function."""
        return {**super().get_serializer_context(), "case": self.case()}


class TransitionViewSet(OfCase):
    """Moves of a case."""

    @extend_schema(request=NewTransition, responses={201: CaseEventSerializer})
    def create(self, request: Request, case_id: int) -> Response:
        """Move a case: 201 with the event. 409 with `allowed` where its state does not know the verb."""
        case = self.case()
        wanted = self.body(NewTransition)
        make_transition(
            case=case, verb=wanted["verb"], fields=wanted.get("fields", {}), actor=self.person, at=timezone.now()
        )
        event = case.events.select_related("actor").latest("id")
        serializer = CaseEventSerializer(event, context={"case": case})
        return Response(serializer.data, status=status.HTTP_201_CREATED)
