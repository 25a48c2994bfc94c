"""What every change of a letter has in common: lock, guard, write, one event.

Locks are taken in the order case, entry of the register, letter, series of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.letters.content import Content
from complaints.letters.states import LETTER
from complaints.models import Complaint, LetterEvent, LetterVersion, OutgoingLetter, VersionReason
from complaints.operations.parties import require_not_about
from complaints.queries.letters import authors_of
from contactcenter.cases.operations.life import lock_case, note_case_event
from contactcenter.lib.errors import NotAllowed
from contactcenter.lib.text import words
from contactcenter.staff.models import User

# Whatever else happens to a letter stands in the timeline of its case as well.
_QUIET = frozenset({"edit", "confirm"})


def lock_letter(letter_id: int, *, actor: User) -> OutgoingLetter:
    """The letter and its case, locked; raises NotAllowed for whom the complaint is about."""
    case_id = OutgoingLetter.objects.values_list("complaint_id", flat=True).get(pk=letter_id)
    case = lock_case(case_id)
    letter = (
        OutgoingLetter.objects.select_for_update(no_key=True, of=("self",))
        .select_related("complaint", "letterhead", "template")
        .get(pk=letter_id)
    )
    letter.complaint.case = case
    require_not_about(letter.complaint, actor)
    return letter


def seen_letter(letter_id: int) -> OutgoingLetter:
    """The letter as it stands, not locked: for what is prepared beforehand and looked at again under the lock."""
    rows = OutgoingLetter.objects.select_related("complaint__case", "letterhead", "template")
    return rows.get(pk=letter_id)


def require_writer(actor: User) -> None:
    """Raises NotAllowed for who does not deal with the register."""
    if not actor.has_perm("complaints.change_outgoingletter"):
        raise NotAllowed(_("You may read letters, not write them."), code="no_writer")


def require_other_than_author(letter: OutgoingLetter, actor: User) -> None:
    """Four eyes: raises NotAllowed for whoever has written at the letter."""
    if actor.pk in authors_of(letter):
        raise NotAllowed(_("Nobody approves or signs a letter that he has written himself."), code="own_letter")


def move_letter(
    letter: OutgoingLetter,
    *,
    verb: str,
    at: datetime,
    actor: User,
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> OutgoingLetter:
    """Lead a locked letter along its table: one write, one event, one line of the case. Raises IllegalTransition."""
    before = letter.state
    letter.state = LETTER.next(before, verb)
    for name, value in changes.items():
        setattr(letter, name, value)
    letter.search_key = search_key(letter)
    letter.save(update_fields={"state", "search_key", *changes})
    note_letter(letter, verb=verb, before=before, at=at, actor=actor, data=data)
    return letter


def note_letter(
    letter: OutgoingLetter,
    *,
    verb: str,
    before: str,
    at: datetime,
    actor: User,
    data: Mapping[str, Any] | None = None,
) -> None:
    """The event of a change that is written."""
    facts = dict(data or {})
    LetterEvent.objects.create(
        letter=letter, at=at, actor=actor, verb=verb, before=before, after=letter.state, data=facts
    )
    if verb not in _QUIET:
        told = {"letter": letter.pk, **({"number": letter.number} if letter.number else {}), **facts}
        note_case_event(letter.complaint.case, verb=f"letter_{verb}", at=at, actor=actor, data=told)


def write_version(
    letter: OutgoingLetter, content: Content, *, reason: VersionReason, author: User, at: datetime
) -> LetterVersion:
    """What the letter says from now on; the version that there is when it says the same."""
    newest = letter.versions.order_by("-number").first()
    sha256 = content.sha256
    if newest and newest.sha256 == sha256:
        return newest
    return LetterVersion.objects.create(
        letter=letter,
        number=newest.number + 1 if newest else 1,
        data=content.as_data(),
        sha256=sha256,
        reason=reason,
        author=author,
        at=at,
    )


def search_key(letter: OutgoingLetter) -> str:
    """The words by which the register finds a letter."""
    row: Complaint = letter.complaint
    return " ".join(dict.fromkeys(words(" ".join((letter.number, row.number, letter.addressee, letter.heading)))))
