"""Our mark, for browsers that ask for it by its old name wherever no page names it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(_request: HttpRequest) -> HttpResponse:
    """Where the file is has a checksum in its name, so it is not written down here."""
    return redirect(static("img/mark.svg"))
