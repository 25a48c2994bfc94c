"""Several people around one contact: who gives, who takes part, who takes over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.contacts.models import Participant, ParticipantRole, Queue
from contactcenter.contacts.operations.messages import MESSAGE_LIMIT


def _number(help_text: str, **given: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text=help_text, **given)


class ParticipantSerializer(serializers.ModelSerializer[Participant]):
    """Somebody who was called into a conversation. `until` is null while he takes part."""

    person = PersonSerializer(read_only=True)
    called_by = PersonSerializer(read_only=True)

    class Meta:
        model = Participant
        fields = ("id", "person", "role", "called_by", "since", "until")
        read_only_fields = fields


class Transfer(RequestBody):
    """Who gives a running conversation away, and to whom: one of `to`, `queue` and `function`."""

    operator = _number("number of the operator who has the contact")
    to = _number("number of the operator whom it is offered to; with `queue`, one that he serves", required=False)
    queue = serializers.SlugRelatedField[Queue](slug_field="slug", queryset=Queue.objects.all(), required=False)
    function = serializers.SlugField(max_length=30, required=False, help_text="code of a labour function")
    note = serializers.CharField(max_length=MESSAGE_LIMIT, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way out, and one only."""
        ways = {name for name in ("to", "queue", "function") if name in attrs}
        if ways not in ({"to"}, {"to", "queue"}, {"queue"}, {"function"}):
            raise serializers.ValidationError(
                {"to": _("Say to which operator, into which queue or to which labour function.")}, code="no_target"
            )
        return attrs


class NewParticipant(RequestBody):
    """Whom the operator of a contact calls in: to ask (`consultant`) or to let him write too (`guest`)."""

    operator = _number("number of the operator who has the contact")
    person = _number("number of the operator, supervisor or expert who is called")
    role = serializers.ChoiceField(choices=ParticipantRole.choices, default=ParticipantRole.CONSULTANT)
    text = serializers.CharField(
        max_length=MESSAGE_LIMIT, required=False, allow_blank=True, help_text="the question; a consultant needs one"
    )


class TakeOver(RequestBody):
    """Who goes on with the conversation."""

    operator = _number("number of the operator or supervisor who takes over")
    holder = _number("number of the operator who is thought to have it: 409 when it is another one", required=False)
