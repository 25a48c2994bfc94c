"""Inquiries over the REST API: reading, registering, and the three moves of their life as resources."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.api.serializers.cases import CASE_FIELDS, CaseSerializer
from contactcenter.api.views.cases import CaseResource
from contactcenter.cases.models import Case
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact, Topic
from contactcenter.deadlines.models import Deadline
from contactcenter.staff.models import User
from inquiries.operations.life import (
    TEXT_LIMIT,
    answer_inquiry,
    close_inquiry,
    register_inquiry,
    reopen_inquiry,
)
from inquiries.queries import inquiries_visible_to


class OpenDeadlineSerializer(serializers.ModelSerializer[Deadline]):
    """What is promised and not yet done."""

    class Meta:
        model = Deadline
        fields = ("target", "state", "started_at", "due_at", "internal_due_at", "breached_at")
        read_only_fields = fields


class InquirySerializer(CaseSerializer):
    """A case with what was asked and what was answered; `deadlines` are the open ones, the most urgent first."""

    question = serializers.CharField(source="inquiry.question", read_only=True)
    answer = serializers.CharField(source="inquiry.answer", read_only=True)
    answered_at = serializers.DateTimeField(source="inquiry.answered_at", read_only=True, allow_null=True)
    answered_by = PersonSerializer(source="inquiry.answered_by", read_only=True, allow_null=True)
    first_contact = serializers.BooleanField(source="inquiry.first_contact", read_only=True)
    additional_need = serializers.CharField(source="inquiry.additional_need", read_only=True)
    deadlines = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = (
            *CASE_FIELDS,
            "question",
            "answer",
            "answered_at",
            "answered_by",
            "first_contact",
            "additional_need",
            "deadlines",
        )
        read_only_fields = fields

    @extend_schema_field(OpenDeadlineSerializer(many=True))
    def get_deadlines(self, case: Case) -> Any:
        """Brought along by `inquiries_visible_to`."""
        return OpenDeadlineSerializer(getattr(case, "open_deadlines", ()), many=True).data


class NewInquiry(RequestBody):
    """What a client asks. Somebody answers for it when `owner` is given; nobody does otherwise."""

    client = serializers.PrimaryKeyRelatedField[Client](queryset=Client.objects.none(), required=False)
    contact = serializers.PrimaryKeyRelatedField[Contact](
        queryset=Contact.objects.none(), required=False, help_text=gettext_lazy("in which it was asked")
    )
    question = serializers.CharField(max_length=TEXT_LIMIT)
    topic = serializers.SlugRelatedField[Topic](slug_field="slug", queryset=Topic.objects.none(), required=False)
    owner = serializers.PrimaryKeyRelatedField[User](queryset=User.objects.none(), required=False)
    additional_need = serializers.CharField(max_length=300, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Only what the caller may see can be named."""
        fields: dict[str, Any] = super().get_fields()
        user = self.context["request"].user
        fields["client"].queryset = Client.objects.visible_to(user).current()
        fields["contact"].queryset = Contact.objects.visible_to(user).select_related("client")
        fields["topic"].queryset = Topic.objects.filter(function="inquiries", is_active=True)
        fields["owner"].queryset = User.objects.filter(is_active=True)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The client is named, or follows from the contact."""
        contact = attrs.get("contact")
        client = attrs.setdefault("client", contact.client if contact else None)
        if client is None:
            raise serializers.ValidationError({"client": _("Say which client asks, or in which contact.")})
        if contact and contact.client_id != client.pk:
            raise serializers.ValidationError({"contact": _("This contact is with another client.")})
        return attrs


class NewAnswer(RequestBody):
    """What the client was told."""

    answer = serializers.CharField(max_length=TEXT_LIMIT)


class NewReopening(RequestBody):
    """Why it goes on."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class InquiryViewSet(CaseResource):
    """Inquiries, the latest first."""

    serializer_class = InquirySerializer

    def get_queryset(self) -> QuerySet[Case]:
        """With everything that a row shows."""
        return inquiries_visible_to(self.person)

    @extend_schema(request=NewInquiry, responses={201: InquirySerializer})
    def create(self, request: Request) -> Response:
        """Register an inquiry: 201 with its number. Its deadline begins to run."""
        case = register_inquiry(**{"owner": None, **self.body(NewInquiry)}, at=timezone.now(), actor=self.person)
        return self.drawn(self._again(case), status=status.HTTP_201_CREATED, at="api:inquiries-detail")

    @extend_schema(request=NewAnswer, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: int) -> Response:
        """Record the answer that was given; the deadline stops. 409 where the state does not allow it."""
        given = self.body(NewAnswer)
        return self._moved(answer_inquiry(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))

    @extend_schema(request=None, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def closure(self, request: Request, pk: int) -> Response:
        """Nothing more is to be done. 409 where the state does not allow it."""
        self.body(RequestBody)
        return self._moved(close_inquiry(case_id=self.get_object().pk, at=timezone.now(), actor=self.person))

    @extend_schema(request=NewReopening, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, pk: int) -> Response:
        """The client asks once more: the number stays, a new deadline begins. 409 where the state does not allow it."""
        given = self.body(NewReopening)
        return self._moved(reopen_inquiry(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))

    def _moved(self, case: Case) -> Response:
        return self.drawn(self._again(case), status=status.HTTP_201_CREATED)

    def _again(self, case: Case) -> Case:
        return self.get_queryset().get(pk=case.pk)
