"""What all serializers share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from contactcenter.staff.models import User


class RequestBody(serializers.Serializer[Any]):
    """What a request brings: a field that nobody knows is refused, since it was meant to do something."""

    def to_internal_value(self, data: Any) -> Any:
        """Raises ValidationError with a line for each unknown field, or each text that is none."""
        if isinstance(data, Mapping) and (wrong := {**self._unknown(data), **self._not_texts(data)}):
            raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)

    def _unknown(self, data: Mapping[Any, Any]) -> dict[str, serializers.ErrorDetail]:
        unknown = sorted(set(data) - set(self.fields))
        return {name: serializers.ErrorDetail(_("There is no such field."), "unknown") for name in unknown}

    def _not_texts(self, data: Mapping[Any, Any]) -> dict[str, serializers.ErrorDetail]:
        # DRF would write down a number as a text, even an infinite one.
        return {
            name: serializers.ErrorDetail(str(field.error_messages["invalid"]), "invalid")
            for name, field in self.fields.items()
            if isinstance(field, serializers.CharField) and not isinstance(data.get(name), str | None)
        }


class PersonSerializer(serializers.ModelSerializer[User]):
    """Somebody of the staff, as a reference."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = User
        fields = ("id", "name")
        read_only_fields = fields
