"""The list of requests. One request is a case: its page is the workstation's."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contactcenter.staff.http import page_number, screen
from contactcenter.staff.models import User
from support.models import Product
from support.queries.requests import PAGE, UNANSWERED, RequestFilter, listed
from support.states import SUPPORT_REQUEST

ALL = "all"
MOST = 2**31


def chosen_of(given: QueryDict) -> RequestFilter:
    """What the address asks for; nonsense is passed over."""
    state, outage = given.get("state", UNANSWERED), given.get("outage", "")
    return RequestFilter(
        state=state if state in SUPPORT_REQUEST.labels or state == ALL else UNANSWERED,
        product=given.get("product", "")[:40].replace("\0", ""),
        mine=given.get("owner") == "me",
        text=given.get("q", "").replace("\0", "").strip()[:100],
        outage=int(outage) if outage.isdecimal() and int(outage) < MOST else None,
    )


@screen()
@permission_required("cases.view_case", raise_exception=True)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Requests, what is due first in front; with htmx only the rows."""
    assert isinstance(request.user, User)
    given = request.GET
    page = page_number(request)
    chosen = chosen_of(given)
    rows = listed(user=request.user, chosen=chosen, as_of=timezone.now(), offset=(page - 1) * PAGE)
    context = {
        "rows": rows[:PAGE],
        "chosen": chosen,
        "states": [*SUPPORT_REQUEST.labels.items()],
        "products": Product.objects.filter(is_active=True),
        "page": page,
        "has_next": len(rows) > PAGE,
    }
    part = "support/_rows.html" if request.headers.get("HX-Target") == "support" else "support/list.html"
    return render(request, part, context)
