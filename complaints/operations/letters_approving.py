"""From the draft to the signed letter in the register: nobody approves or signs what he has written himself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.letters.content import Content
from complaints.letters.names import signed_name
from complaints.letters.states import LETTER
from complaints.letters.words import day
from complaints.models import OutgoingLetter, Signatory, VersionReason
from complaints.operations.letters import (
    lock_letter,
    move_letter,
    require_other_than_author,
    require_writer,
    write_version,
)
from complaints.operations.letters_files import make_files
from complaints.queries.letters import approvers_for, newest_version
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

PREFIX = "ИСХ"
REASON_LIMIT = 300
REMARK_LIMIT = 1000


@transaction.atomic
def submit_letter(*, letter_id: int, approver_id: int, actor: User, at: datetime) -> OutgoingLetter:
    """Hand it in to the head of a department, with the files that he looks at.

    Raises NotAllowed, IllegalTransition, Conflict while somebody has to look at the addressee, InvalidInput for a
    head who may not approve it, PdfUnavailable.
    """
    require_writer(actor)
    letter = lock_letter(letter_id, actor=actor)
    LETTER.next(letter.state, "submit")
    if letter.needs_check:
        raise Conflict(
            _("Look at the addressee first: his form is not certain. Correct it or confirm it."),
            code="addressee_unchecked",
        )
    approver = next((head for head in approvers_for(letter) if head.pk == approver_id), None)
    if approver is None:
        raise InvalidInput(
            _("A letter is approved by the head of a department who has not written at it."),
            code="no_approver",
            field="approver",
        )
    content = _as_signed_by(
        newest_version(letter).content, Signatory.objects.filter(user=approver, is_active=True).first()
    )
    version = write_version(letter, content, reason=VersionReason.PREPARED, author=actor, at=at)
    make_files(version, letterhead=letter.letterhead, at=at)
    data = {"approver": str(approver), "version": version.number}
    return move_letter(
        letter, verb="submit", at=at, actor=actor, data=data, approver=approver, submitted_at=at, remark=""
    )


def _as_signed_by(content: Content, signatory: Signatory | None) -> Content:
    if signatory is None:
        return replace(content, position="", signatory="")
    user = signatory.user
    name = signed_name(last_name=user.last_name, first_name=user.first_name, patronymic=user.patronymic)
    position = signatory.position + (f" ({signatory.authority})" if signatory.authority else "")
    return replace(content, position=position, signatory=name)


@transaction.atomic
def recall_letter(*, letter_id: int, actor: User, at: datetime) -> OutgoingLetter:
    """Take it back before it is approved."""
    require_writer(actor)
    letter = lock_letter(letter_id, actor=actor)
    return move_letter(letter, verb="recall", at=at, actor=actor, approver=None, submitted_at=None)


@transaction.atomic
def approve_letter(*, letter_id: int, actor: User, at: datetime) -> OutgoingLetter:
    """The head agrees. Raises NotAllowed for anybody but the head whom it was handed in to."""
    letter = lock_letter(letter_id, actor=actor)
    require_other_than_author(letter, actor)
    _require_approver(letter, actor)
    version = newest_version(letter)
    data = {"version": version.number, "sha256": version.sha256}
    return move_letter(letter, verb="approve", at=at, actor=actor, data=data, approved_at=at)


@transaction.atomic
def return_letter(*, letter_id: int, remark: str, actor: User, at: datetime) -> OutgoingLetter:
    """Back to who prepares it, with what is to be changed; raises InvalidInput without a remark."""
    letter = lock_letter(letter_id, actor=actor)
    if letter.approver_id != actor.pk and not _signs(actor):
        raise NotAllowed(
            _("Only the head whom it was handed in to, or who signs it, returns a letter."), code="not_head"
        )
    what = clean(remark, limit=REMARK_LIMIT, field="remark", required=True)
    return move_letter(
        letter, verb="return", at=at, actor=actor, data={"reason": what},
        remark=what, approver=None, submitted_at=None, approved_at=None,
    )  # fmt: skip


@transaction.atomic
def sign_letter(*, letter_id: int, actor: User, at: datetime, by_hand: bool = False) -> OutgoingLetter:
    """Sign it and put it into the register of outgoing letters: number, date, mark and files, all or nothing.

    An electronic signature is the simple one of 63-ФЗ, art. 5: who signs is known by his sign-in. By hand the place of
    the signature stays empty for a pen. Raises NotAllowed for who is no signatory or has written at it,
    IllegalTransition, PdfUnavailable.
    """
    letter = lock_letter(letter_id, actor=actor)
    require_other_than_author(letter, actor)
    signatory = Signatory.objects.select_related("user").filter(user=actor, is_active=True).first()
    if signatory is None:
        raise NotAllowed(_("You are not among those who sign letters."), code="no_signatory")
    LETTER.next(letter.state, "sign")
    today = timezone.localtime(at, timezone.get_default_timezone()).date()
    number = take_outgoing_number(today)
    content = replace(
        _as_signed_by(newest_version(letter).content, signatory),
        number=number,
        date=day(today),
        signature_mark=() if by_hand else _mark(actor, at),
        verification_url=verification_url(letter),
    )
    version = write_version(letter, content, reason=VersionReason.SIGNED, author=actor, at=at)
    make_files(version, letterhead=letter.letterhead, at=at)
    return move_letter(
        letter, verb="sign", at=at, actor=actor, data={"version": version.number, "sha256": version.sha256},
        number=number, registered_on=today, signatory=actor, signed_at=at, by_hand=by_hand,
    )  # fmt: skip


def take_outgoing_number(day_of_letter: date) -> str:
    """The next number of the year, `ИСХ-2026-000123`; gapless, because its row stays locked until commit.

    A counter of its own: a letter is laid out while it is held, and no registration of a case has to wait for that.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO complaints_outgoingseries (year, last) VALUES (%s, 1) "
            "ON CONFLICT (year) DO UPDATE SET last = complaints_outgoingseries.last + 1 RETURNING last",
            [day_of_letter.year],
        )
        (last,) = cursor.fetchone()
    return f"{PREFIX}-{day_of_letter.year}-{last:06d}"


def verification_url(letter: OutgoingLetter) -> str:
    """What the QR mark says."""
    return settings.SITE_URL.rstrip("/") + reverse("complaints:letter_check", args=[letter.token])


def _mark(user: User, at: datetime) -> tuple[str, ...]:
    name = " ".join(filter(None, (user.last_name, user.first_name, user.patronymic))) or user.username
    moment = timezone.localtime(at, timezone.get_default_timezone())
    return ("Документ подписан простой электронной подписью", name, f"{moment:%d.%m.%Y %H:%M}")


def _require_approver(letter: OutgoingLetter, actor: User) -> None:
    if letter.approver_id != actor.pk:
        raise NotAllowed(_("Only the head whom it was handed in to approves a letter."), code="not_head")


def _signs(user: User) -> bool:
    return Signatory.objects.filter(user=user, is_active=True).exists()


@transaction.atomic
def cancel_letter(*, letter_id: int, reason: str, actor: User, at: datetime) -> OutgoingLetter:
    """It goes nowhere; its number stays in the register with the reason. Raises IllegalTransition once sent."""
    require_writer(actor)
    letter = lock_letter(letter_id, actor=actor)
    why = clean(reason, limit=REASON_LIMIT, field="reason", required=True)
    return move_letter(
        letter, verb="cancel", at=at, actor=actor, data={"reason": why}, cancelled_at=at, cancel_reason=why
    )
