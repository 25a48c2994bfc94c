"""The outbox of letters to departments about complaints: claimed by conditional update, sent outside a transaction.

A letter that was left in the middle is sent again under the same Message-ID: a colleague who is told twice loses
nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage

from complaints.models import DepartmentLetter, DepartmentLetterState
from contactcenter.lib.mail import message_id

ATTEMPTS = 8
LEASE = timedelta(seconds=60)
_BACKOFF = (5, 30, 120, 600, 1800, 3600, 7200)  # seconds


def due_letters(*, as_of: datetime, limit: int = 200) -> list[int]:
    """What is to be sent now, and what was left in the middle."""
    waiting = DepartmentLetter.objects.filter(state=DepartmentLetterState.WAITING, next_try_at__lte=as_of)
    stuck = DepartmentLetter.objects.filter(state=DepartmentLetterState.SENDING, claimed_at__lt=as_of - LEASE)
    return [
        *waiting.order_by("next_try_at").values_list("pk", flat=True)[:limit],
        *stuck.values_list("pk", flat=True)[:limit],
    ]


def send_letter(*, letter_id: int, at: datetime) -> bool:
    """Send one letter; False when somebody else has it or it is not its time."""
    row = DepartmentLetter.objects.filter(pk=letter_id)
    fresh = row.filter(state=DepartmentLetterState.WAITING, next_try_at__lte=at)
    stuck = row.filter(state=DepartmentLetterState.SENDING, claimed_at__lt=at - LEASE)
    claim = {"state": DepartmentLetterState.SENDING, "claimed_at": at}
    if not (fresh.update(**claim) or stuck.update(**claim)):
        return False
    letter = row.get()
    try:
        email_of(letter).send()
    except (SMTPException, OSError) as error:
        _put_off(letter, error=f"{type(error).__name__}: {error}", at=at)
    else:
        _settle(letter, state=DepartmentLetterState.SENT, sent_at=at, error="")
    return True


def email_of(letter: DepartmentLetter) -> EmailMessage:
    """As it goes out."""
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.recipient],
        headers={"Message-ID": message_id("complaint-letter", letter.pk), "Auto-Submitted": "auto-generated"},
    )


def _put_off(letter: DepartmentLetter, *, error: str, at: datetime) -> None:
    attempts = letter.attempts + 1
    if attempts >= ATTEMPTS:
        _settle(letter, state=DepartmentLetterState.FAILED, attempts=attempts, error=error)
        return
    wait = timedelta(seconds=_BACKOFF[attempts - 1])
    _settle(letter, state=DepartmentLetterState.WAITING, attempts=attempts, error=error, next_try_at=at + wait)


def _settle(letter: DepartmentLetter, *, state: str, error: str, **changes: object) -> None:
    mine = DepartmentLetter.objects.filter(
        pk=letter.pk, claimed_at=letter.claimed_at, state=DepartmentLetterState.SENDING
    )
    mine.update(state=state, error=error[:300], **changes)
