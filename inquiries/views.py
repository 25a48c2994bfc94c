"""The list of inquiries. One inquiry is a case: its page is the workstation's."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contactcenter.staff.http import Request, page_number, screen
from inquiries.queries import PAGE, InquiryFilter, listed
from inquiries.states import INQUIRY, OPEN

ALL = "all"


@screen("cases.view_case")
@require_GET
def listing(request: Request) -> HttpResponse:
    """Inquiries, what is due first in front; with htmx only the rows."""
    given = request.GET
    page = page_number(request)
    state = given.get("state", OPEN)
    chosen = InquiryFilter(
        state=state if state in INQUIRY.labels or state == ALL else OPEN,
        mine=given.get("owner") == "me",
        text=given.get("q", "").strip()[:100],
    )
    now = timezone.now()
    rows = listed(user=request.user, chosen=chosen, as_of=now, offset=(page - 1) * PAGE)
    context = {
        "rows": rows[:PAGE],
        "chosen": chosen,
        "states": [*INQUIRY.labels.items()],
        "page": page,
        "has_next": len(rows) > PAGE,
    }
    part = "inquiries/_rows.html" if request.headers.get("HX-Target") == "inquiries" else "inquiries/list.html"
    return render(request, part, context)
