"""How figures are written: a share in percent, a stretch of time as a clock, and a dash where there is none."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contactcenter.functions.registry import registry

DASH = "—"

register = template.Library()


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """0.8302 -> `83 %`, with one digit `83,0 %`; None -> `—`."""
    if share is None:
        return DASH
    # number_format cuts off, so it is rounded before.
    return _("%(number)s%%") % {"number": number_format(round(share * 100, digits), decimal_pos=digits)}


@register.filter
def clock(seconds: float | None) -> str:
    """64 -> `1:04`, 3725 -> `1:02:05`; None -> `—`."""
    if seconds is None:
        return DASH
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@register.filter
def moment(value: datetime | None) -> str:
    """`15:00` today, `25.11` on another day; None -> `—`."""
    if value is None:
        return DASH
    local = timezone.localtime(value)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local:%d.%m}"


@register.filter
def function_name(slug: str) -> str:
    """A labour function in words; the bare slug when no app brings it."""
    function = registry.find(slug)
    return str(function.label) if function else slug
