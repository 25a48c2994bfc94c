"""What the live hub says of a department: that its list and a referral have changed. Each screen loads its own view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join

from contactcenter.decisions.models import ReferralEvent
from contactcenter.push.access import register_door
from contactcenter.push.fragments import register
from contactcenter.staff.models import Department, User

_SIGNAL = '<span id="{}" data-signal data-version="{}" hidden></span>'


def draw_department(department_id: str, changes: list[Mapping[str, Any]]) -> str:
    """A signal for the list, and one for each referral that moved."""
    moved = {int(change["referral"]) for change in changes if "referral" in change}
    events = ReferralEvent.objects.filter(referral__in=moved).order_by("id").values_list("referral_id", "pk")
    rows = [(f"referral-signal-{referral}", event) for referral, event in dict(events).items()]
    whole = format_html(_SIGNAL, f"department-signal-{department_id}", timezone.now().isoformat())
    return whole + format_html_join("", _SIGNAL, rows)


def may_watch_department(user: User, department_id: str) -> bool:
    """Its members and its head."""
    if not user.has_perm("decisions.decide_referral") or not department_id.isdecimal() or len(department_id) > 18:
        return False
    key = int(department_id)
    return key == user.department_id or Department.objects.filter(pk=key, head=user).exists()


def announce_live() -> None:
    """Called once, when the app is ready."""
    register("department", draw_department)
    register_door("department", may_watch_department)
