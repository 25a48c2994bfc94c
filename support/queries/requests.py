"""Questions about support requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case, CaseQuerySet
from contactcenter.clients.models import Client
from contactcenter.deadlines.queries import by_due, nearest, with_open_deadlines
from contactcenter.deadlines.words import TimeLeft
from contactcenter.functions.registry import SearchHit
from contactcenter.lib.text import prefix_query
from contactcenter.staff.models import User
from support.models import SupportRequest
from support.queries.runs import checked_of
from support.states import SUPPORT_REQUEST, WAITING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PAGE = 50
CLIENTS = 200
UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    case: Case
    left: TimeLeft | None


@dataclass(frozen=True)
class RequestFilter:
    """What the list shows."""

    state: str = UNANSWERED
    product: str = ""
    mine: bool = False
    text: str = ""
    outage: int | None = None


def requests_visible_to(user: User) -> CaseQuerySet:
    """Requests with what a row shows, in a constant number of queries."""
    cases = Case.objects.visible_to(user).filter(function="support")
    return with_open_deadlines(
        cases.select_related(
            "client",
            "owner",
            "topic",
            "department",
            "support_request__product",
            "support_request__fault",
            "support_request__answered_by",
            "support_request__outage",
            "support_request__repeats",
        )
    )


def listed(*, user: User, chosen: RequestFilter, as_of: datetime, offset: int = 0) -> list[Row]:
    """One page and one row more: what is due first, then the newest."""
    cases = narrowed(requests_visible_to(user), user=user, chosen=chosen)
    return [Row(case=case, left=nearest(case=case, as_of=as_of)) for case in by_due(cases)[offset : offset + PAGE + 1]]


def narrowed(cases: CaseQuerySet, *, user: User, chosen: RequestFilter) -> CaseQuerySet:
    """What was chosen; words that are looked for are looked for in all states."""
    if chosen.text:
        cases = found(cases, user=user, text=chosen.text)
    elif chosen.state in SUPPORT_REQUEST.labels:
        cases = cases.filter(state=chosen.state)
    elif chosen.state == UNANSWERED:
        cases = cases.filter(state__in=WAITING)
    if chosen.product:
        cases = cases.filter(support_request__product__code=chosen.product)
    if chosen.outage:
        cases = cases.filter(support_request__outage=chosen.outage)
    return cases.owned_by(user) if chosen.mine else cases


def found(cases: CaseQuerySet, *, user: User, text: str) -> CaseQuerySet:
    """Those of this number, at this address, or of clients who match; a text that matches more is too short."""
    clients = Client.objects.visible_to(user).found_by(text).values_list("pk", flat=True)[:CLIENTS]
    return cases.filter(
        Q(pk__in=cases.found_by(text).values("pk"))
        | Q(client__in=list(clients))
        | Q(support_request__service_address__icontains=text)
    )


def panel_context(*, case: Case) -> Mapping[str, Any]:
    """What the case panel shows besides the case itself."""
    rows = SupportRequest.objects.select_related("product", "fault", "answered_by", "repeats", "outage", "check_task")
    return {
        "support": rows.prefetch_related("symptoms").filter(case=case).first(),
        "checked": checked_of(case),
    }


def search_requests(*, text: str, user: User, limit: int = 5) -> Sequence[SearchHit]:
    """Requests by number or by words of their subject."""
    cases = requests_visible_to(user).found_by(text)[:limit] if prefix_query(text) else Case.objects.none()
    return [
        SearchHit(
            title=f"{case.number}, {case.subject}",
            detail=f"{case.client.name}, {case.state_label}",
            url=reverse("workstation:case", args=[case.pk]),
        )
        for case in cases
    ]


def facts(*, case: Case) -> Sequence[tuple[_StrOrPromise, str]]:
    """What a department may know: the trouble and what was checked, no name and no address of the client."""
    row = SupportRequest.objects.select_related("product", "outage").prefetch_related("symptoms").get(case=case)
    return [
        (_("Product"), row.product.name),
        (_("Symptoms"), ", ".join(symptom.name for symptom in row.symptoms.all())),
        (_("What is wrong"), row.description),
        (_("Address of the service"), row.service_address),
        (_("Severity"), row.get_severity_display()),
        (_("How many are affected"), str(row.affected_count)),
        (_("Outage"), str(row.outage or "")),
        *((answer.question, answer.answer) for answer in checked_of(case)),
    ]
