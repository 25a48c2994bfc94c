"""The same matter again: entries of one client on one ground, or in like words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from complaints.models import Complaint
from complaints.queries.policy import policy
from complaints.states import CANCELLED
from contactcenter.clients.models import Client
from contactcenter.lib.text import words

# Entries of one client that are looked at: nobody complains more often within the days of the policy.
_LOOKED_AT = 100
_SHORTEST = 3
# Endings differ, stems do not: as many letters of a word are compared.
_STEM = 5


def search_key(row: Complaint, *, subject: str, names: Sequence[str] = ()) -> str:
    """The words by which an entry is found, each once: what it is about, what it says, who complains."""
    texts = (subject, row.text, row.complainant, row.representative, *names)
    return " ".join(dict.fromkeys(words(" ".join(texts))))


def stems(text: str) -> frozenset[str]:
    """What a text is compared by: the beginnings of its longer words."""
    return frozenset(word[:_STEM] for word in words(text) if len(word) >= _SHORTEST)


def likeness(one: str, other: str) -> int:
    """How much two texts say the same, in percent: the stems that both have of those that the shorter one has."""
    first, second = stems(one), stems(other)
    shorter = min(len(first), len(second))
    return round(100 * len(first & second) / shorter) if shorter else 0


def earlier_like(
    *, row: Complaint, client: Client, before: datetime, besides: int | None = None
) -> Sequence[Complaint]:
    """Entries of this client, received within the days of the policy, with the same ground or like words, the newest
    first. Those that were cancelled do not count."""
    rules = policy()
    found = (
        Complaint.objects.filter(
            case__client=client,
            case__received_at__range=(before - timedelta(days=rules.repeat_days), before),
        )
        .exclude(state=CANCELLED)
        .exclude(pk=besides)
        .select_related("case", "ground")
        .order_by("-case__received_at", "-pk")[:_LOOKED_AT]
    )
    return [
        earlier
        for earlier in found
        if earlier.ground_id == row.ground_id or likeness(earlier.text, row.text) >= rules.likeness
    ]
