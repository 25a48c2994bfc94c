"""Filters of lists. Whatever is not understood is refused: a mistyped filter must not answer with everything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

PAGING = frozenset({"cursor", "page_size"})


class StrictFilters(DjangoFilterBackend):
    """Refuses parameters that the list does not know, that are empty, or that come twice."""

    def filter_queryset(  # type: ignore[override]  # DRF calls it with its own request
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        """Raises ValidationError with a line for each parameter."""
        filterset_class = self.get_filterset_class(view, queryset)
        refuse_others(request, {*PAGING, *(filterset_class.base_filters if filterset_class else ())})
        return super().filter_queryset(request, queryset, view)


def refuse_others(request: Request, known: set[str]) -> None:
    """Raises ValidationError with a line for each parameter that is unknown, empty or there twice."""
    if wrong := {name: why for name in request.query_params if (why := _refusal(request, name, known))}:
        raise ValidationError(wrong)


def _refusal(request: Request, name: str, known: set[str]) -> list[ErrorDetail]:
    values = request.query_params.getlist(name)
    if name not in known:
        return [ErrorDetail(_("There is no such filter."), "unknown")]
    if len(values) > 1:
        return [ErrorDetail(_("Give it once."), "repeated")]
    if values == [""]:
        return [ErrorDetail(_("Give a value, or leave it out."), "empty")]
    return []


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


class MomentField(IsoDateTimeField):
    """In UTC: the database knows fewer zones than ISO 8601 can write."""

    def clean(self, value: Any) -> datetime | None:
        """Raises ValidationError also for what no calendar holds."""
        moment: datetime | None = super().clean(value)
        try:
            return moment.astimezone(UTC) if moment else None
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class DateTimeFilter(django_filters.IsoDateTimeFilter):
    """A moment with its zone: 2026-11-02T09:30:00+03:00."""

    field_class = MomentField
