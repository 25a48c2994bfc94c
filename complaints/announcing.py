"""What the register brings to others: a curtain before whom it is about, the sentence of its notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from complaints.letters_screens import announce_letters
from complaints.models import Complaint, RegisterExport
from complaints.operations.exporting import TOPIC
from contactcenter.deadlines.models import Notice, NoticeKind
from contactcenter.deadlines.words import notice_words
from contactcenter.functions.curtains import Curtain, curtains
from contactcenter.push import fragments
from contactcenter.push.access import register_door
from contactcenter.staff.models import Role, User

_ABOUT = Complaint.about.through.objects
_WATCHERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
_NOTICE = _("%(number)s: “%(department)s” answers for what was complained of: %(subject)s")


def cases_not_about(rows: Any, user: User, path: str) -> Any:
    """Rows of cases that are no complaints about this person."""
    return rows.filter(~Exists(_ABOUT.filter(complaint_id=OuterRef(path), user_id=user.pk)))


def contacts_not_about(rows: Any, user: User) -> Any:
    """Contacts without those that such a complaint came in; whoever leads one himself keeps it until it is over."""
    about = _ABOUT.filter(complaint__case__case_contacts__contact_id=OuterRef("pk"), user_id=user.pk)
    return rows.filter(Q(operator=user.pk, ended_at__isnull=True) | ~Exists(about))


def not_about_watchers(rows: Any, path: str) -> Any:
    """Rows of cases that are no complaints about those who watch the floor."""
    watchers = _ABOUT.filter(complaint_id=OuterRef(path), user__groups__name__in=_WATCHERS)
    return rows.filter(~Exists(watchers))


def kept_from(case_ids: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """Whom these cases are about."""
    found: dict[int, frozenset[int]] = {}
    for case_id, user in _ABOUT.filter(complaint_id__in=list(case_ids)).values_list("complaint_id", "user_id"):
        found[case_id] = found.get(case_id, frozenset()) | {user}
    return found


def notice_sentence(notice: Notice) -> str:
    """One sentence about one entry."""
    sentence: str = str(_NOTICE) % notice.facts
    return sentence


def may_watch_export(user: User, number: str) -> bool:
    """Whoever asked for the printout."""
    is_number = number.isascii() and number.isdigit() and len(number) <= 18
    return is_number and RegisterExport.objects.visible_to(user).filter(pk=int(number)).exists()


def draw_export(number: str, _changes: list[Mapping[str, Any]]) -> str:
    """How far a printout is."""
    export = RegisterExport.objects.filter(pk=number).first()
    return render_to_string("complaints/_export.html", {"export": export}) if export else ""


def announce() -> None:
    """Called once, when the app is ready."""
    announce_letters()
    register_door(TOPIC, may_watch_export)
    fragments.register(TOPIC, draw_export)
    curtains.register(
        Curtain(cases=cases_not_about, contacts=contacts_not_about, shared=not_about_watchers, kept_from=kept_from)
    )
    notice_words[NoticeKind.COMPLAINT] = notice_sentence
