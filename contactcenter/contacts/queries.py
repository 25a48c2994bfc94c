"""Questions about contacts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db.models import QuerySet, Subquery
from django.db.models.expressions import RawSQL

from contactcenter.contacts import states
from contactcenter.contacts.models import CannedReply, ChannelWeight, Contact, PriorityRule
from contactcenter.contacts.models.channels import DEFAULT_WEIGHTS, OTHER_WEIGHT
from contactcenter.lib.memory import ShortMemory


def _read_weights() -> Mapping[str, int]:
    return dict(ChannelWeight.objects.values_list("channel", "weight"))


weights = ShortMemory(_read_weights, seconds=30)
rules = ShortMemory(lambda: list(PriorityRule.objects.filter(is_active=True)), seconds=30)


def weight_of(channel: str) -> int:
    """How much of an operator (of 100 parts) one contact on this channel takes; a change is known in half a minute."""
    return weights().get(channel) or DEFAULT_WEIGHTS.get(channel, OTHER_WEIGHT)


def head_start_of(*, segment: str, channel: str, queue_id: int, topic_id: int | None) -> int:
    """By how many seconds an arriving contact is ahead of its time; a change of rules is known in half a minute."""
    return sum(
        rule.head_start
        for rule in rules()
        if rule.fits(segment=segment, channel=channel, queue_id=queue_id, topic_id=topic_id)
    )


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


# The best few of many queues stand in the queues with the best heads: so many of those, and so many of each, are looked
# at, however many wait.
_FIRST = """
WITH head AS (
    SELECT q.id AS queue_id FROM unnest(%s::bigint[]) q (id)
    CROSS JOIN LATERAL (
        SELECT c.rank_at, c.id FROM contacts_contact c WHERE c.queue_id = q.id AND c.state = 'queued'
        ORDER BY c.rank_at, c.id LIMIT 1
    ) first
    ORDER BY first.rank_at, first.id LIMIT %s
)
SELECT c.id FROM head CROSS JOIN LATERAL (
    SELECT c.rank_at, c.id FROM contacts_contact c WHERE c.queue_id = head.queue_id AND c.state = 'queued'
    ORDER BY c.rank_at, c.id LIMIT %s
) c
ORDER BY c.rank_at, c.id LIMIT %s
"""


def first_waiting(queue_ids: Collection[int], *, limit: int) -> QuerySet[Contact]:
    """At most so many of those who wait in these queues, in the order in which they are served."""
    first = RawSQL(_FIRST, (list(queue_ids), limit, limit, limit))  # noqa: S611 - constants only
    return Contact.objects.waiting().filter(pk__in=first)


def canned_replies(*, function: str, start: str = "", limit: int = 8) -> QuerySet[CannedReply]:
    """Replies whose shortcut begins with `start`, those of the function and those for all."""
    return CannedReply.objects.filter(is_active=True, shortcut__istartswith=start, function__in=(function, ""))[:limit]
