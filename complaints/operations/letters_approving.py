"""From the draft to the signed letter in the register: nobody approves or signs what he has written himself."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from complaints.models import OutgoingLetter, OutgoingSeries, Signatory, VersionReason
from complaints.operations.letters import (
    lock_letter,
    move_letter,
    require_other_than_author,
    require_writer,
    seen_letter,
    write_version,
)
from complaints.operations.letters_files import Drawn, draw, keep_files
from complaints.queries.letters import approvers_for, newest_version
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

PREFIX = "ИСХ"
REASON_LIMIT = 300
REMARK_LIMIT = 1000
TRIES = 5


def submit_letter(*, letter_id: int, approver_id: int, actor: User, at: datetime) -> OutgoingLetter:
    """Hand it in to the head of a department, with the files that he looks at.

    Raises NotAllowed, IllegalTransition, Conflict while somebody has to look at the addressee or when it has changed
    meanwhile, InvalidInput for a head who may not approve it, PdfUnavailable.
    """
    require_writer(actor)
    letter = seen_letter(letter_id)
    _approver, guess = _handed_in(letter, approver_id)
    drawn = draw(guess, letter.letterhead)
    with transaction.atomic():
        letter = lock_letter(letter_id, actor=actor)
        approver, content = _handed_in(letter, approver_id)
        if content != guess:
            raise Conflict(_("Somebody has changed the letter meanwhile. Look at it once more."), code="letter_changed")
        version = write_version(letter, content, reason=VersionReason.PREPARED, author=actor, at=at)
        keep_files(version, drawn, at=at)
        data = {"approver": str(approver), "version": version.number}
        return move_letter(
            letter, verb="submit", at=at, actor=actor, data=data, approver=approver, submitted_at=at, remark=""
        )


def _handed_in(letter: OutgoingLetter, approver_id: int) -> tuple[User, Content]:
    """To whom, and what he gets to see; raises what forbids it."""
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
    signatory = Signatory.objects.select_related("user").filter(user=approver, is_active=True).first()
    return approver, _as_signed_by(newest_version(letter).content, signatory)


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


def sign_letter(*, letter_id: int, actor: User, at: datetime, by_hand: bool = False) -> OutgoingLetter:
    """Sign it and put it into the register of outgoing letters: number, date, mark and files, all or nothing.

    An electronic signature is the simple one of 63-ФЗ, art. 5: who signs is known by his sign-in. By hand the place of
    the signature stays empty for a pen. Raises NotAllowed for who is no signatory or has written at it,
    IllegalTransition, Conflict when too many sign at once, PdfUnavailable.

    The pages are laid out before, with the number that is next; who was not quick enough lays them out again.
    """
    signature = Signature(actor=actor, at=at, by_hand=by_hand)
    for _try in range(TRIES):
        letter = seen_letter(letter_id)
        guess = _signed(letter, signature, number=next_outgoing_number(signature.day))
        drawn = draw(guess, letter.letterhead)
        if signed := _register(letter_id, signature, guess=guess, drawn=drawn):
            return signed
    raise Conflict(_("Many letters are being signed in this moment. Try again."), code="register_busy")


@dataclass(frozen=True)
class Signature:
    """Who signs, when and how."""

    actor: User
    at: datetime
    by_hand: bool

    @property
    def day(self) -> date:
        """By the organisation's clock."""
        return timezone.localtime(self.at, timezone.get_default_timezone()).date()


@transaction.atomic
def _register(letter_id: int, signature: Signature, *, guess: Content, drawn: Drawn) -> OutgoingLetter | None:
    """None, and nothing done, where the letter or its number is another one than was laid out."""
    actor, at = signature.actor, signature.at
    letter = lock_letter(letter_id, actor=actor)
    LETTER.next(letter.state, "sign")
    number = take_outgoing_number(signature.day)
    content = _signed(letter, signature, number=number)
    if content != guess:
        transaction.set_rollback(True)
        return None
    version = write_version(letter, content, reason=VersionReason.SIGNED, author=actor, at=at)
    keep_files(version, drawn, at=at)
    return move_letter(
        letter, verb="sign", at=at, actor=actor, data={"version": version.number, "sha256": version.sha256},
        number=number, registered_on=signature.day, signatory=actor, signed_at=at, by_hand=signature.by_hand,
    )  # fmt: skip


def _signed(letter: OutgoingLetter, signature: Signature, *, number: str) -> Content:
    """What it says once it is signed; raises what forbids it."""
    actor = signature.actor
    require_other_than_author(letter, actor)
    signatory = Signatory.objects.select_related("user").filter(user=actor, is_active=True).first()
    if signatory is None:
        raise NotAllowed(_("You are not among those who sign letters."), code="no_signatory")
    LETTER.next(letter.state, "sign")
    return replace(
        _as_signed_by(newest_version(letter).content, signatory),
        number=number,
        date=day(signature.day),
        signature_mark=() if signature.by_hand else _mark(actor, signature.at),
        verification_url=verification_url(letter),
    )


def next_outgoing_number(day_of_letter: date) -> str:
    """The number that the next letter of the year gets, unless somebody is quicker."""
    last = OutgoingSeries.objects.filter(year=day_of_letter.year).values_list("last", flat=True).first() or 0
    return _number(day_of_letter, last + 1)


def take_outgoing_number(day_of_letter: date) -> str:
    """The next number of the year, `ИСХ-2026-000123`; gapless, because its row stays locked until commit.

    A counter of its own, so that letters and cases do not wait for one another.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO complaints_outgoingseries (year, last) VALUES (%s, 1) "
            "ON CONFLICT (year) DO UPDATE SET last = complaints_outgoingseries.last + 1 RETURNING last",
            [day_of_letter.year],
        )
        (last,) = cursor.fetchone()
    return _number(day_of_letter, last)


def _number(day_of_letter: date, last: int) -> str:
    return f"{PREFIX}-{day_of_letter.year}-{last:06d}"


def verification_url(letter: OutgoingLetter) -> str:
    """What the QR mark says."""
    return str(settings.SITE_URL).rstrip("/") + reverse("complaints:letter_check", args=[letter.token])


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
