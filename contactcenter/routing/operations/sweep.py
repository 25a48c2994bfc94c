"""What must happen even if nobody does anything: once a second, by one sweeper at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from contactcenter.routing.operations.handover import return_orphans
from contactcenter.routing.operations.matching import offer_contact
from contactcenter.routing.operations.offers import expire_offers
from contactcenter.staff.operations.presence import sign_out_the_gone

# Waiting contacts that some free operator could have: the best few of each queue where both sides exist. A queue
# without waiting contacts or without a free member costs two index look-ups.
_MEETABLE = """
SELECT head.id FROM contacts_queue q
CROSS JOIN LATERAL (
    SELECT c.id, c.priority, c.arrived_at, c.weight FROM contacts_contact c
    WHERE c.queue_id = q.id AND c.state = 'queued'
    ORDER BY c.priority DESC, c.arrived_at, c.id LIMIT %(heads)s
) head
WHERE EXISTS (
    SELECT 1 FROM routing_queuemember m JOIN routing_seat s ON s.operator_id = m.operator_id
    WHERE m.queue_id = q.id AND s.ready AND NOT s.ringing AND s.load + head.weight <= s.capacity)
ORDER BY head.priority DESC, head.arrived_at, head.id
LIMIT %(limit)s
"""


def sweep(*, as_of: datetime) -> dict[str, int]:
    """Sign out the gone, end offers that ran out, return what the gone left behind, and bring together whoever still waits for each other."""
    return {
        "gone": len(sign_out_the_gone(as_of=as_of)),
        "expired": expire_offers(as_of=as_of),
        "returned": return_orphans(as_of=as_of),
        "met": match_waiting(as_of=as_of),
    }


def match_waiting(*, as_of: datetime, limit: int = 200) -> int:
    """Offer what waits and could be served; returns how many offers were made."""
    with connection.cursor() as cursor:
        cursor.execute(_MEETABLE, {"heads": 20, "limit": limit})
        contact_ids = [contact_id for (contact_id,) in cursor.fetchall()]
    return sum(offer_contact(contact_id=contact_id, at=as_of) is not None for contact_id in contact_ids)
