"""Questions about inquiries."""

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
from inquiries.models import Inquiry
from inquiries.states import INQUIRY, OPEN

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PAGE = 50
CLIENTS = 200


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    case: Case
    left: TimeLeft | None


@dataclass(frozen=True)
class InquiryFilter:
    """What the list shows."""

    state: str = OPEN
    mine: bool = False
    text: str = ""


def inquiries_visible_to(user: User) -> CaseQuerySet:
    """Inquiries with what a row shows, in a constant number of queries."""
    cases = Case.objects.visible_to(user).filter(function="inquiries")
    return with_open_deadlines(cases.select_related("client", "owner", "topic", "department", "inquiry__answered_by"))


def listed(*, user: User, chosen: InquiryFilter, as_of: datetime, offset: int = 0) -> list[Row]:
    """One page and one row more: what is due first, then the newest."""
    cases = inquiries_visible_to(user)
    if chosen.text:
        cases = found(cases, user=user, text=chosen.text)
    elif chosen.state in INQUIRY.labels:
        cases = cases.filter(state=chosen.state)
    if chosen.mine:
        cases = cases.owned_by(user)
    return [Row(case=case, left=nearest(case=case, as_of=as_of)) for case in by_due(cases)[offset : offset + PAGE + 1]]


def found(cases: CaseQuerySet, *, user: User, text: str) -> CaseQuerySet:
    """Those of this number, or of clients who match; a text that matches more clients than that is too short."""
    clients = Client.objects.visible_to(user).found_by(text).values_list("pk", flat=True)[:CLIENTS]
    return cases.filter(Q(pk__in=cases.found_by(text).values("pk")) | Q(client__in=list(clients)))


def panel_context(*, case: Case) -> Mapping[str, Any]:
    """What the case panel shows besides the case itself."""
    return {"inquiry": Inquiry.objects.select_related("answered_by").filter(case=case).first()}


def facts(*, case: Case) -> Sequence[tuple[_StrOrPromise, str]]:
    """What a department may know: the question in the client's words."""
    inquiry = Inquiry.objects.filter(case=case).first()
    return [(_("What the client asked"), inquiry.question)] if inquiry else []


def search_inquiries(*, text: str, user: User, limit: int = 5) -> Sequence[SearchHit]:
    """Inquiries by number or by words of their subject."""
    cases = inquiries_visible_to(user).found_by(text)[:limit] if prefix_query(text) else Case.objects.none()
    return [
        SearchHit(
            title=f"{case.number}, {case.subject}",
            detail=f"{case.client.name}, {case.state_label}",
            url=reverse("workstation:case", args=[case.pk]),
        )
        for case in cases
    ]
