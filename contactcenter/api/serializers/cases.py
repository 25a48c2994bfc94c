"""Cases, their history, and the moves that lead them on."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.api.serializers.clients import ClientReference
from contactcenter.cases.models import Case, CaseEvent
from contactcenter.contacts.models import Topic
from contactcenter.functions.registry import registry
from contactcenter.functions.sentences import brought_sentence
from contactcenter.staff.models import Department

# What every serializer of a case shows; a labour function adds its own behind these.
CASE_FIELDS = (
    "id",
    "number",
    "function",
    "kind",
    "state",
    "state_label",
    "allowed",
    "subject",
    "client",
    "topic",
    "priority",
    "owner",
    "department",
    "continues",
    "received_at",
    "created_at",
    "closed_at",
)


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A piece of work with a number."""

    kind = serializers.CharField(read_only=True)
    client = ClientReference(read_only=True)
    topic = serializers.SlugRelatedField[Topic](slug_field="slug", read_only=True, allow_null=True)
    owner = PersonSerializer(read_only=True, allow_null=True)
    department = serializers.SlugRelatedField[Department](slug_field="code", read_only=True, allow_null=True)
    state_label = serializers.CharField(read_only=True)
    allowed = serializers.SerializerMethodField()
    continues = serializers.PrimaryKeyRelatedField[Case](
        read_only=True, allow_null=True, help_text="the case that became this one"
    )

    class Meta:
        model = Case
        fields: tuple[str, ...] = CASE_FIELDS
        read_only_fields: tuple[str, ...] = fields

    def get_allowed(self, case: Case) -> list[str]:
        """Verbs that POST …/transitions/ takes now."""
        function = registry.find(case.function)
        return (
            [verb for verb in function.states.allowed(case.state) if verb in function.transitions] if function else []
        )


class CaseEventSerializer(serializers.ModelSerializer[CaseEvent]):
    """One transition or correction."""

    actor = PersonSerializer(read_only=True, allow_null=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]  # a declared field hides no attribute
    verb_label = serializers.SerializerMethodField()

    class Meta:
        model = CaseEvent
        fields = ("id", "at", "actor", "verb", "verb_label", "before", "after", "data")
        read_only_fields = fields

    def get_verb_label(self, event: CaseEvent) -> str:
        """The verb as a sentence."""
        function = registry.find(self.context["case"].function)
        own = function.event_labels.get(event.verb) if function else None
        return str(own or brought_sentence(event.verb) or event.verb)


@extend_schema_field({"type": "object", "additionalProperties": {}})
class FreeFields(serializers.DictField):
    """What the verb needs; its form says which."""


class NewTransition(RequestBody):
    """One move along the state table of the case's labour function."""

    verb = serializers.CharField(max_length=30, help_text="one of the case's `allowed`")
    fields_of_verb = FreeFields(required=False, help_text="what the verb needs, for example the answer")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`fields` is a name that a serializer keeps for itself."""
        fields = super().get_fields()
        fields["fields"] = fields.pop("fields_of_verb")
        return fields
