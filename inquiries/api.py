"""Inquiries over the REST API: reading, registering, and the three moves of their life as resources."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.api.serializers.cases import CASE_FIELDS
from contactcenter.api.serializers.function_cases import (
    NewAnswer,
    NewCaseBody,
    NewReopening,
    NewUpdate,
    PromisedCaseSerializer,
)
from contactcenter.api.views.cases import FunctionCaseResource
from contactcenter.cases.models import Case
from inquiries.operations.life import (
    TEXT_LIMIT,
    answer_inquiry,
    close_inquiry,
    inform_client,
    register_inquiry,
    reopen_inquiry,
)
from inquiries.queries import inquiries_visible_to


class InquirySerializer(PromisedCaseSerializer):
    """A case with what was asked and what was answered; `deadlines` are the open ones, the most urgent first."""

    question = serializers.CharField(source="inquiry.question", read_only=True)
    answer = serializers.CharField(source="inquiry.answer", read_only=True)
    answered_at = serializers.DateTimeField(source="inquiry.answered_at", read_only=True, allow_null=True)
    answered_by = PersonSerializer(source="inquiry.answered_by", read_only=True, allow_null=True)
    first_contact = serializers.BooleanField(source="inquiry.first_contact", read_only=True)
    additional_need = serializers.CharField(source="inquiry.additional_need", read_only=True)

    class Meta(PromisedCaseSerializer.Meta):
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


class NewInquiry(NewCaseBody):
    """What a client asks. Somebody answers for it when `owner` is given; nobody does otherwise."""

    function = "inquiries"

    question = serializers.CharField(max_length=TEXT_LIMIT)
    additional_need = serializers.CharField(max_length=300, required=False, allow_blank=True)


class InquiryViewSet(FunctionCaseResource):
    """Inquiries, the latest first."""

    serializer_class = InquirySerializer

    def get_queryset(self) -> QuerySet[Case]:
        """With everything that a row shows."""
        return inquiries_visible_to(self.person)

    @extend_schema(request=NewInquiry, responses={201: InquirySerializer})
    def create(self, request: Request) -> Response:
        """Register an inquiry: 201 with its number. Its deadline begins to run."""
        case = register_inquiry(**{"owner": None, **self.body(NewInquiry)}, at=timezone.now(), actor=self.person)
        return self.registered(case, at="api:inquiries-detail")

    @extend_schema(request=NewAnswer, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: int) -> Response:
        """Record the answer that was given; the deadline stops. 409 where the state does not allow it."""
        given = self.body(NewAnswer)
        return self.moved(answer_inquiry(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))

    @extend_schema(request=NewUpdate, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def updates(self, request: Request, pk: int) -> Response:
        """The client was told how it goes. 409 where the state does not allow it."""
        given = self.body(NewUpdate)
        return self.moved(inform_client(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))

    @extend_schema(request=None, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def closure(self, request: Request, pk: int) -> Response:
        """Nothing more is to be done. 409 where the state does not allow it."""
        self.body(RequestBody)
        return self.moved(close_inquiry(case_id=self.get_object().pk, at=timezone.now(), actor=self.person))

    @extend_schema(request=NewReopening, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, pk: int) -> Response:
        """The client asks once more: the number stays, a new deadline begins. 409 where the state does not allow it."""
        given = self.body(NewReopening)
        return self.moved(reopen_inquiry(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))
