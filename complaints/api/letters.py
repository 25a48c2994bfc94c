"""The register of outgoing letters over the REST API: read only; people write and sign them."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from complaints.models import LetterDispatch, LetterVersion, OutgoingLetter
from contactcenter.api.serializers.base import PersonSerializer
from contactcenter.api.views.base import ReadOnlyResource


class LetterDispatchSerializer(serializers.ModelSerializer[LetterDispatch]):
    """One way by which it went; `delivery` is the state of the outbox, null for paper."""

    delivery = serializers.SerializerMethodField()

    class Meta:
        model = LetterDispatch
        fields = ("way", "at", "delivery", "posted_on", "postal_id", "delivered_on", "delivery_note")
        read_only_fields = fields

    def get_delivery(self, row: LetterDispatch) -> str | None:
        """Whether the outbox has sent it."""
        return row.message.delivery.state if row.message else None


class OutgoingLetterSerializer(serializers.ModelSerializer[OutgoingLetter]):
    """A letter; `number` is empty until it is signed. `sha256` is that of what it says."""

    complaint_number = serializers.CharField(source="complaint.number", read_only=True)
    preparer = PersonSerializer(read_only=True)
    approver = PersonSerializer(read_only=True, allow_null=True)
    signatory = PersonSerializer(read_only=True, allow_null=True)
    dispatches = LetterDispatchSerializer(many=True, read_only=True)
    version = serializers.SerializerMethodField()
    sha256 = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    class Meta:
        model = OutgoingLetter
        fields = (
            "id", "number", "registered_on", "complaint", "complaint_number", "state", "heading", "addressee", "text",
            "version", "sha256", "preparer", "approver", "approved_at", "signatory", "signed_at", "by_hand", "sent_at",
            "delivered_on", "cancelled_at", "cancel_reason", "dispatches", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_version(self, row: OutgoingLetter) -> int:
        """The number of the newest version."""
        return self._newest(row).number

    def get_sha256(self, row: OutgoingLetter) -> str:
        """Of the newest version."""
        return self._newest(row).sha256

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_text(self, row: OutgoingLetter) -> list[str]:
        """Its paragraphs."""
        return self._newest(row).content.paragraphs

    def _newest(self, row: OutgoingLetter) -> LetterVersion:
        return row.versions.all()[0]  # prefetched, the newest first


class OutgoingLetterFilter(django_filters.FilterSet):
    """By state, number, entry of the register, and days of registration."""

    class Meta:
        model = OutgoingLetter
        fields = {"state": ["exact"], "number": ["exact"], "complaint": ["exact"], "registered_on": ["gte", "lte"]}


class OutgoingLetterViewSet(ReadOnlyResource[OutgoingLetter]):
    """Outgoing letters, the latest first."""

    resource = "complaints"
    serializer_class = OutgoingLetterSerializer
    filterset_class = OutgoingLetterFilter

    def get_queryset(self) -> QuerySet[OutgoingLetter]:
        """With everything that a row shows."""
        return (
            OutgoingLetter.objects.visible_to(self.person)
            .select_related("complaint", "preparer", "approver", "signatory")
            .prefetch_related("versions", "dispatches__message__delivery")
        )
