"""What incidents bring to the screens of others: a section, the alarm, the live signals, sentences of notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contactcenter.deadlines.models import Notice, NoticeKind
from contactcenter.deadlines.words import notice_places, notice_words
from contactcenter.functions.sections import Section, sections
from contactcenter.incidents.operations.life import TOPIC
from contactcenter.incidents.queries import signals, unheard
from contactcenter.push.access import register_door
from contactcenter.push.fragments import register
from contactcenter.staff.models import User

_NOTICES = {
    "report": _("Abnormal situation, %(kind)s: %(note)s"),
    "escalate": _("Nobody has acknowledged yet. %(kind)s: %(note)s"),
    "acknowledge": _("Your report is being dealt with. %(kind)s: %(note)s"),
    "close": _("Your report is closed. %(kind)s: %(note)s"),
}


def draw_incidents(_rest: str, _changes: list[Mapping[str, Any]]) -> str:
    """The alarm over every screen, and the signals of the floor: the same for everybody who handles incidents."""
    return render_to_string("incidents/_live.html", {"unheard": unheard(), "signals": signals()})


def may_watch_incidents(user: User, _rest: str) -> bool:
    """Those who handle them."""
    return user.has_perm("incidents.handle_incident")


def notice_sentence(notice: Notice) -> str:
    """One sentence about one incident."""
    facts = notice.facts
    return str(_NOTICES[facts["verb"]]) % {"kind": facts["kind"], "note": facts["note"]}


def notice_place(notice: Notice, _user: User) -> str:
    """To the incident: whoever is told of it may see it."""
    return reverse("incidents:incident", args=[notice.facts["incident"]]) if notice.kind == NoticeKind.INCIDENT else ""


def announce() -> None:
    """Called once, when the app is ready."""
    sections.register(
        Section(
            slug="incidents",
            label=_("Incidents"),
            icon="urgent",
            url_name="incidents:journal",
            permission="incidents.handle_incident",
            count=lambda _user: len(unheard()),
        )
    )
    register(TOPIC, draw_incidents)
    register_door(TOPIC, may_watch_incidents)
    notice_words[NoticeKind.INCIDENT] = notice_sentence
    notice_places.append(notice_place)
