"""The heart: which contact meets which operator.

Both directions are one statement each, so the cost does not grow with the number of operators looked at. Locks are
taken contact first, operator second; operators who are locked are skipped, so two that match at once take different
pairs. Whatever is committed last (the contact's arrival or the operator's readiness) sees the other; what slips
through because both rows were locked at that moment is met by the sweep within a second.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from contactcenter.push import topics
from contactcenter.push.publish import publish

# Who declined a contact is not asked again for so long, unless nothing else helps the client: then the sweep asks.
DECLINE_REST = timedelta(seconds=30)

# Pairs one contact with the best free member of its queue, and writes all that follows from it.
_OFFER = """
WITH waiting AS (
    SELECT c.id, c.queue_id, c.weight, c.handed_over_by_id, q.offer_seconds
    FROM contacts_contact c JOIN contacts_queue q ON q.id = c.queue_id
    WHERE c.id = %(contact)s AND c.state = 'queued'
    FOR UPDATE OF c {wait}
), best AS (
    SELECT s.operator_id, w.id AS contact_id, w.queue_id, w.weight, w.offer_seconds
    FROM waiting w
    JOIN routing_queuemember m ON m.queue_id = w.queue_id
    JOIN routing_seat s ON s.operator_id = m.operator_id
    WHERE s.ready AND NOT s.ringing AND s.load + w.weight <= s.capacity
      AND s.operator_id IS DISTINCT FROM w.handed_over_by_id
      AND (%(operator)s::bigint IS NULL OR s.operator_id = %(operator)s)
      AND NOT EXISTS (
          SELECT 1 FROM routing_offer o
          WHERE o.contact_id = w.id AND o.operator_id = s.operator_id
            AND o.outcome IN ('declined', 'expired') AND o.ended_at > %(rested)s)
    ORDER BY m.level DESC, s.idle_since, s.operator_id
    LIMIT 1
    FOR UPDATE OF s SKIP LOCKED
), seat AS (
    UPDATE routing_seat s SET ringing = true, load = s.load + best.weight
    FROM best WHERE s.operator_id = best.operator_id
    RETURNING s.operator_id
), offered AS (
    UPDATE contacts_contact c SET state = 'offered'
    FROM best JOIN seat ON seat.operator_id = best.operator_id WHERE c.id = best.contact_id
    RETURNING c.id, best.operator_id, best.queue_id, best.weight, best.offer_seconds
), event AS (
    INSERT INTO contacts_contactevent (contact_id, at, verb, before, after, data)
    SELECT id, %(at)s, 'offer', 'queued', 'offered', jsonb_build_object('operator', operator_id) FROM offered
)
INSERT INTO routing_offer (contact_id, operator_id, weight, made_at, expires_at, outcome, reason)
SELECT id, operator_id, weight, %(at)s, %(at)s + make_interval(secs => offer_seconds), '', '' FROM offered
RETURNING contact_id, operator_id, (SELECT queue_id FROM offered)
"""

# An arrival that somebody else has locked is being dealt with; an operator waits for the lock, and then either gets
# that contact or looks for the next one.
_OFFER_SKIPPING = _OFFER.format(wait="SKIP LOCKED")
_OFFER_WAITING = _OFFER.format(wait="")
_TRIES = 5  # contacts that an operator may lose to colleagues before the sweep takes over

# The best waiting contact for one operator: the head of each of his queues, then the best of the heads.
_BEST_FOR_OPERATOR = """
SELECT head.id
FROM routing_seat s
JOIN routing_queuemember m ON m.operator_id = s.operator_id
CROSS JOIN LATERAL (
    SELECT c.id, c.priority, c.arrived_at FROM contacts_contact c
    WHERE c.queue_id = m.queue_id AND c.state = 'queued' AND s.load + c.weight <= s.capacity
      AND s.operator_id IS DISTINCT FROM c.handed_over_by_id
      AND NOT EXISTS (
          SELECT 1 FROM routing_offer o
          WHERE o.contact_id = c.id AND o.operator_id = s.operator_id
            AND o.outcome IN ('declined', 'expired') AND o.ended_at > %(rested)s)
    ORDER BY c.priority DESC, c.arrived_at, c.id
    LIMIT 1
) head
WHERE s.operator_id = %(operator)s AND s.ready AND NOT s.ringing
ORDER BY head.priority DESC, head.arrived_at, head.id
LIMIT 1
"""


def offer_contact(*, contact_id: int, at: datetime) -> int | None:
    """Hold this contact out to the best free operator; his id, or None when nobody is free or somebody was faster."""
    with transaction.atomic():
        return _offer(contact_id=contact_id, operator_id=None, at=at)


def offer_to_operator(*, operator_id: int, at: datetime) -> int | None:
    """Hold the best waiting contact out to this operator; its id, or None when none waits that he may have."""
    for _try in range(_TRIES):
        with connection.cursor() as cursor:
            cursor.execute(_BEST_FOR_OPERATOR, {"operator": operator_id, "rested": at - DECLINE_REST})
            row = cursor.fetchone()
        if row is None:
            return None
        (contact_id,) = row
        with transaction.atomic():
            if _offer(contact_id=contact_id, operator_id=operator_id, at=at):
                return int(contact_id)
    return None


def _offer(*, contact_id: int, operator_id: int | None, at: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            _OFFER_SKIPPING if operator_id is None else _OFFER_WAITING,
            {"contact": contact_id, "operator": operator_id, "at": at, "rested": at - DECLINE_REST},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    _contact, chosen, queue_id = row
    publish(topics.operator(chosen), kind="offer", contact=contact_id)
    publish(topics.queue(queue_id))
    publish(topics.contact(contact_id), kind="moved", state="offered")
    return int(chosen)
