"""What the register brings to others: a curtain before whom it is about, the sentence of its notices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from complaints.letters_screens import announce_letters
from complaints.models import Complaint
from contactcenter.deadlines.models import Notice, NoticeKind
from contactcenter.deadlines.words import notice_words
from contactcenter.functions.curtains import curtains
from contactcenter.staff.models import User

_ABOUT = Complaint.about.through.objects
_NOTICE = _("%(number)s: “%(department)s” answers for what was complained of: %(subject)s")


def cases_not_about(rows: Any, user: User) -> Any:
    """Cases without complaints about this person."""
    return rows.filter(~Exists(_ABOUT.filter(complaint_id=OuterRef("pk"), user_id=user.pk)))


def contacts_not_about(rows: Any, user: User) -> Any:
    """Contacts without those that such a complaint came in; whoever leads one himself keeps it."""
    about = _ABOUT.filter(complaint__case__case_contacts__contact_id=OuterRef("pk"), user_id=user.pk)
    return rows.filter(Q(operator=user.pk) | ~Exists(about))


def kept_from(case_id: int) -> Iterable[int]:
    """Whom the complaint is about."""
    return _ABOUT.filter(complaint_id=case_id).values_list("user_id", flat=True)


def notice_sentence(notice: Notice) -> str:
    """One sentence about one entry."""
    return str(_NOTICE) % notice.facts


def announce() -> None:
    """Called once, when the app is ready."""
    announce_letters()
    curtains.register(cases=cases_not_about, contacts=contacts_not_about, kept_from=kept_from)
    notice_words[NoticeKind.COMPLAINT] = notice_sentence
