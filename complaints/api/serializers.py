"""What the API shows of an entry, and what it takes in. Amounts are whole kopecks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from complaints.models import Cause, Complaint, Demand, Ground, Kind, Outcome, ReplyForm, Way
from complaints.models.complaints import LARGEST_AMOUNT, REASON_LIMIT, TEXT_LIMIT
from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.api.serializers.cases import CASE_FIELDS
from contactcenter.api.serializers.function_cases import NewCaseBody, PromisedCaseSerializer
from contactcenter.clients.models import Client
from contactcenter.staff.models import User

_PLAIN = (
    "basis",
    "due_at",
    "internal_due_at",
    "text",
    "demand",
    "amount",
    "contract",
    "contract_on",
    "product",
    "way",
    "incoming_number",
    "sent_at",
    "reply_form",
    "complainant",
    "is_anonymous",
    "representative",
    "authority",
    "authority_until",
    "is_collective",
    "about_note",
    "acknowledged_at",
    "outcome",
    "reason",
    "decided_amount",
    "execute_by",
    "decided_at",
    "extended_at",
    "extension_reason",
    "answer",
    "answered_at",
    "outgoing_number",
    "outgoing_on",
    "delivery",
    "executed_at",
    "executed_amount",
    "execution",
    "forwarded_to",
    "forwarded_at",
    "forward_due_at",
    "end_reason",
    "appeals",
    "note",
)


class CodeOf(serializers.SlugRelatedField[Any]):
    """A row of the catalogue by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", **kwargs)


class EntrySerializer(serializers.ModelSerializer[Complaint]):
    """What the register says: `kind` is the series, `basis` the rule as it was when the entry was registered."""

    ground = CodeOf(read_only=True)
    cause = CodeOf(read_only=True, allow_null=True)
    about = PersonSerializer(many=True, read_only=True)
    complainants = serializers.SlugRelatedField[Any](slug_field="name", many=True, read_only=True)
    decided_by = PersonSerializer(read_only=True, allow_null=True)
    repeats = serializers.PrimaryKeyRelatedField[Complaint](
        read_only=True, allow_null=True, help_text="an earlier entry on the same matter"
    )
    joined_to = serializers.PrimaryKeyRelatedField[Complaint](read_only=True, allow_null=True)
    demand = serializers.ChoiceField(choices=Demand.choices, allow_blank=True, read_only=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_blank=True, read_only=True)

    class Meta:
        model = Complaint
        fields = (
            "kind",
            "ground",
            "cause",
            "about",
            "complainants",
            "decided_by",
            "repeats",
            "joined_to",
            *_PLAIN,
        )
        read_only_fields = fields


class ComplaintSerializer(PromisedCaseSerializer):
    """An entry of the register: the case, and what the register says of it."""

    entry = EntrySerializer(source="complaint", read_only=True)

    class Meta(PromisedCaseSerializer.Meta):
        fields = (*CASE_FIELDS, "entry", "deadlines")
        read_only_fields = fields


class Kopecks(serializers.IntegerField):
    """Whole kopecks, zero or more."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=LARGEST_AMOUNT, required=False, allow_null=True, **kwargs)


def _text(limit: int, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(max_length=limit, required=False, allow_blank=True, **kwargs)


class NewSignatory(RequestBody):
    """One more of those who complain together."""

    name = serializers.CharField(max_length=300)
    contract = _text(40)
    client = serializers.PrimaryKeyRelatedField[Client](queryset=Client.objects.none(), required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Only clients whom the caller may see."""
        fields: dict[str, Any] = super().get_fields()
        fields["client"].queryset = Client.objects.visible_to(self.context["request"].user).current()
        return fields


