"""The first page of the administration is the supervisor's floor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from contactcenter.supervision.screen import floor_context


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Whoever may watch the floor sees it; others see what they may administer."""
    if not request.user.has_perm("supervision.view_floor"):
        return context
    return context | floor_context(at=timezone.now()) | {"title": _("Floor")}
