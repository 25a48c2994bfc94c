"""What must happen even if nobody does anything: once a second, by one sweeper at a time."""

from __future__ import annotations

import functools
from datetime import datetime

from django.db import connection

from contactcenter.lib.each import each
from contactcenter.routing.operations.doors import send_on_overdue
from contactcenter.routing.operations.handover import return_orphans
from contactcenter.routing.operations.matching import DECLINE_REST, FITS, HAS_ROOM, RING_OPEN, ROOM, offer_contact
from contactcenter.routing.operations.offers import expire_offers
from contactcenter.routing.operations.wrapups import end_wrapups
from contactcenter.staff.operations.presence import sign_out_the_gone

# Waiting contacts that some free operator can have. First what kinds of contacts wait, in which queue: a step in an
# index for each, whatever their number. Then which kinds a free member has room for. Only of those the best few.
_MEETABLE = f"""
WITH RECURSIVE kind AS (
    (
        SELECT c.queue_id, c.channel, c.weight FROM contacts_contact c WHERE c.state = 'queued'
        ORDER BY c.queue_id, c.channel, c.weight LIMIT 1
    ) UNION ALL
    SELECT next.* FROM kind CROSS JOIN LATERAL (
        SELECT c.queue_id, c.channel, c.weight FROM contacts_contact c
        WHERE c.state = 'queued' AND (c.queue_id, c.channel, c.weight) > (kind.queue_id, kind.channel, kind.weight)
        ORDER BY c.queue_id, c.channel, c.weight LIMIT 1
    ) next
), free AS MATERIALIZED (
    SELECT s.* FROM routing_seat s WHERE s.ready AND NOT s.ringing AND {HAS_ROOM}
), meeting AS MATERIALIZED (
    SELECT DISTINCT kind.* FROM kind
    JOIN contacts_queue q ON q.id = kind.queue_id AND q.offer_mode <> 'pull'
    JOIN routing_queuemember m ON m.queue_id = kind.queue_id
    JOIN free s ON s.operator_id = m.operator_id
    WHERE {RING_OPEN} AND {ROOM.format(channel="kind.channel", weight="kind.weight")}
)
SELECT head.id FROM meeting
CROSS JOIN LATERAL (
    SELECT c.id, c.rank_at FROM contacts_contact c
    WHERE c.queue_id = meeting.queue_id AND c.state = 'queued'
    AND c.channel = meeting.channel AND c.weight = meeting.weight AND EXISTS (
        SELECT 1 FROM routing_queuemember m JOIN free s ON s.operator_id = m.operator_id
        WHERE m.queue_id = meeting.queue_id AND {FITS})
    ORDER BY c.rank_at, c.id LIMIT %(heads)s
) head
ORDER BY head.rank_at, head.id
LIMIT %(limit)s
"""  # noqa: S608 - constants only
_ROUNDS = 10  # a sweep that finds work without end lets the next one go on


def sweep(*, as_of: datetime) -> dict[str, int]:
    """Sign out the gone, end offers that ran out, return what the gone left, send on, match whoever still waits."""
    return {
        "gone": len(sign_out_the_gone(as_of=as_of)),
        "expired": expire_offers(as_of=as_of),
        "returned": return_orphans(as_of=as_of),
        "wrapups": end_wrapups(as_of=as_of),
        "sent_on": send_on_overdue(as_of=as_of),
        "met": match_waiting(as_of=as_of),
    }


def match_waiting(*, as_of: datetime, limit: int = 200) -> int:
    """Offer what waits and can be served; returns how many offers were made."""
    offer = functools.partial(_offer_unlocked, at=as_of)
    met = 0
    for _round in range(_ROUNDS):
        made = each(_meetable(as_of=as_of, limit=limit), offer, what="routing.match")
        met += made
        if not made:
            break
    return met


def _meetable(*, as_of: datetime, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_MEETABLE, {"heads": 20, "limit": limit, "at": as_of, "rested": as_of - DECLINE_REST})
        return [contact_id for (contact_id,) in cursor.fetchall()]


def _offer_unlocked(contact_id: int, *, at: datetime) -> int | None:
    return offer_contact(contact_id=contact_id, at=at, wait=False)
