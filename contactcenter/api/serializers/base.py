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
        """Raises ValidationError with a line for each unknown field."""
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError(
                {name: serializers.ErrorDetail(_("There is no such field."), "unknown") for name in unknown}
            )
        return super().to_internal_value(data)


class PersonSerializer(serializers.ModelSerializer[User]):
    """Somebody of the staff, as a reference."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = User
        fields = ("id", "name")
        read_only_fields = fields
