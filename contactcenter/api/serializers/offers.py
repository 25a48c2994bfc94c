"""Contacts held out to operators."""

from __future__ import annotations

from rest_framework import serializers

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.contacts.models import Contact
from contactcenter.routing.models import Offer, OfferOutcome


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """One contact held out to one operator. `outcome` is empty while the operator may answer."""

    operator = PersonSerializer(read_only=True)
    outcome = serializers.ChoiceField(choices=OfferOutcome.choices, read_only=True, allow_blank=True)
    contact = serializers.PrimaryKeyRelatedField[Contact](read_only=True)

    class Meta:
        model = Offer
        fields = ("id", "contact", "operator", "made_at", "expires_at", "outcome", "ended_at", "reason")
        read_only_fields = fields


class Acceptance(RequestBody):
    """Who accepts."""

    operator = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, help_text="number of the operator to whom the offer was made"
    )


class Refusal(Acceptance):
    """Who declines, and why."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
