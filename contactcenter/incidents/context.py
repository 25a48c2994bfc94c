"""The button of the top bar, on every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

REPORT = "incidents.report_incident"
HANDLE = "incidents.handle_incident"


def report_button(request: HttpRequest) -> Mapping[str, Any]:
    """A context processor: where the alarm is sounded, for whoever may; worked out when it is drawn."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "incident_url": SimpleLazyObject(lambda: reverse("incidents:report") if user.has_perm(REPORT) else ""),
        "hears_incidents": SimpleLazyObject(lambda: bool(user.has_perm(HANDLE))),
    }
