"""The bell."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contactcenter.deadlines.operations.notices import read_notices
from contactcenter.deadlines.queries import notices_of
from contactcenter.workstation.http import Request, screen


@screen()
def notices(request: Request) -> HttpResponse:
    """GET: what this person was told. POST: all of it is seen."""
    if request.method == "POST":
        read_notices(user=request.user, at=timezone.now())
        return HttpResponse()
    return render(request, "workstation/notices/dialog.html", {"notices": notices_of(user=request.user)})
