"""What the API of every labour function shares: open deadlines on a case, and naming whom a new one is about."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contactcenter.api.serializers.base import RequestBody
from contactcenter.api.serializers.cases import CaseSerializer
from contactcenter.cases.models import Case
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact, Topic
from contactcenter.deadlines.models import Deadline
from contactcenter.staff.models import User


class OpenDeadlineSerializer(serializers.ModelSerializer[Deadline]):
    """What is promised and not yet done."""

    class Meta:
        model = Deadline
        fields = ("target", "state", "started_at", "due_at", "internal_due_at", "breached_at")
        read_only_fields = fields


class PromisedCaseSerializer(CaseSerializer):
    """A case with its open `deadlines`, the most urgent first; its function adds the rest."""

    deadlines = serializers.SerializerMethodField()

    @extend_schema_field(OpenDeadlineSerializer(many=True))
    def get_deadlines(self, case: Case) -> Any:
        """Brought along by `deadlines.queries.with_open_deadlines`."""
        return OpenDeadlineSerializer(getattr(case, "open_deadlines", ()), many=True).data


class NewCaseBody(RequestBody):
    """Whose case it is, by whom and about what. Somebody answers for it when `owner` is given; nobody does otherwise.

    A function says its slug, and adds its own fields.
    """

    function = ""

    client = serializers.PrimaryKeyRelatedField[Client](queryset=Client.objects.none(), required=False)
    contact = serializers.PrimaryKeyRelatedField[Contact](
        queryset=Contact.objects.none(), required=False, help_text="the conversation that it comes from"
    )
    topic = serializers.SlugRelatedField[Topic](slug_field="slug", queryset=Topic.objects.none(), required=False)
    owner = serializers.PrimaryKeyRelatedField[User](queryset=User.objects.none(), required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Only what the caller may see can be named."""
        fields: dict[str, Any] = super().get_fields()
        user = self.context["request"].user
        fields["client"].queryset = Client.objects.visible_to(user).current()
        fields["contact"].queryset = Contact.objects.visible_to(user).select_related("client")
        fields["topic"].queryset = Topic.objects.filter(function=self.function, is_active=True)
        fields["owner"].queryset = User.objects.filter(is_active=True)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The client is named, or follows from the contact."""
        contact = attrs.get("contact")
        client = attrs.setdefault("client", contact.client if contact else None)
        if client is None:
            raise serializers.ValidationError({"client": _("Say which client it is about, or which contact.")})
        if contact and contact.client_id != client.pk:
            raise serializers.ValidationError({"contact": _("This contact is with another client.")})
        return attrs


class NewAnswer(RequestBody):
    """What the client was told."""

    answer = serializers.CharField(max_length=5_000)


class NewUpdate(RequestBody):
    """What the client was told on the way."""

    text = serializers.CharField(max_length=1_000)


class NewReopening(RequestBody):
    """Why it goes on."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
