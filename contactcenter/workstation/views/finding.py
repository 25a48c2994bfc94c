"""The search box."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contactcenter.workstation.http import Request, screen
from contactcenter.workstation.queries.finding import SHORTEST, search


@screen()
@require_GET
def find(request: Request) -> HttpResponse:
    """What fits what is typed."""
    text = request.GET.get("q", "").strip()[:100]
    template = "results.html" if request.htmx.target == "search-results" else "dialog.html"
    context = {"groups": search(text=text, user=request.user), "text": text, "too_short": len(text) < SHORTEST}
    return render(request, f"workstation/search/{template}", context)