class NewEntry(NewCaseBody):
    """What is brought to the register. An anonymous one needs neither client nor contact."""

    function = "complaints"

    kind = serializers.ChoiceField(choices=Kind.choices)
    ground = CodeOf(queryset=Ground.objects.filter(is_active=True), required=False)
    text = serializers.CharField(max_length=TEXT_LIMIT)
    subject = _text(200)
    demand = serializers.ChoiceField(choices=Demand.choices, required=False)
    amount = Kopecks()
    contract = _text(40)
    contract_on = serializers.DateField(required=False)
    product = _text(100)
    way = serializers.ChoiceField(choices=Way.choices, required=False)
    received_at = serializers.DateTimeField(required=False)
    incoming_number = _text(60)
    sent_at = serializers.DateTimeField(required=False)
    reply_form = serializers.ChoiceField(choices=ReplyForm.choices, required=False)
    reply_address = _text(300)
    is_anonymous = serializers.BooleanField(required=False)
    representative = _text(300)
    authority = _text(300)
    authority_until = serializers.DateField(required=False)
    about = serializers.PrimaryKeyRelatedField[User](
        queryset=User.objects.filter(is_active=True), many=True, required=False
    )
    about_note = _text(300)
    signatories = NewSignatory(many=True, required=False)
    cause = CodeOf(queryset=Cause.objects.filter(is_active=True), required=False)
    note = _text(500)
    is_told = serializers.BooleanField(
        required=False, help_text="the client knows the number and the due date: write him no acknowledgement"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Whoever is anonymous needs no client."""
        if attrs.get("is_anonymous") and not attrs.get("client") and not attrs.get("contact"):
            return attrs
        return super().validate(attrs)


class NewCorrection(RequestBody):
    """What an entry should say instead, and why."""

    reason = serializers.CharField(max_length=300)
    text = serializers.CharField(max_length=TEXT_LIMIT, required=False)
    demand = serializers.ChoiceField(choices=Demand.choices, required=False, allow_blank=True)
    amount = Kopecks()
    contract = _text(40)
    contract_on = serializers.DateField(required=False, allow_null=True)
    product = _text(100)
    incoming_number = _text(60)
    reply_form = serializers.ChoiceField(choices=ReplyForm.choices, required=False)
    reply_address = _text(300)
    complainant = _text(300)
    representative = _text(300)
    authority = _text(300)
    authority_until = serializers.DateField(required=False, allow_null=True)
    about_note = _text(300)
    note = _text(500)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A correction changes something."""
        if len(attrs) == 1:
            raise serializers.ValidationError(_("Say what is to be corrected."))
        return attrs


class NewVerdict(RequestBody):
    """What is decided, and why."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(max_length=REASON_LIMIT)
    amount = Kopecks()
    execute_by = serializers.DateField(required=False, allow_null=True)


class NewReply(RequestBody):
    """What the client was told, and by which letter."""

    text = serializers.CharField(max_length=TEXT_LIMIT)
    outgoing_number = _text(60)
    outgoing_on = serializers.DateField(required=False, allow_null=True)
    delivery = _text(300)


class NewExecution(RequestBody):
    """What was done of what had been promised; without `amount` all that was granted."""

    what = serializers.CharField(max_length=300)
    amount = Kopecks()


class NewExtension(RequestBody):
    """Why more time is needed; `told` where we cannot write to the client ourselves."""

    reason = serializers.CharField(max_length=300)
    days = serializers.IntegerField(min_value=1, max_value=365, required=False, help_text="all that the rule allows")
    told = _text(300)


class NewComplaintReason(RequestBody):
    """Why."""

    reason = serializers.CharField(max_length=300)


class NewAcknowledgement(RequestBody):
    """How the client was told."""

    note = _text(300)


class NewForwarding(NewComplaintReason):
    """To whom it is passed on, and why."""

    organisation = serializers.CharField(max_length=300)


class NewJoining(RequestBody):
    """Which entry it is a duplicate of."""

    into = serializers.PrimaryKeyRelatedField[Complaint](queryset=Complaint.objects.none())
    reason = _text(300)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Only entries that the caller may see."""
        fields: dict[str, Any] = super().get_fields()
        fields["into"].queryset = Complaint.objects.visible_to(self.context["request"].user)
        return fields


class NewGround(NewComplaintReason):
    """Which law holds instead."""

    ground = CodeOf(queryset=Ground.objects.filter(is_active=True))


class NewCause(RequestBody):
    """Why it came to the complaint."""

    cause = CodeOf(queryset=Cause.objects.filter(is_active=True))
    note = _text(300)
    confirmed = serializers.BooleanField(required=False)
