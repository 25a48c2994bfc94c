"""Promises to call clients back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.api.serializers.clients import ClientReference
from contactcenter.callbacks.models import Callback, CallbackEvent
from contactcenter.callbacks.operations.agreeing import NOTE_LIMIT
from contactcenter.contacts.models import Queue, Topic
from contactcenter.privacy.masking import mask_address

_ZONE_HELP = "IANA name, such as Asia/Omsk; left out: that of the client, else by the number, else the centre's own"


class CallbackSerializer(serializers.ModelSerializer[Callback]):
    """One promise. The number is always masked here."""

    client = ClientReference(read_only=True)
    phone = serializers.SerializerMethodField()
    queue = serializers.SlugRelatedField[Queue](slug_field="slug", read_only=True)
    topic = serializers.SlugRelatedField[Topic](slug_field="slug", read_only=True, allow_null=True)
    operator = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Callback
        fields = (
            "id",
            "state",
            "client",
            "phone",
            "queue",
            "topic",
            "operator",
            "origin",
            "origin_contact",
            "contact",
            "promised_at",
            "due_at",
            "time_zone",
            "attempts",
            "note",
            "created_at",
            "ended_at",
        )
        read_only_fields = fields

    def get_phone(self, callback: Callback) -> str | None:
        """Enough to recognise; in full at /clients/{id}/addresses/."""
        address = callback.address
        return mask_address(kind=address.kind, value=address.value) if address else None


class CallbackEventSerializer(serializers.ModelSerializer[CallbackEvent]):
    """One transition."""

    actor = PersonSerializer(read_only=True, allow_null=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]  # a declared field hides no attribute

    class Meta:
        model = CallbackEvent
        fields = ("id", "at", "actor", "verb", "before", "after", "data")
        read_only_fields = fields


class NewCallback(RequestBody):
    """Whom to call, and when."""

    phone = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    moment = serializers.DateTimeField(help_text="with an offset; it is shown by the clock of the client")
    time_zone = serializers.CharField(max_length=64, required=False, allow_blank=True, default="", help_text=_ZONE_HELP)
    queue = serializers.SlugRelatedField[Queue](slug_field="slug", queryset=Queue.objects.all(), required=False)
    topic = serializers.SlugRelatedField[Topic](slug_field="slug", queryset=Topic.objects.all(), required=False)
    note = serializers.CharField(max_length=NOTE_LIMIT, required=False, allow_blank=True, default="")
    external_id = serializers.CharField(
        max_length=150,
        required=False,
        allow_blank=True,
        default="",
        help_text="your name for the promise; the same one a second time changes nothing",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two says where the call waits."""
        if not attrs.get("queue") and not (attrs.get("topic") and attrs["topic"].queue):
            raise serializers.ValidationError({"queue": _("Say into which queue, or on what topic.")}, code="no_queue")
        return attrs


class NewMoment(RequestBody):
    """When to call instead."""

    moment = serializers.DateTimeField()
    time_zone = serializers.CharField(max_length=64, required=False, allow_blank=True, default="", help_text=_ZONE_HELP)


class Cancellation(RequestBody):
    """Why nobody calls."""

    why = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class Outcome(RequestBody):
    """How the attempt under way ended."""

    result = serializers.ChoiceField(choices=("reached", "not_reached"))
