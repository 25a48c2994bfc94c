"""The register over the REST API: reading, entering, correcting, and the moves of an entry as resources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.api import serializers as bodies
from complaints.models import Complaint, Kind, Outcome
from complaints.operations.acknowledging import acknowledge_complaint
from complaints.operations.answering import answer_complaint, close_complaint, execute_complaint, reopen_complaint
from complaints.operations.correcting import change_ground, correct_complaint, name_cause
from complaints.operations.deciding import decide_complaint
from complaints.operations.ending import cancel_entry, forward_complaint, withdraw_complaint
from complaints.operations.extending import extend_complaint
from complaints.operations.joining import join_complaint, separate_complaint
from complaints.operations.registering import NewComplaint, Signatory, register_complaint
from contactcenter.api.serializers.base import RequestBody
from contactcenter.api.views.cases import CaseFilter, FunctionCaseResource
from contactcenter.cases.models import Case
from contactcenter.deadlines.queries import with_open_deadlines


class EntryFilter(CaseFilter):
    register_kind = django_filters.ChoiceFilter(field_name="complaint__kind", choices=Kind.choices)
    ground = django_filters.CharFilter(field_name="complaint__ground__code", max_length=30)
    cause = django_filters.CharFilter(field_name="complaint__cause__code", max_length=60)
    outcome = django_filters.ChoiceFilter(field_name="complaint__outcome", choices=Outcome.choices)
    contract = django_filters.CharFilter(field_name="complaint__contract", max_length=40)


def _move(body: type[RequestBody], name: str) -> Callable[[Any], Any]:
    """A move of an entry as a resource beneath it: POST makes it, 201 with the entry as it is now."""

    def decorate(method: Any) -> Any:
        described = extend_schema(request=body, responses={201: bodies.ComplaintSerializer})
        return described(action(detail=True, methods=["post"], url_path=name, url_name=name)(method))

    return decorate


class ComplaintViewSet(FunctionCaseResource):
    """Entries of the register, the latest first; those about the caller himself are not among them."""

    resource = "complaints"
    serializer_class = bodies.ComplaintSerializer
    filterset_class = EntryFilter

    def get_queryset(self) -> QuerySet[Case]:
        """With everything that a row shows."""
        entries = Complaint.objects.select_related(
            "ground", "cause", "decided_by", "repeats", "joined_to"
        ).prefetch_related("about", "complainants")
        cases = Case.objects.visible_to(self.person).filter(function="complaints")
        found = with_open_deadlines(cases.select_related("client", "topic", "owner", "department"))
        return found.prefetch_related(Prefetch("complaint", queryset=entries))

    @extend_schema(request=bodies.NewEntry, responses={201: bodies.ComplaintSerializer})
    def create(self, request: Request) -> Response:
        """Enter a complaint: 201 with its number. Its deadlines run, the client and the department are told."""
        given = self.body(bodies.NewEntry)
        given["signatories"] = tuple(Signatory(**one) for one in given.get("signatories", ()))
        given["about"] = tuple(given.get("about", ()))
        case = register_complaint(new=NewComplaint(**given), at=timezone.now(), actor=self.person)
        return self.registered(case, at="api:complaints-detail")

    @extend_schema(request=bodies.NewCorrection, responses={200: bodies.ComplaintSerializer})
    def partial_update(self, request: Request, pk: int) -> Response:
        """Correct what an entry says, with a reason; what it said before stays in the register."""
        given = self.body(bodies.NewCorrection)
        case = correct_complaint(
            case_id=self.get_object().pk,
            reason=given.pop("reason"),
            changes=given,
            at=timezone.now(),
            actor=self.person,
        )
        return self.drawn(self.again(case))

    @_move(bodies.NewAcknowledgement, "acknowledgement")
    def acknowledgement(self, request: Request, pk: int) -> Response:
        """The client was told the number and the due date. 409 the second time."""
        return self._made(acknowledge_complaint, bodies.NewAcknowledgement)

    @_move(bodies.NewVerdict, "decision")
    def decision(self, request: Request, pk: int) -> Response:
        """Uphold, uphold in part or reject, with the reason. 409 while a department owes its decision."""
        return self._made(decide_complaint, bodies.NewVerdict)

    @_move(bodies.NewReply, "answer")
    def answer(self, request: Request, pk: int) -> Response:
        """Record the answer that was given; the deadlines stop. 409 before it is decided."""
        return self._made(answer_complaint, bodies.NewReply)

    @_move(bodies.NewExecution, "execution")
    def execution(self, request: Request, pk: int) -> Response:
        """The money is back, the thing is replaced. 409 where nothing was promised."""
        return self._made(execute_complaint, bodies.NewExecution)

    @_move(RequestBody, "closure")
    def closure(self, request: Request, pk: int) -> Response:
        """Nothing more is to be done. 409 while a promise is open."""
        return self._made(close_complaint, RequestBody)

    @_move(bodies.NewExtension, "extension")
    def extension(self, request: Request, pk: int) -> Response:
        """Lengthen the term of the answer; the client is told. 409 after the due date or beyond the rule."""
        return self._made(extend_complaint, bodies.NewExtension)

    @_move(bodies.NewComplaintReason, "withdrawal")
    def withdrawal(self, request: Request, pk: int) -> Response:
        """The client takes it back."""
        return self._made(withdraw_complaint, bodies.NewComplaintReason)

    @_move(bodies.NewForwarding, "forwarding")
    def forwarding(self, request: Request, pk: int) -> Response:
        """Another organisation is competent."""
        return self._made(forward_complaint, bodies.NewForwarding)

    @_move(bodies.NewComplaintReason, "reopening")
    def reopening(self, request: Request, pk: int) -> Response:
        """The client appeals: the number stays, the decision is open again, new deadlines begin."""
        return self._made(reopen_complaint, bodies.NewComplaintReason)

    @_move(bodies.NewComplaintReason, "cancellation")
    def cancellation(self, request: Request, pk: int) -> Response:
        """Entered by mistake: the number stays taken. For supervisors."""
        return self._made(cancel_entry, bodies.NewComplaintReason)

    @_move(bodies.NewJoining, "joining")
    def joining(self, request: Request, pk: int) -> Response:
        """A duplicate is joined to the entry `into` and keeps its number."""
        given = self.body(bodies.NewJoining)
        case = join_complaint(
            case_id=self.get_object().pk,
            into=given["into"].pk,
            reason=given.get("reason", ""),
            at=timezone.now(),
            actor=self.person,
        )
        return self.moved(case)

    @_move(bodies.NewComplaintReason, "separation")
    def separation(self, request: Request, pk: int) -> Response:
        """It was another matter after all: it goes on by itself."""
        return self._made(separate_complaint, bodies.NewComplaintReason)

    @_move(bodies.NewGround, "grounds")
    def grounds(self, request: Request, pk: int) -> Response:
        """Another law holds: its rules count from the same moments."""
        return self._made(change_ground, bodies.NewGround)

    @_move(bodies.NewCause, "causes")
    def causes(self, request: Request, pk: int) -> Response:
        """Name the cause; the department that answers for it is told when nobody was."""
        return self._made(name_cause, bodies.NewCause)

    def _made(self, operation: Callable[..., Case], body: type[RequestBody]) -> Response:
        given = self.body(body)
        return self.moved(operation(case_id=self.get_object().pk, at=timezone.now(), actor=self.person, **given))
