"""The outbox of letters to departments: written with what they tell, claimed by conditional update, sent outside.

A letter that was left in the middle is sent again: a colleague who reads twice that he is asked loses nothing, and its
Message-ID stays the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from contactcenter.deadlines.words import moment_text
from contactcenter.decisions.links import link_to
from contactcenter.decisions.models import Letter, LetterKind, LetterState, Referral
from contactcenter.decisions.signals import letter_written
from contactcenter.lib.mail import message_id

ATTEMPTS = 8
LEASE = timedelta(seconds=60)
_BACKOFF = (5, 30, 120, 600, 1800, 3600, 7200)  # seconds


def write_letter(*, referral: Referral, kind: LetterKind, at: datetime) -> Letter:
    """A letter to the department, in the caller's transaction."""
    letter = Letter.objects.create(
        referral=referral, kind=kind, recipient=referral.department.email, created_at=at, next_try_at=at
    )
    letter_written.send(sender=Letter, letter_id=letter.pk)
    return letter


def due_letters(*, as_of: datetime, limit: int = 200) -> list[int]:
    """What is to be sent now, and what was left in the middle."""
    waiting = Letter.objects.filter(state=LetterState.WAITING, next_try_at__lte=as_of).order_by("next_try_at")
    stuck = Letter.objects.filter(state=LetterState.SENDING, claimed_at__lt=as_of - LEASE)
    return [*waiting.values_list("pk", flat=True)[:limit], *stuck.values_list("pk", flat=True)[:limit]]


def send_letter(*, letter_id: int, at: datetime) -> bool:
    """Send one letter; False when somebody else has it or it is not its time."""
    row = Letter.objects.filter(pk=letter_id)
    fresh = row.filter(state=LetterState.WAITING, next_try_at__lte=at)
    stuck = row.filter(state=LetterState.SENDING, claimed_at__lt=at - LEASE)
    claim = {"state": LetterState.SENDING, "claimed_at": at}
    if not (fresh.update(**claim) or stuck.update(**claim)):
        return False
    letter = row.select_related("referral__case__client", "referral__case__topic", "referral__department").get()
    try:
        email_of(letter).send()
    except (SMTPException, OSError) as error:
        _put_off(letter, error=f"{type(error).__name__}: {error}", at=at)
    else:
        _settle(letter, state=LetterState.SENT, sent_at=at, error="")
    return True


def email_of(letter: Letter) -> EmailMessage:
    """The letter as it goes out, in the language of the house."""
    referral = letter.referral
    deadline = referral.deadline
    context = {
        "referral": referral,
        "kind": letter.kind,
        "said": _last_words(referral) if letter.kind in {LetterKind.ANSWER, LetterKind.REWORK} else "",
        # Whole dates: nobody knows on what day a letter is read.
        "due": moment_text(deadline.due_at) if deadline and referral.is_open else "",
        "link": link_to(referral) if referral.is_open else "",
    }
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string("decisions/letters/subject.txt", context)
        body = render_to_string("decisions/letters/body.txt", context)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[letter.recipient],
        headers={"Message-ID": message_id("referral-letter", letter.pk), "Auto-Submitted": "auto-generated"},
    )


def _last_words(referral: Referral) -> str:
    last = referral.messages.filter(from_department=False).order_by("-id").first()
    return last.body if last else ""


def _put_off(letter: Letter, *, error: str, at: datetime) -> None:
    attempts = letter.attempts + 1
    if attempts >= ATTEMPTS:
        _settle(letter, state=LetterState.FAILED, attempts=attempts, error=error)
        return
    wait = timedelta(seconds=_BACKOFF[attempts - 1])
    _settle(letter, state=LetterState.WAITING, attempts=attempts, error=error, next_try_at=at + wait)


def _settle(letter: Letter, *, state: str, error: str, **changes: object) -> None:
    mine = Letter.objects.filter(pk=letter.pk, claimed_at=letter.claimed_at, state=LetterState.SENDING)
    mine.update(state=state, error=error[:300], **changes)
