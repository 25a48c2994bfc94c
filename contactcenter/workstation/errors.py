"""What the domain refuses, told to the person at the screen: a toast beside what he did, or a page of its own."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from contactcenter.lib.errors import Conflict, DomainError, InvalidInput, NotAllowed

STATUS: tuple[tuple[type[DomainError], int], ...] = ((NotAllowed, 403), (Conflict, 409), (InvalidInput, 422))


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def tell(response: HttpResponseBase, text: str, *, kind: str = "info") -> HttpResponseBase:
    """Let the page say a sentence in its corner (static/js/toast.js)."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**events, "say": {"text": text, "kind": kind}})
    return response


class DomainErrors:
    """Middleware for HTML views, those of the functions included. The API answers for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """None lets Django go on with what is not a refusal."""
        if not isinstance(error, DomainError):
            return None
        status = status_of(error)
        if getattr(request, "htmx", False):
            refusal = HttpResponse(status=status, headers={"HX-Reswap": "none"})
            return tell(refusal, str(error), kind="error")
        return render(request, "workstation/refused.html", {"sentence": str(error)}, status=status)
