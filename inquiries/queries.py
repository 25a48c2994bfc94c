"""Questions about inquiries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from contactcenter.cases.models import Case, CaseQuerySet
from contactcenter.functions.registry import SearchHit
from contactcenter.lib.text import prefix_query
from contactcenter.staff.models import User
from inquiries.models import Inquiry


def inquiries_visible_to(user: User) -> CaseQuerySet:
    """Inquiries with what a list shows, in a constant number of queries."""
    return (
        Case.objects.visible_to(user).filter(function="inquiries").select_related("client", "owner", "topic", "inquiry")
    )


def panel_context(*, case: Case) -> Mapping[str, Any]:
    """What the case panel shows besides the case itself."""
    return {"inquiry": Inquiry.objects.select_related("answered_by").filter(case=case).first()}


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
