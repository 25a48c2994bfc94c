"""What templates of the workstation say often."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.forms import BoundField
from django.utils import formats, timezone
from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from contactcenter.clients.models import Client, ClientAddress
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact
from contactcenter.functions.registry import registry
from contactcenter.privacy.masking import mask_address
from contactcenter.workstation import marks
from contactcenter.workstation.marks import WARN_AFTER

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

register = template.Library()

_OUTSIDE = '<a target="_blank" rel="noopener noreferrer nofollow" href='

register.filter("channel_icon", marks.channel_icon)
register.filter("channel_mark", marks.channel_mark)
register.filter("name_of", marks.name_of)


@register.filter
def language_name(code: str) -> str:
    """A language in words; the bare code when nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def function_label(slug: str) -> _StrOrPromise:
    """A labour function in words; the bare slug when no app brings it."""
    function = registry.find(slug)
    return function.label if function else slug


@register.filter
def masked(address: ClientAddress) -> str:
    """An address as it looks to who has not asked to see it."""
    return mask_address(kind=address.kind, value=address.value)


@register.filter(is_safe=True)
def linked(text: str) -> SafeString:
    """Words with their addresses as links that open beside the workstation and tell nothing of it."""
    return mark_safe(urlize(text, autoescape=True).replace("<a href=", _OUTSIDE))  # noqa: S308 - escaped by urlize


@register.filter
def subject_of(contact: Contact) -> str:
    """What a contact is about: its topic, else its queue."""
    return contact.topic.name if contact.topic else contact.queue.name


@register.filter
def is_running(contact: Contact) -> bool:
    """Whether the conversation goes on."""
    return contact.state == states.ACTIVE


@register.filter
def day_name(day: date) -> str:
    """Today, Yesterday, or the date."""
    today = timezone.localdate()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return formats.date_format(day, "j E Y" if day.year != today.year else "j E")


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
def due_moment(moment: datetime) -> str:
    """`today 14:00`, `tomorrow 14:00`, else as short_moment."""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return _("today %(time)s") % {"time": local.strftime("%H:%M")}
    if local.date() == today + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": local.strftime("%H:%M")}
    return short_moment(moment)


@register.filter
def size_of(octets: int) -> str:
    """`1,2 MB`, `340 KB`."""
    if octets >= 1024 * 1024:
        return _("%(size)s MB") % {"size": formats.number_format(octets / 1024 / 1024, 1)}
    return _("%(size)s KB") % {"size": max(1, round(octets / 1024))}


@register.simple_tag
def moment(value: datetime | None, show: str = "short") -> SafeString:
    """A time element with the whole moment for machines and a short one for people."""
    if value is None:
        return SafeString("")
    text = timezone.localtime(value).strftime("%H:%M") if show == "time" else short_moment(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag
def clock(value: datetime | None, direction: str = "since", warn: Any = None, crit: Any = None) -> SafeString:
    """A running time: static/js/clock.js counts from or to `value`."""
    if value is None:
        return SafeString("")
    bounds = format_html(' data-warn="{}" data-crit="{}"', warn, crit) if warn is not None else ""
    return format_html('<time data-{}="{}"{}></time>', direction, value.isoformat(), bounds)


@register.filter
def warn_after(target_seconds: int) -> int:
    """Seconds of waiting after which a wait is shown in amber."""
    return int(target_seconds * WARN_AFTER)


@register.filter
def left_to_warn(target_seconds: int) -> int:
    """Seconds left at which an answer that is due is shown in amber."""
    return target_seconds - warn_after(target_seconds)


@register.filter
def seconds_to(start: datetime, end: datetime) -> int:
    """Whole seconds from one moment to another."""
    return round((end - start).total_seconds())


@register.filter
def minutes_to(start: datetime, end: datetime) -> str:
    """`2:00` from one moment to another."""
    minutes, seconds = divmod(seconds_to(start, end), 60)
    return f"{minutes}:{seconds:02d}"


@register.filter
def month_name(first_day: date) -> str:
    """The month that a part of a timeline belongs to; this one's first week is what is recent."""
    name = formats.date_format(first_day, "F" if first_day.year == timezone.localdate().year else "F Y")
    return name[:1].upper() + name[1:]


@register.filter
def first_address(client: Client, kind: str) -> str:
    """The first telephone or e-mail of a client, masked; addresses must have been read with the client."""
    address = next((address for address in client.addresses.all() if address.kind == kind), None)
    return masked(address) if address else ""


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a field is drawn before its label."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def styled(field: BoundField) -> SafeString:
    """The field with the classes of its kind, and bound to the sentence that is said about it."""
    widget = field.field.widget
    classes = "form-select" if isinstance(widget, forms.Select) else "form-control"
    if isinstance(widget, forms.CheckboxInput):
        classes = "form-check-input"
    attributes: dict[str, Any] = {"class": f"{classes} is-invalid" if field.errors else classes}
    if field.errors:
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{field.id_for_label}-error"}
    elif field.help_text:
        attributes["aria-describedby"] = f"{field.id_for_label}-hint"
    return field.as_widget(attrs=attributes)
