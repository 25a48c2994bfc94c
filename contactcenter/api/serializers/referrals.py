"""Questions to departments, the talk about them, and what the departments decide."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.cases.models import Case
from contactcenter.deadlines.arithmetic import LARGEST
from contactcenter.decisions.models import Decision, Referral, ReferralMessage, ResolutionCode
from contactcenter.decisions.operations.deciding import LARGEST_AMOUNT, NOTE_LIMIT, TEXT_LIMIT
from contactcenter.decisions.operations.referring import QUESTION_LIMIT, REASON_LIMIT
from contactcenter.decisions.operations.working import MESSAGE_LIMIT
from contactcenter.staff.models import Department


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """What a department decided; `amount` is in kopecks."""

    code = serializers.SlugRelatedField[ResolutionCode](slug_field="code", read_only=True)
    decided_by = PersonSerializer(read_only=True, allow_null=True)
    signed_by = serializers.CharField(
        source="outsider", read_only=True, help_text="who decided by the link in a letter"
    )

    class Meta:
        model = Decision
        fields = ("id", "at", "code", "text", "note", "amount", "fulfil_by", "decided_by", "signed_by")
        read_only_fields = fields


class ReferralSerializer(serializers.ModelSerializer[Referral]):
    """A question to a department about a case."""

    case = serializers.PrimaryKeyRelatedField[Case](read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True)
    department = serializers.SlugRelatedField[Department](slug_field="code", read_only=True)
    parent = serializers.PrimaryKeyRelatedField[Referral](
        read_only=True, allow_null=True, help_text="the referral that this one was passed on from"
    )  # type: ignore[assignment]  # a declared field hides no attribute
    asked_by = PersonSerializer(read_only=True, allow_null=True)
    expert = PersonSerializer(read_only=True, allow_null=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)
    allowed = serializers.ListField(
        source="allowed_verbs",
        child=serializers.CharField(),
        read_only=True,
        help_text="verbs possible now",
    )
    due_at = serializers.DateTimeField(source="deadline.due_at", read_only=True, allow_null=True)
    decision = DecisionSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Referral
        fields = (
            "id",
            "case",
            "case_number",
            "position",
            "department",
            "parent",
            "question",
            "state",
            "state_label",
            "allowed",
            "asked_by",
            "expert",
            "created_at",
            "due_at",
            "decided_at",
            "decision",
        )
        read_only_fields = fields


class ReferralMessageSerializer(serializers.ModelSerializer[ReferralMessage]):
    """One line of the talk between a department and the contact centre."""

    author = PersonSerializer(read_only=True, allow_null=True)
    signed_by = serializers.CharField(source="outsider", read_only=True, help_text="who wrote by the link in a letter")

    class Meta:
        model = ReferralMessage
        fields = ("id", "at", "from_department", "author", "signed_by", "body")
        read_only_fields = fields


class NewReferral(RequestBody):
    """What is asked. Without `department` the matrix names it; without `hours` it says how long the department has."""

    case = serializers.PrimaryKeyRelatedField[Case](queryset=Case.objects.none())
    question = serializers.CharField(max_length=QUESTION_LIMIT)
    department = serializers.SlugRelatedField[Department](
        slug_field="code", queryset=Department.objects.all(), required=False
    )
    product = serializers.CharField(max_length=100, required=False, allow_blank=True)
    hours = serializers.IntegerField(
        min_value=1, max_value=LARGEST, required=False, help_text="working hours until it is due"
    )
    by_email = serializers.BooleanField(required=False, help_text="send a link besides")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Only cases that the caller may see can be named."""
        fields: dict[str, Any] = super().get_fields()
        fields["case"].queryset = Case.objects.visible_to(self.context["request"].user)
        return fields


class NewReferralMessage(RequestBody):
    """A question of the department, or an answer to it, by whose token it is."""

    text = serializers.CharField(max_length=MESSAGE_LIMIT)


class NewDecision(RequestBody):
    """What the department decides; `amount` is in kopecks."""

    code = serializers.SlugRelatedField[ResolutionCode](
        slug_field="code", queryset=ResolutionCode.objects.filter(is_active=True)
    )
    text = serializers.CharField(max_length=TEXT_LIMIT, help_text="reasons for the answer to the client")
    note = serializers.CharField(
        max_length=NOTE_LIMIT, required=False, allow_blank=True, help_text="for the operator alone"
    )
    amount = serializers.IntegerField(min_value=0, max_value=LARGEST_AMOUNT, required=False, allow_null=True)
    fulfil_by = serializers.DateField(required=False, allow_null=True)


class NewReason(RequestBody):
    """Why."""

    reason = serializers.CharField(max_length=REASON_LIMIT)
