"""What templates of referrals say often."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from contactcenter.deadlines.models import Deadline
from contactcenter.decisions.money import in_roubles
from contactcenter.functions.registry import registry

register = template.Library()

# Content type -> Tabler icon
_ICONS = {
    "application/pdf": "file-type-pdf",
    "text/plain": "file-text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "file-type-docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "file-spreadsheet",
}
_WARN_SHARE = 0.2  # of the term is left
_DAY = timedelta(days=1)


@register.filter
def short_moment(moment: datetime | None) -> str:
    """`14:00` today, `25.11, 14:00` this year, `25.11.2025` before."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return local.strftime("%H:%M")
    return local.strftime("%d.%m, %H:%M") if local.year == today.year else local.strftime("%d.%m.%Y")


@register.filter
def function_icon(slug: str) -> str:
    """The icon of a labour function."""
    function = registry.find(slug)
    return function.icon if function else "folder"


@register.filter
def file_icon(content_type: str) -> str:
    """The icon of a kind of file."""
    return "photo" if content_type.startswith("image/") else _ICONS.get(content_type, "file")


@register.filter
def size_of(octets: int) -> str:
    """`1,2 MB`, `340 KB`."""
    if octets >= 1024 * 1024:
        return _("%(size)s MB") % {"size": formats.number_format(octets / 1024 / 1024, 1)}
    return _("%(size)s KB") % {"size": max(1, round(octets / 1024))}


@register.filter
def is_near(deadline: Deadline) -> bool:
    """Whether its time is counted down in hours: it is due within a day, or was."""
    return deadline.due_at - timezone.now() < _DAY


@register.filter
def warn_seconds(deadline: Deadline) -> int:
    """Seconds left from which on the countdown is amber."""
    return round((deadline.due_at - deadline.started_at).total_seconds() * _WARN_SHARE)


register.filter("roubles", in_roubles)
