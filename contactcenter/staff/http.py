"""What every screen begins with: who asks, and whether he may."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django_htmx.middleware import HtmxDetails

from contactcenter.staff.models import User

P = ParamSpec("P")
LAST_PAGE = 1000  # nobody turns so far; who needs more searches


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: HtmxDetails


def with_headers(response: HttpResponse, **headers: str) -> HttpResponse:
    """`HX_Push_Url="/"` is the header HX-Push-Url."""
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def page_number(request: HttpRequest) -> int:
    """?page= as a number from 1 to LAST_PAGE, 1 for anything else."""
    given = request.GET.get("page", "")
    # Python refuses to read numbers of thousands of digits.
    return min(max(int(given[:9]), 1), LAST_PAGE) if given.isdecimal() else 1


def served_file(file: Any, *, in_place: bool = False, cache: str = "private, no-store") -> FileResponse:
    """A kept file (`file`, `name`, `content_type`), saved by the browser unless it is shown in place.

    Whatever is in it, nothing of it runs.
    """
    return FileResponse(
        file.file.open("rb"),
        as_attachment=not in_place,
        filename=file.name,
        content_type=file.content_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": cache,
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


View = Callable[Concatenate[Request, P], HttpResponseBase]


def screen(*permissions: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A view for people who are signed in and have all of `permissions`; others get 403."""

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            # Who comes to this machine next must not find by the button “Back” what was on the screen.
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            return response

        return login_required(guarded)

    return decorate
