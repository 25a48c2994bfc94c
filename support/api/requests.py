"""Support requests over the REST API: reading, registering, and the moves of their life as resources."""

from __future__ import annotations

from typing import Any

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
from support.models import Fault, Product, Severity, Symptom
from support.models.requests import MOST_AFFECTED
from support.operations.asking import record_check
from support.operations.life import (
    TEXT_LIMIT,
    NewRequest,
    answer_request,
    close_request,
    inform_client,
    register_request,
    reopen_request,
)
from support.queries.requests import requests_visible_to


class CodeOf(serializers.SlugRelatedField[Any]):
    """A row of the catalogue by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", **kwargs)


SUPPORT_FIELDS = (
    "product",
    "symptoms",
    "description",
    "service_address",
    "account",
    "severity",
    "affected_count",
    "fault",
    "cause",
    "remedy",
    "answer",
    "answered_at",
    "answered_by",
    "resolved_first_line",
    "additional_need",
    "asked_at",
    "helped",
    "repeats",
    "outage",
    "deadlines",
)


class SupportRequestSerializer(PromisedCaseSerializer):
    """A case with what does not work and what was done; `deadlines` are the open ones, the most urgent first."""

    product = CodeOf(source="support_request.product", read_only=True)
    symptoms = CodeOf(source="support_request.symptoms", read_only=True, many=True)
    description = serializers.CharField(source="support_request.description", read_only=True)
    service_address = serializers.CharField(source="support_request.service_address", read_only=True)
    account = serializers.CharField(source="support_request.account", read_only=True)
    severity = serializers.ChoiceField(source="support_request.severity", choices=Severity.choices, read_only=True)
    affected_count = serializers.IntegerField(source="support_request.affected_count", read_only=True)
    fault = CodeOf(source="support_request.fault", read_only=True, allow_null=True)
    cause = serializers.CharField(source="support_request.cause", read_only=True)
    remedy = serializers.CharField(source="support_request.remedy", read_only=True)
    answer = serializers.CharField(source="support_request.answer", read_only=True)
    answered_at = serializers.DateTimeField(source="support_request.answered_at", read_only=True, allow_null=True)
    answered_by = PersonSerializer(source="support_request.answered_by", read_only=True, allow_null=True)
    resolved_first_line = serializers.BooleanField(source="support_request.resolved_first_line", read_only=True)
    additional_need = serializers.CharField(source="support_request.additional_need", read_only=True)
    asked_at = serializers.DateTimeField(source="support_request.asked_at", read_only=True, allow_null=True)
    helped = serializers.BooleanField(source="support_request.helped", read_only=True, allow_null=True)
    repeats = serializers.IntegerField(
        source="support_request.repeats_id", read_only=True, allow_null=True, help_text="an earlier case of this kind"
    )
    outage = serializers.IntegerField(source="support_request.outage_id", read_only=True, allow_null=True)

    class Meta(PromisedCaseSerializer.Meta):
        fields = (*CASE_FIELDS, *SUPPORT_FIELDS)
        read_only_fields = fields


class NewSupportRequest(NewCaseBody):
    """What does not work. Somebody answers for it when `owner` is given; nobody does otherwise."""

    function = "support"

    product = CodeOf(queryset=Product.objects.filter(is_active=True))
    symptoms = CodeOf(queryset=Symptom.objects.filter(is_active=True), many=True, required=False)
    description = serializers.CharField(max_length=TEXT_LIMIT)
    service_address = serializers.CharField(max_length=300, required=False, allow_blank=True)
    account = serializers.CharField(max_length=32, required=False, allow_blank=True)
    severity = serializers.ChoiceField(choices=Severity.choices, required=False)
    affected_count = serializers.IntegerField(min_value=1, max_value=MOST_AFFECTED, required=False)
    fault = CodeOf(queryset=Fault.objects.filter(is_active=True), required=False)
    additional_need = serializers.CharField(max_length=300, required=False, allow_blank=True)


class NewSolution(NewAnswer):
    """What the client was told, what it was, what helped."""

    cause = serializers.CharField(max_length=500, required=False, allow_blank=True)
    remedy = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    fault = CodeOf(queryset=Fault.objects.filter(is_active=True), required=False)


class NewCheck(RequestBody):
    """What the client said when he was asked whether it helped."""

    helped = serializers.BooleanField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class SupportRequestViewSet(FunctionCaseResource):
    """Support requests, the latest first."""

    resource = "support"
    serializer_class = SupportRequestSerializer

    def get_queryset(self) -> QuerySet[Case]:
        """With everything that a row shows."""
        return requests_visible_to(self.person).prefetch_related("support_request__symptoms")

    @extend_schema(request=NewSupportRequest, responses={201: SupportRequestSerializer})
    def create(self, request: Request) -> Response:
        """Register a request: 201 with its number. Its deadlines begin to run."""
        new = NewRequest(**self.body(NewSupportRequest))
        case = register_request(new=new, at=timezone.now(), actor=self.person)
        return self.registered(case, at="api:support-requests-detail")

    @extend_schema(request=NewSolution, responses={201: SupportRequestSerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: int) -> Response:
        """Record the answer that was given; the deadlines stop. 409 where the state does not allow it."""
        given = self.body(NewSolution)
        return self.moved(answer_request(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))

    @extend_schema(request=NewUpdate, responses={201: SupportRequestSerializer})
    @action(detail=True, methods=["post"])
    def updates(self, request: Request, pk: int) -> Response:
        """The client was told how it goes. 409 where the state does not allow it."""
        given = self.body(NewUpdate)
        return self.moved(inform_client(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))

    @extend_schema(request=None, responses={201: SupportRequestSerializer})
    @action(detail=True, methods=["post"])
    def closure(self, request: Request, pk: int) -> Response:
        """Nothing more is to be done. 409 where the state does not allow it."""
        self.body(RequestBody)
        return self.moved(close_request(case_id=self.get_object().pk, at=timezone.now(), actor=self.person))

    @extend_schema(request=NewCheck, responses={201: SupportRequestSerializer})
    @action(detail=True, methods=["post"])
    def checks(self, request: Request, pk: int) -> Response:
        """The client was asked whether it helped; if not, the request is opened again. 409 before it was answered."""
        given = self.body(NewCheck)
        return self.moved(record_check(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))

    @extend_schema(request=NewReopening, responses={201: SupportRequestSerializer})
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, pk: int) -> Response:
        """It fails again: the number stays, new deadlines begin. 409 where the state does not allow it."""
        given = self.body(NewReopening)
        return self.moved(reopen_request(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))
