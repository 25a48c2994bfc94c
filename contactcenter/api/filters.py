"""Filters of lists. Whatever is not understood is refused: a mistyped filter must not answer with everything."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

PAGING = frozenset({"cursor", "page_size"})


class StrictFilters(DjangoFilterBackend):
    """Refuses parameters that the list does not know."""

    def filter_queryset(  # type: ignore[override]  # DRF calls it with its own request
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        """Raises ValidationError with a line for each parameter."""
        filterset_class = self.get_filterset_class(view, queryset)
        known = {*PAGING, *(filterset_class.base_filters if filterset_class else ())}
        if unknown := sorted(set(request.query_params) - known):
            raise ValidationError({name: [ErrorDetail(_("There is no such filter."), "unknown")] for name in unknown})
        return super().filter_queryset(request, queryset, view)


class StrictBooleanField(forms.Field):
    """`true` or `false`."""

    def to_python(self, value: Any) -> bool | None:
        """None when the parameter is absent."""
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise forms.ValidationError(_("Write true or false."), code="invalid")
        return bool(value == "true")


class BooleanFilter(django_filters.BooleanFilter):
    field_class = StrictBooleanField  # type: ignore[assignment]  # the stubs know one field only


class NumberFilter(django_filters.NumberFilter):
    """The number of another row."""

    field_class = forms.IntegerField  # type: ignore[assignment]  # the stubs know one field only

    def get_max_validator(self) -> None:
        """No row has a number that large, and that is answer enough."""


class DateTimeFilter(django_filters.IsoDateTimeFilter):
    """A moment with its zone: 2026-11-02T09:30:00+03:00."""
