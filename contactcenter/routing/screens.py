"""The day of an operator as a page and as a file: his own screen and the supervisor's show the same."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contactcenter.routing.days import Day, as_rows, day_asked_for, day_of
from contactcenter.staff.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def draw_day(
    request: HttpRequest, *, person: User, title: _StrOrPromise, back_url: str = "", **around: Any
) -> HttpResponse:
    """`?date=` names the day, today without it; `?format=csv` gives it to other programs."""
    now = timezone.now()
    date = day_asked_for(request.GET.get("date", ""), as_of=now)
    day = day_of(operator=person, day=date, as_of=now)
    if request.GET.get("format") == "csv":
        return _as_file(day, name=f"{person.username}-{date}.csv")
    one = timedelta(days=1)
    context = {
        "person": person,
        "day": day,
        "date": date,
        "before": date - one,
        "after": date + one if date < timezone.localtime(now).date() else None,
        "back_url": back_url,
        "heading": {"title": title, "detail": ""},
        "keys": [],
        **around,
    }
    return render(request, "routing/day.html", context)


def _as_file(day: Day, *, name: str) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # without it Excel reads Cyrillic as noise
    csv.writer(response).writerows(map(_harmless, as_rows(day)))
    return response


def _harmless(row: list[str]) -> list[str]:
    """A cell that begins like a formula is text to whoever opens the file."""
    return [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row]
