"""A page as a customer would have it, for trying the chat without a site of one's own."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contactcenter.gateways.models import Widget


@require_GET
@csp_update({"frame-src": [SELF]})  # what a site with a policy of its own has to allow as well
def site(request: HttpRequest) -> HttpResponse:
    """The widget of ?key=, or the first one."""
    if not settings.DEMO_SITE:
        raise Http404
    widgets = Widget.objects.filter(is_active=True).order_by("pk")
    key = request.GET.get("key", "").replace("\x00", "")
    widget = (widgets.filter(key=key) if key else widgets).first()
    return render(request, "gateways/demo_site.html", {"widget": widget})
