"""Clients and their addresses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from contactcenter.api.serializers.base import RequestBody
from contactcenter.clients.models import AddressKind, Client, ClientAddress, ClientKind
from contactcenter.privacy.masking import mask_address


class AddressSerializer(serializers.ModelSerializer[ClientAddress]):
    """One way to reach a client; in full only for tokens with `clients:personal_data`."""

    value = serializers.SerializerMethodField("shown", help_text="+79001234567, or masked: +7 900 •••-45-67")
    masked = serializers.SerializerMethodField()

    class Meta:
        model = ClientAddress
        fields = ("id", "kind", "value", "masked", "label", "confirmed_at", "created_at")
        read_only_fields = fields

    def shown(self, address: ClientAddress) -> str:
        """The view decides by the token, and writes the access log."""
        if self.context.get("in_full"):
            return address.value
        return mask_address(kind=address.kind, value=address.value)

    def get_masked(self, address: ClientAddress) -> bool:
        """Whether something is left out."""
        return not self.context.get("in_full")


class ClientReference(serializers.ModelSerializer[Client]):
    """A client as others refer to it."""

    class Meta:
        model = Client
        fields = ("id", "name")
        read_only_fields = fields


class ClientSerializer(serializers.ModelSerializer[Client]):
    """A person or an organisation."""

    name = serializers.CharField(read_only=True, help_text="as it is written to a person")
    addresses = AddressSerializer(many=True, read_only=True)
    merged_into = serializers.PrimaryKeyRelatedField[Client](
        read_only=True, allow_null=True, help_text="the client that this one turned out to be"
    )

    class Meta:
        model = Client
        fields = (
            "id",
            "kind",
            "name",
            "last_name",
            "first_name",
            "patronymic",
            "organisation",
            "account",
            "contract",
            "segment",
            "language",
            "time_zone",
            "note",
            "addresses",
            "merged_into",
            "created_at",
        )
        read_only_fields = fields


class NewAddress(RequestBody):
    """One more way to reach a client."""

    kind = serializers.ChoiceField(choices=AddressKind.choices)
    value = serializers.CharField(max_length=254)


class ClientChanges(RequestBody):
    """What may be written; fields that are left out stay as they are."""

    kind = serializers.ChoiceField(choices=ClientKind.choices, required=False)
    last_name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    first_name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    patronymic = serializers.CharField(max_length=150, required=False, allow_blank=True)
    organisation = serializers.CharField(max_length=300, required=False, allow_blank=True)
    account = serializers.CharField(max_length=32, required=False, allow_blank=True)
    contract = serializers.CharField(max_length=40, required=False, allow_blank=True)
    segment = serializers.CharField(max_length=40, required=False, allow_blank=True)
    language = serializers.CharField(max_length=8, required=False)
    time_zone = serializers.CharField(max_length=64, required=False, allow_blank=True)
    note = serializers.CharField(max_length=5_000, required=False, allow_blank=True)


class NewClient(ClientChanges):
    """A client that has not written yet; who writes is created by its first contact."""

    addresses = serializers.ListField(child=NewAddress(), required=False, max_length=20)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A nameless client without an address could never be found again."""
        if not attrs.get("addresses") and not any(
            attrs.get(name) for name in ("last_name", "first_name", "organisation")
        ):
            raise serializers.ValidationError(_("Give a name or an address."), code="nothing_known")
        return attrs
