"""Questions about contacts."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Min, Q, QuerySet, Subquery

from contactcenter.contacts import states
from contactcenter.contacts.models import CannedReply, ChannelWeight, Contact, PriorityRule, Queue
from contactcenter.contacts.models.channels import DEFAULT_WEIGHTS, OTHER_WEIGHT

_WEIGHTS_KEPT = 30  # seconds, rules as well


@dataclass
class _Weights:
    """Changed once a year and asked at each arrival: every process keeps its own for a short while."""

    known: Mapping[str, int] = field(default_factory=dict)
    rules: Sequence[PriorityRule] = ()
    until: float = 0.0


_weights = _Weights()


def weight_of(channel: str) -> int:
    """How much of an operator (of 100 parts) one contact on this channel takes; a change is known in half a minute."""
    return _fresh().known.get(channel) or DEFAULT_WEIGHTS.get(channel, OTHER_WEIGHT)


def head_start_of(*, segment: str, channel: str, queue_id: int, topic_id: int | None) -> int:
    """By how many seconds an arriving contact is ahead of its time; a change of rules is known in half a minute."""
    return sum(
        rule.head_start
        for rule in _fresh().rules
        if rule.fits(segment=segment, channel=channel, queue_id=queue_id, topic_id=topic_id)
    )


def _fresh() -> _Weights:
    if _weights.until < time.monotonic():
        _weights.known = dict(ChannelWeight.objects.values_list("channel", "weight"))
        _weights.rules = list(PriorityRule.objects.filter(is_active=True))
        _weights.until = time.monotonic() + _WEIGHTS_KEPT
    return _weights


def forget_weights() -> None:
    """Read them again at the next arrival."""
    _weights.until = 0.0


def place_in_queue(contact: Contact) -> int:
    """1 for who is served next; 0 when the contact does not wait."""
    if contact.state == states.OFFERED:
        return 1
    if contact.state != states.QUEUED:
        return 0
    waiting = Contact.objects.filter(queue_id=contact.queue_id, state=states.QUEUED)
    rank = Contact.objects.filter(pk=contact.pk).values("rank_at")
    earlier = waiting.filter(rank_at__lte=Subquery(rank)).exclude(rank_at=Subquery(rank), pk__gte=contact.pk)
    return earlier.count() + 1


def expected_wait(contact: Contact) -> timedelta | None:
    """How long this contact will yet wait, at its queue's pace; None when it does not wait or nobody can say."""
    place = place_in_queue(contact)
    return contact.queue.wait_at(place) if place else None


def waiting_by_queue(queues: QuerySet[Queue]) -> QuerySet[Queue]:
    """Queues with `waiting` (how many) and `oldest` (arrival of the one who waits longest, or None)."""
    waits = Q(contacts__state__in=(states.QUEUED, states.OFFERED))
    return queues.annotate(waiting=Count("contacts", filter=waits), oldest=Min("contacts__arrived_at", filter=waits))


def canned_replies(*, function: str, start: str = "", limit: int = 8) -> QuerySet[CannedReply]:
    """Replies whose shortcut begins with `start`, those of the function and those for all."""
    return CannedReply.objects.filter(is_active=True, shortcut__istartswith=start, function__in=(function, ""))[:limit]
