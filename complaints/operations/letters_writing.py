"""Writing a letter: from a template, by hand, and having its addressee confirmed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.letters import states
from complaints.letters.content import Content
from complaints.letters.wording import HEADING_LIMIT, filled_in
from complaints.letters.words import day
from complaints.models import Complaint, Letterhead, LetterTemplate, OutgoingLetter, VersionReason
from complaints.models.kinds import DECIDED_KINDS
from complaints.operations.letters import (
    lock_letter,
    move_letter,
    note_letter,
    require_writer,
    search_key,
    write_version,
)
from complaints.operations.lines import lock_entry
from complaints.operations.parties import require_not_about
from complaints.queries.letters import addressee_of, newest_version, organisation_of, wording_values
from contactcenter.cases.operations.life import lock_case
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

TEXT_LIMIT = 20_000
_TOKEN_BYTES = 16


@dataclass(frozen=True)
class Draft:
    """What a person writes in a letter."""

    heading: str
    addressee: str
    salutation: str
    text: str
    addressee_address: str = ""
    attachments: str = ""


@transaction.atomic
def compose_letter(
    *, case_id: int, template: LetterTemplate, actor: User, at: datetime, letterhead: Letterhead | None = None
) -> OutgoingLetter:
    """A draft filled in from the case and its decision.

    Raises NotAllowed, InvalidInput for a template that fails, Conflict before the decision, for an anonymous complaint,
    without a letterhead, or while another letter about the same entry is being written.
    """
    require_writer(actor)
    case = lock_case(case_id)
    row = lock_entry(case)
    require_not_about(row, actor)
    _require_answerable(row)
    head = letterhead or Letterhead.objects.filter(is_active=True).first()
    version = template.versions.order_by("-number").first()
    if head is None or version is None:
        raise Conflict(_("An administrator has to set up a letterhead and a template first."), code="no_letterhead")
    heading, text = filled_in(heading=version.heading, body=version.body, values=wording_values(row, head))
    found = addressee_of(row)
    letter = OutgoingLetter(
        complaint=row,
        letterhead=head,
        template=version,
        created_at=at,
        preparer=actor,
        addressee=found.line,
        heading=heading,
        doubts=list(found.doubts),
        token=secrets.token_urlsafe(_TOKEN_BYTES),
    )
    letter.search_key = search_key(letter)
    letter.save()
    content = Content(
        organisation=organisation_of(head),
        addressee=found.line,
        addressee_address=row.reply_address,
        salutation=found.salutation,
        heading=heading,
        text=text,
        # The number that the sender gave it; for want of one, ours.
        reference_number=row.incoming_number or row.number,
        reference_date=day(row.sent_at or row.registered_at),
        preparer=_full_name(actor),
        preparer_phone=head.phone,
    )
    write_version(letter, content, reason=VersionReason.COMPOSED, author=actor, at=at)
    note_letter(letter, verb="compose", before="", at=at, actor=actor, data={"template": template.name})
    return letter


def _require_answerable(row: Complaint) -> None:
    if row.is_anonymous:
        raise Conflict(_("It is anonymous: there is nobody to write to."), code="anonymous")
    if row.kind in DECIDED_KINDS and not row.outcome:
        raise Conflict(_("Decide first whether it is upheld: the answer says so, with the reason."), code="not_decided")
    if OutgoingLetter.objects.filter(complaint=row, state__in=states.UNSIGNED).exists():
        raise Conflict(_("A letter about this entry is being written already."), code="letter_in_work")


def _full_name(user: User) -> str:
    return " ".join(filter(None, (user.last_name, user.first_name, user.patronymic))) or user.username


@transaction.atomic
def edit_letter(*, letter_id: int, draft: Draft, actor: User, at: datetime) -> OutgoingLetter:
    """What a person has written; nothing changed is nothing done. Who writes the addressee has checked it.

    Raises NotAllowed, IllegalTransition once it was handed in, InvalidInput for a letter without text, heading,
    addressee or salutation.
    """
    require_writer(actor)
    letter = lock_letter(letter_id, actor=actor)
    states.LETTER.next(letter.state, "edit")
    before = newest_version(letter).content
    after = replace(before, **_cleaned(draft))
    if after == before:
        return letter
    version = write_version(letter, after, reason=VersionReason.EDITED, author=actor, at=at)
    changes: dict[str, object] = {"addressee": after.addressee, "heading": after.heading}
    if (after.addressee, after.salutation) != (before.addressee, before.salutation):
        changes["confirmed_by"] = actor
    return move_letter(letter, verb="edit", at=at, actor=actor, data={"version": version.number}, **changes)


def _cleaned(draft: Draft) -> dict[str, Any]:
    text = clean(draft.text, limit=TEXT_LIMIT, field="text")
    if not text:
        raise InvalidInput(_("An answer has a text: write what the client is told."), code="no_text", field="text")
    lines = {
        name: " ".join(clean(getattr(draft, name), limit=HEADING_LIMIT, field=name, required=True).split())
        for name in ("heading", "addressee", "salutation")
    }
    heading = lines["heading"].rstrip(".")
    if not heading:
        raise InvalidInput(_("A letter has a heading."), code="empty", field="heading")
    return {
        **lines,
        "heading": heading,  # requisite 17 ends without a full stop
        "text": text,
        "addressee_address": clean(draft.addressee_address, limit=300, field="addressee_address"),
        "attachments": clean(draft.attachments, limit=1000, field="attachments"),
    }


@transaction.atomic
def confirm_addressee(*, letter_id: int, actor: User, at: datetime) -> OutgoingLetter:
    """A person has looked at what grammar leaves open, and it is right."""
    require_writer(actor)
    letter = lock_letter(letter_id, actor=actor)
    if not letter.addressee:
        raise InvalidInput(_("A letter is for somebody: write the addressee."), code="empty", field="addressee")
    return move_letter(letter, verb="confirm", at=at, actor=actor, confirmed_by=actor)
