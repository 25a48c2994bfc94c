"""Incidents on the screens of others, without their views knowing of them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contactcenter.incidents.models import IncidentEvent, Recipient
from contactcenter.incidents.queries import signals, unheard
from contactcenter.incidents.states import INCIDENT

register = template.Library()

_ICONS = {
    "report": "urgent",
    "acknowledge": "user-check",
    "act": "tool",
    "add": "message-plus",
    "close": "circle-check",
    "escalate": "arrow-up",
}


@register.inclusion_tag("incidents/_alarm.html")
def incident_alarm() -> dict[str, Any]:
    """What is heard on every screen of those who handle incidents."""
    return {"unheard": unheard()}


@register.inclusion_tag("incidents/_signals.html")
def incident_signals() -> dict[str, Any]:
    """The signals of the floor; the alarm of the same page has the topic watched."""
    return {"signals": signals()}


@register.filter
def event_icon(event: IncidentEvent) -> str:
    """The icon of what was done."""
    return _ICONS.get(event.verb, "point")


@register.filter
def event_sentence(event: IncidentEvent) -> str:
    """What was done, in a sentence."""
    if event.verb == "escalate":
        return _("Nobody has acknowledged: level %(level)d, %(recipient)s") % {
            "level": event.level or 0,
            "recipient": Recipient(event.data["recipient"]).label,
        }
    past = {
        "report": _("Reported"),
        "acknowledge": _("Acknowledged"),
        "act": pgettext("incident", "Done"),
        "add": _("Added by the reporter"),
        "close": _("Closed"),
    }
    return past.get(event.verb, str(INCIDENT.verbs.get(event.verb, event.verb)))
