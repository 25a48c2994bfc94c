"""The list of the register. One entry is a case: its page is the workstation's."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from complaints.models import ExportFormat, Ground, Kind, Outcome
from complaints.queries.register import UNANSWERED, RegisterFilter, page_of
from complaints.states import COMPLAINT
from contactcenter.staff.http import Request, screen
from contactcenter.staff.models import Department

ALL = "all"
MOST = 2**31


def chosen_of(given: QueryDict, *, mine: int | None = None) -> RegisterFilter:
    """What the address asks for; nonsense is passed over. `mine` is who asks, where only his own are wanted."""
    state, kind, outcome = given.get("state", UNANSWERED), given.get("kind", ""), given.get("outcome", "")
    return RegisterFilter(
        text=given.get("q", "").replace("\0", "").strip()[:100],
        # Words are looked for in all states.
        state="" if state == ALL or given.get("q") else (state if state in COMPLAINT.labels else UNANSWERED),
        kind=kind if kind in Kind.values else "",
        outcome=outcome if outcome in Outcome.values else "",
        ground=given.get("ground", "")[:30].replace("\0", ""),
        department=_number(given, "department"),
        cause=_number(given, "cause"),
        owner=mine if given.get("owner") == "me" else None,
        first=_day(given, "from"),
        last=_day(given, "to"),
        overdue=given.get("overdue") == "1",
    )


def _number(given: QueryDict, name: str) -> int | None:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and int(text[:18]) < MOST else None


def _day(given: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        return None


@screen("complaints.view_complaint")
@require_GET
def listing(request: Request) -> HttpResponse:
    """The newest first; with htmx only the rows."""
    given = request.GET
    chosen = chosen_of(given, mine=request.user.pk)
    page = page_of(
        user=request.user,
        chosen=chosen,
        as_of=timezone.now(),
        before=_number(given, "before"),
        after=_number(given, "after"),
    )
    context = {
        "page": page,
        "chosen": chosen,
        "state": given.get("state", UNANSWERED),
        "states": COMPLAINT.labels.items(),
        "kinds": Kind.choices,
        "outcomes": Outcome.choices,
        "grounds": Ground.objects.filter(is_active=True),
        "departments": Department.objects.order_by("name"),
        "formats": ExportFormat.choices,
        "is_mine": given.get("owner") == "me",
    }
    return render(request, f"complaints/{'_rows' if request.htmx.target == 'register' else 'list'}.html", context)
