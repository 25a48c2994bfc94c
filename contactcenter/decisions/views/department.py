"""The screen of a department: what it was asked, and one referral in full."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from contactcenter.decisions.forms import DecisionForm, MessageForm
from contactcenter.decisions.http import DECIDE
from contactcenter.decisions.models import Referral
from contactcenter.decisions.queries import (
    DepartmentDay,
    department_day,
    facts_of,
    inbox,
    inbox_counts,
    left_of,
    referral_page,
)
from contactcenter.decisions.screen import FILTERS, KEYS, groups_of
from contactcenter.staff.http import Request, screen, with_headers
from contactcenter.staff.models import Department


@screen(DECIDE)
@require_safe
def desk(request: Request) -> HttpResponse:
    """The list without a referral chosen."""
    return render(request, "decisions/desk.html", {**list_context(request), **shell_context(request)})


@screen(DECIDE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The list alone; `open` says which referral stands beside it."""
    return render(request, "decisions/_list.html", list_context(request))


@screen(DECIDE)
@require_safe
def referral(request: Request, referral_id: int) -> HttpResponse:
    """One referral beside the list, or with htmx itself alone."""
    found = seen(request, referral_id)
    context = {**referral_context(request, found), **list_context(request, current=found.pk)}
    if request.htmx and not request.htmx.history_restore_request:
        # A refresh morphs the region itself; a choice from the list brings the list along.
        is_refresh = request.htmx.trigger == "referral"
        return render(request, "decisions/_referral.html" if is_refresh else "decisions/_opened.html", context)
    return render(request, "decisions/desk.html", {**context, **shell_context(request)})


def seen(request: Request, referral_id: int) -> Referral:
    """The referral, where it was asked of this user's department or by himself; 404 otherwise."""
    return get_object_or_404(referral_page(Referral.objects.visible_to(request.user)), pk=referral_id)


def opened(request: Request, referral_id: int, **more: Any) -> HttpResponse:
    """The referral as it is after a change, with the list beside it."""
    found = seen(request, referral_id)
    context = {**referral_context(request, found, **more), **list_context(request, current=found.pk)}
    status = 422 if more else 200
    response = render(request, "decisions/_opened.html", context, status=status)
    return with_headers(response, HX_Retarget="#referral", HX_Reswap="outerHTML")


def referral_context(
    request: Request, found: Referral, *, form: DecisionForm | None = None, question: MessageForm | None = None
) -> dict[str, Any]:
    """What the middle and the right pane show; the forms are those that were refused, if any."""
    user = request.user
    asked = found.department_id == user.department_id or found.department.head_id == user.pk
    may_work = asked and found.is_open and (found.expert_id in {None, user.pk} or found.department.head_id == user.pk)
    return {
        "referral": found,
        "left": left_of(found, as_of=timezone.now()),
        "facts": facts_of(found.case),
        "is_asked": asked,
        "may_work": may_work,
        "form": form or DecisionForm(referral=found),
        "question": question or MessageForm(),
        "version": found.events.order_by("-id").values_list("pk", flat=True).first(),
        "allowed": found.allowed_verbs if asked else [],
    }


def list_context(request: Request, *, current: int = 0) -> dict[str, Any]:
    """The left pane."""
    now = timezone.now()
    chosen = request.GET.get("show", request.COOKIES.get("inbox", ""))
    counts = inbox_counts(user=request.user)
    chosen = chosen if chosen in FILTERS else ("mine" if counts["mine"] else "all")
    opened = request.GET.get("open", "")
    return {
        "chosen": chosen,
        "filters": [(key, label, counts.get(key)) for key, label in FILTERS.items()],
        "counts": counts,
        "groups": groups_of(inbox(user=request.user, chosen=chosen, as_of=now), chosen=chosen, as_of=now),
        "current": current or (int(opened) if opened.isdecimal() and len(opened) < 18 else 0),
        "watched": " ".join(f"department:{pk}" for pk in _departments(request)),
        "departments": _departments(request),
    }


def _departments(request: Request) -> list[int]:
    own = {request.user.department_id, *Department.objects.filter(head=request.user).values_list("pk", flat=True)}
    return sorted(pk for pk in own if pk)


def shell_context(request: Request) -> dict[str, Any]:
    """The top bar and the keys."""
    department = request.user.department
    day = department_day(user=request.user, as_of=timezone.now())
    return {
        "heading": {"title": department.name if department else _("Departments"), "detail": _day_in_words(day)},
        "queue_counters": [],
        "keys": KEYS,
    }


def _day_in_words(day: DepartmentDay) -> str:
    today = ngettext("%(n)d decided today", "%(n)d decided today", day.decided_today) % {"n": day.decided_today}
    if day.kept_percent is None:
        return today
    return _("%(today)s, %(percent)d%% of the month in time") % {"today": today, "percent": day.kept_percent}
