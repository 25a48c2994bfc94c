"""Questions to departments: asking, the talk, taking, deciding, and the ways back."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from contactcenter.api.filters import BooleanFilter, NumberFilter
from contactcenter.api.pagination import OldestFirst
from contactcenter.api.serializers.base import RequestBody
from contactcenter.api.serializers.referrals import (
    NewDecision,
    NewReason,
    NewReferral,
    NewReferralMessage,
    ReferralMessageSerializer,
    ReferralSerializer,
)
from contactcenter.api.views.base import ApiViewSet, ListResource, ReadOnlyResource
from contactcenter.decisions import states
from contactcenter.decisions.models import Decision, Referral, ReferralMessage
from contactcenter.decisions.models.referrals import ReferralQuerySet
from contactcenter.decisions.operations.deciding import Verdict, decide, return_for_completion
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, give_back, refer_case, withdraw_referral
from contactcenter.decisions.operations.working import answer_question, ask_back, take_referral


class ReferralFilter(django_filters.FilterSet):
    case = NumberFilter(field_name="case")
    department = django_filters.CharFilter(field_name="department__code", max_length=40)
    expert = NumberFilter(field_name="expert")
    open = BooleanFilter(method="by_open")

    class Meta:
        model = Referral
        fields = ("state",)

    def by_open(self, rows: ReferralQuerySet, _name: str, value: bool) -> ReferralQuerySet:
        """Whether the department still owes something."""
        return rows.filter(state__in=states.OPEN) if value else rows.exclude(state__in=states.OPEN)


class _Referrals(ApiViewSet[Any]):
    resource = "referrals"
    serializer_class: type[ModelSerializer[Any]] = ReferralSerializer

    def rows(self) -> QuerySet[Referral]:
        """What the caller may see, with everything that a row shows."""
        decisions = Decision.objects.select_related("code", "decided_by").order_by("id")
        return (
            Referral.objects.visible_to(self.person)
            .select_related("case", "department", "asked_by", "expert", "deadline")
            .prefetch_related(Prefetch("decisions", queryset=decisions))
        )

    def referral(self) -> Referral:
        """404 where it is not there or not shown."""
        return self.parent(Referral.objects.visible_to(self.person), name="referral_id")

    def now(self, referral_id: int) -> Response:
        """The referral as it is after a change."""
        return self.drawn(self.rows().get(pk=referral_id), status=status.HTTP_201_CREATED)


class ReferralViewSet(ReadOnlyResource[Referral], _Referrals):
    """Questions to departments, the latest first."""

    filterset_class = ReferralFilter

    def get_queryset(self) -> QuerySet[Referral]:
        """An expert's token sees what his department was asked."""
        return self.rows()

    @extend_schema(request=NewReferral, responses={201: ReferralSerializer})
    def create(self, request: Request) -> Response:
        """Ask a department about a case: 201. Its deadline begins to run. 409 where the case is closed."""
        given = self.body(NewReferral)
        case = given.pop("case")
        question = Question(text=given.pop("question"), **given)
        referral = refer_case(case_id=case.pk, question=question, at=timezone.now(), actor=self.person)
        row = self.rows().get(pk=referral.pk)
        return self.drawn(row, status=status.HTTP_201_CREATED, at="api:referral-detail")


class ReferralMessageViewSet(ListResource[Any], _Referrals):
    """The talk between the department and the contact centre."""

    serializer_class = ReferralMessageSerializer
    pagination_class = OldestFirst
    filterset_class = None

    def get_queryset(self) -> QuerySet[ReferralMessage]:
        """Of the referral in the address."""
        visible = Referral.objects.visible_to(self.person)
        return ReferralMessage.objects.filter(
            referral__in=visible, referral_id=self.kwargs.get("referral_id")
        ).select_related("author")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """404 for a referral that is not there, where an empty list would tell of silence."""
        self.referral()
        return super().list(request, *args, **kwargs)

    @extend_schema(request=NewReferralMessage, responses={201: ReferralMessageSerializer})
    def create(self, request: Request, referral_id: int) -> Response:
        """With an expert's token a question, which stops the deadline; with any other the answer, which starts it."""
        referral, text = self.referral(), self.body(NewReferralMessage)["text"]
        if Referral.objects.asked_of(self.person).filter(pk=referral.pk).exists():
            message = ask_back(referral_id=referral.pk, who=Who(user=self.person), text=text, at=timezone.now())
        else:
            message = answer_question(referral_id=referral.pk, actor=self.person, text=text, at=timezone.now())
        return self.drawn(message, status=status.HTTP_201_CREATED)


class TakingViewSet(_Referrals):
    """Taking a referral."""

    @extend_schema(request=None, responses={201: ReferralSerializer})
    def create(self, request: Request, referral_id: int) -> Response:
        """The expert works on it from now on. 409 with `allowed` when a colleague was faster."""
        self.body(RequestBody)
        return self.now(take_referral(referral_id=self.referral().pk, expert=self.person, at=timezone.now()).pk)


class DecisionViewSet(_Referrals):
    """The decision of a department."""

    @extend_schema(request=NewDecision, responses={201: ReferralSerializer})
    def create(self, request: Request, referral_id: int) -> Response:
        """Decide: 201 with the referral. 409 with `allowed` when it is closed."""
        verdict = Verdict(**self.body(NewDecision))
        referral = self.referral()
        decide(referral_id=referral.pk, who=Who(user=self.person), verdict=verdict, at=timezone.now())
        return self.now(referral.pk)


class ReturnViewSet(_Referrals):
    """A decision that is not enough to answer the client with."""

    @extend_schema(request=NewReason, responses={201: ReferralSerializer})
    def create(self, request: Request, referral_id: int) -> Response:
        """Back to the department, with a new term. 409 with `allowed` when there is no decision."""
        given = self.body(NewReason)
        referral = self.referral()
        return_for_completion(referral_id=referral.pk, actor=self.person, at=timezone.now(), **given)
        return self.now(referral.pk)


class ReferralRefusalViewSet(_Referrals):
    """A question that is not the department's."""

    @extend_schema(request=NewReason, responses={201: ReferralSerializer})
    def create(self, request: Request, referral_id: int) -> Response:
        """The department gives it back. 409 with `allowed` when it is closed."""
        given = self.body(NewReason)
        referral = self.referral()
        give_back(referral_id=referral.pk, who=Who(user=self.person), at=timezone.now(), **given)
        return self.now(referral.pk)


class WithdrawalViewSet(_Referrals):
    """A question that is settled otherwise."""

    @extend_schema(request=NewReason, responses={201: ReferralSerializer})
    def create(self, request: Request, referral_id: int) -> Response:
        """The department owes nothing any more. 409 with `allowed` when it has decided."""
        given = self.body(NewReason)
        referral = self.referral()
        withdraw_referral(referral_id=referral.pk, actor=self.person, at=timezone.now(), **given)
        return self.now(referral.pk)
