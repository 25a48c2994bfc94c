"""What letters bring to the screens of others: a section, a card of the case, sentences of the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.letters import states
from complaints.models import Complaint
from complaints.queries.letters import letters_of, newest_version, waiting_letters
from complaints.states import ANSWERED, DECIDED, EXECUTED
from contactcenter.cases.models import Case
from contactcenter.functions.panels import Panel, case_panels
from contactcenter.functions.sections import Section, sections
from contactcenter.functions.sentences import case_sentences
from contactcenter.staff.models import User

# Before the decision there is nothing to tell by letter, after the end nobody to tell it to.
_TIME_TO_WRITE = (DECIDED, ANSWERED, EXECUTED)


def case_context(*, case: Case, user: User, at: datetime) -> Mapping[str, Any] | None:
    """The card of an entry: its newest letter as it stands, the older ones below."""
    if case.function != "complaints" or not user.has_perm("complaints.view_outgoingletter"):
        return None
    row = Complaint.objects.visible_to(user).filter(pk=case.pk).first()
    if row is None:
        return None
    letters = letters_of(row, user=user)
    newest = letters[0] if letters else None
    version = newest_version(newest) if newest else None
    in_work = any(letter.state in states.UNSIGNED for letter in letters)
    may_write = user.has_perm("complaints.change_outgoingletter") and not row.is_anonymous
    return {
        "case": case,
        "letter": newest,
        "older": letters[1:],
        "version": version,
        "content": version.content if version else None,
        "may_begin": may_write and not in_work and (case.state in _TIME_TO_WRITE or (not letters and _needs_none(row))),
    }


def _needs_none(row: Complaint) -> bool:
    """Suggestions and thanks are answered without a decision."""
    return row.kind in ("suggestion", "gratitude") and row.case.closed_at is None


def announce_letters() -> None:
    """Called once, when the app is ready."""
    sections.register(
        Section(
            slug="letters",
            label=_("Letters"),
            icon="mail-forward",
            url_name="complaints:letters",
            permission="complaints.approve_outgoingletter",
            count=lambda user: waiting_letters(user=user),
        )
    )
    case_panels.register(
        Panel("letters", _("Letter to the client"), "complaints/letters/case_panel.html", case_context, position=5)
    )
    case_sentences.update({f"letter_{verb}": sentence for verb, sentence in states.DONE.items()})
