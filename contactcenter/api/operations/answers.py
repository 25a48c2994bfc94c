"""A writing request with an Idempotency-Key is carried out once; its answer is kept for a day and repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.api.models import ApiToken, StoredAnswer
from contactcenter.lib.errors import Conflict, DomainError

KEPT_FOR = timedelta(hours=24)


class KeyReused(DomainError):
    """The key named another request before."""

    code = "idempotency_key_reused"


@dataclass(frozen=True)
class Answer:
    """What was said to a request, in the form in which it is kept."""

    status: int
    body: str
    location: str = ""


@transaction.atomic
def answer_once(
    *, token: ApiToken, key: str, fingerprint: str, at: datetime, carry_out: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """The answer to this request, and whether it is a repetition; what it does and the answer commit together.

    An exception of `carry_out` undoes everything and leaves the key free: a refusal has written nothing.
    Raises Conflict while another request with this key runs, KeyReused when the key named another request.
    """
    if not _lock(token, key):
        raise Conflict(_("A request with this Idempotency-Key is being carried out."), code="in_progress")
    StoredAnswer.objects.filter(token=token, key=key, created_at__lte=at - KEPT_FOR).delete()
    stored = StoredAnswer.objects.filter(token=token, key=key).first()
    if stored is None:
        answer = carry_out()
        StoredAnswer.objects.create(
            token=token,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            body=answer.body,
            location=answer.location,
            created_at=at,
        )
        return answer, False
    if stored.fingerprint != fingerprint:
        raise KeyReused(_("This Idempotency-Key was used for another request. Take a new key for a new request."))
    return Answer(status=stored.status, body=stored.body, location=stored.location), True


def _lock(token: ApiToken, key: str) -> bool:
    # Held until the transaction ends, be it by the death of its process: no mark “in progress” is left over.
    number = int.from_bytes(hashlib.sha256(f"answer:{token.pk}:{key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (mine,) = cursor.fetchone()
    return bool(mine)


def forget_answers(*, as_of: datetime) -> int:
    """Delete what is older than a day."""
    deleted, _by_model = StoredAnswer.objects.filter(created_at__lte=as_of - KEPT_FOR).delete()
    return deleted
