"""The heart: which contact meets which operator.

Both directions are one statement each, so the cost does not grow with the number of operators looked at. Locks are
taken contact first, operator second. An operator whose row is locked is passed over: whoever holds it looks for a
contact for him after commit (`match_operator`), so the two meet then. Whatever is committed last, the contact's
arrival or the operator's readiness, sees the other; what a process that died left apart is met by the sweep within
a second.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from contactcenter.contacts.models import OfferMode
from contactcenter.lib.commits import after_commit
from contactcenter.lib.prepared import Prepared
from contactcenter.push import topics
from contactcenter.push.publish import change, publish_all
from contactcenter.routing.models import Offer
from contactcenter.routing.signals import offered_to_open

# Who declined or missed a contact is not offered the same one again for so long; he may still take it from the list,
# and who shows that he is there after he missed it (says that he is ready, accepts another) gets it at once.
DECLINE_REST = timedelta(seconds=30)

# Whether anybody has waited long enough for member `m`: one look into an index, however many wait.
RING_OPEN = """
(m.after_seconds = 0 OR EXISTS (
    SELECT 1 FROM contacts_contact old WHERE old.queue_id = m.queue_id AND old.state = 'queued'
    AND old.in_queue_since <= %(at)s - make_interval(secs => m.after_seconds)))
"""

# Whether seat `s` has room for anything at all: a look that spares whole queues.
HAS_ROOM = "(s.load < s.capacity OR s.yields <> '{}')"

# Whether seat `s` has room for a contact of this channel and weight. What the contact may interrupt does not count.
ROOM = """
s.load - coalesce((s.yields ->> {channel})::int, 0) + {weight} <= s.capacity AND {channel} <> ALL (s.closed)
"""

# Whether seat `s` of member `m` can have contact `c`. Nobody gets back what he gave away, nor at once what he declined.
FITS = f"""
(m.after_seconds = 0 OR c.in_queue_since <= %(at)s - make_interval(secs => m.after_seconds))
AND (c.reserved_until IS NULL OR c.reserved_until <= %(at)s OR c.preferred_operator_id = s.operator_id)
AND {ROOM.format(channel="c.channel", weight="c.weight")} AND s.operator_id IS DISTINCT FROM c.handed_over_by_id
AND NOT EXISTS (
    SELECT 1 FROM routing_offer o
    WHERE o.contact_id = c.id AND o.operator_id = s.operator_id AND o.ended_at > %(rested)s
    AND (o.outcome = 'declined' OR o.outcome = 'expired' AND o.ended_at > s.idle_since))
AND NOT EXISTS (
    SELECT 1 FROM clients_keptapart k WHERE k.client_id = c.client_id AND k.operator_id = s.operator_id)
"""  # noqa: S608 - constants only

# The first contact in the queue of member `m` that seat `s` can have. It is nearly always the very first. Behind many
# that are too much for him, thousands of calls before one letter, the first of each kind is looked up, for what he has
# room for is a matter of channel and weight alone; so the cost does not grow with the queue. A few at a time, since
# whoever plans a statement cannot know that the first few nearly always have one that fits.
_NEAR = 16
_HEAD = f"""
(
    SELECT c.id, c.rank_at FROM (
        SELECT * FROM contacts_contact near WHERE near.queue_id = m.queue_id AND near.state = 'queued'
        ORDER BY near.rank_at, near.id LIMIT {_NEAR}
    ) c
    WHERE {FITS}
    ORDER BY c.rank_at, c.id LIMIT 1
) UNION ALL (
    WITH RECURSIVE kind AS (
        (
            SELECT k.channel, k.weight FROM contacts_contact k WHERE k.queue_id = m.queue_id AND k.state = 'queued'
            AND EXISTS (SELECT FROM contacts_contact far WHERE far.queue_id = m.queue_id AND far.state = 'queued'
                OFFSET {_NEAR})
            ORDER BY k.channel, k.weight LIMIT 1
        ) UNION ALL
        SELECT next.* FROM kind CROSS JOIN LATERAL (
            SELECT k.channel, k.weight FROM contacts_contact k WHERE k.queue_id = m.queue_id AND k.state = 'queued'
            AND (k.channel, k.weight) > (kind.channel, kind.weight)
            ORDER BY k.channel, k.weight LIMIT 1
        ) next
    )
    SELECT first.id, first.rank_at FROM kind CROSS JOIN LATERAL (
        (
            SELECT c.id, c.rank_at FROM (
                SELECT * FROM contacts_contact few WHERE few.queue_id = m.queue_id AND few.state = 'queued'
                AND few.channel = kind.channel AND few.weight = kind.weight
                ORDER BY few.rank_at, few.id LIMIT {_NEAR}
            ) c
            WHERE {FITS}
            ORDER BY c.rank_at, c.id LIMIT 1
        ) UNION ALL (
            SELECT c.id, c.rank_at FROM contacts_contact c WHERE c.queue_id = m.queue_id AND c.state = 'queued'
            AND c.channel = kind.channel AND c.weight = kind.weight AND {FITS}
            ORDER BY c.rank_at, c.id LIMIT 1
        )
        LIMIT 1
    ) first
    WHERE {ROOM.format(channel="kind.channel", weight="kind.weight")}
    ORDER BY first.rank_at, first.id LIMIT 1
)
LIMIT 1
"""  # noqa: S608 - constants only

# The best waiting contact for seat `s`: the head of each of his queues, then the best of the heads.
_FIRST = f"""
SELECT head.id FROM routing_queuemember m
JOIN contacts_queue q ON q.id = m.queue_id AND q.offer_mode <> 'pull'
CROSS JOIN LATERAL ({_HEAD}) head
WHERE m.operator_id = s.operator_id AND {RING_OPEN}
ORDER BY head.rank_at, head.id
LIMIT 1
"""  # noqa: S608 - constants only
_BEST_FOR_OPERATOR = Prepared(
    "best_for_operator",
    f"SELECT ({_FIRST}) FROM routing_seat s "  # noqa: S608 - constants only
    f"WHERE s.operator_id = %(operator)s AND s.ready AND NOT s.ringing AND {HAS_ROOM}",
    operator="bigint",
    at="timestamptz",
    rested="timestamptz",
)

# Pairs one contact with the best free member of its queue, and writes all that follows from it. An operator who has
# just become free belongs to whoever waits longest: when that is another contact, nothing is written and the operator
# comes back without an offer. The members stand in brackets (OFFSET 0) because one queue that everybody serves would
# make the planner expect thousands of them everywhere and read all seats for each arrival.
_OFFER = f"""
WITH waiting AS (
    SELECT c.id, c.client_id, c.queue_id, c.channel, c.weight, c.in_queue_since, c.handed_over_by_id,
        c.preferred_operator_id, c.reserved_until, q.offer_seconds, q.offer_mode
    FROM contacts_contact c JOIN contacts_queue q ON q.id = c.queue_id AND {{pushed}}
    WHERE c.id = %(contact)s AND c.state = 'queued'
    FOR NO KEY UPDATE OF c {{wait}}
), best AS (
    SELECT s.operator_id, s.load, s.capacity, s.yields, s.closed, s.idle_since,
        c.id, c.queue_id, c.channel, c.weight, c.offer_seconds, c.offer_mode
    FROM waiting c
    CROSS JOIN LATERAL (SELECT * FROM routing_queuemember mine WHERE mine.queue_id = c.queue_id OFFSET 0) m
    JOIN routing_seat s ON s.operator_id = m.operator_id
    WHERE s.ready AND NOT s.ringing AND {{who}} AND {FITS}
    ORDER BY (s.operator_id = c.preferred_operator_id) IS TRUE DESC,
        m.after_seconds, m.level DESC, s.idle_since, s.operator_id
    LIMIT 1
    FOR NO KEY UPDATE OF s SKIP LOCKED
), pair AS (
    SELECT s.* FROM best s WHERE {{turn}}
), seat AS (
    UPDATE routing_seat s SET ringing = true, load = s.load + pair.weight,
        held = routing_hold(s.held, pair.channel, 1, pair.weight)
    FROM pair WHERE s.operator_id = pair.operator_id
), contact AS (
    UPDATE contacts_contact c SET state = 'offered' FROM pair WHERE c.id = pair.id
), event AS (
    INSERT INTO contacts_contactevent (contact_id, at, verb, before, after, data)
    SELECT id, %(at)s, 'offer', 'queued', 'offered', jsonb_build_object('operator', operator_id) FROM pair
), offer AS (
    INSERT INTO routing_offer (contact_id, operator_id, weight, made_at, expires_at, outcome, reason)
    SELECT id, operator_id, weight, %(at)s, %(at)s + make_interval(secs => offer_seconds), '', '' FROM pair
    RETURNING id
)
SELECT best.operator_id, best.queue_id, best.offer_mode, offer.id FROM best LEFT JOIN offer ON true
"""  # noqa: S608 - constants only

_PUSHED = "q.offer_mode <> 'pull'"
_IN_TURN = f"s.id = ({_FIRST})"
_TYPES = {"contact": "bigint", "operator": "bigint", "at": "timestamptz", "rested": "timestamptz"}
_OFFER_TO_BEST = Prepared("offer_to_best", _OFFER.format(wait="", pushed=_PUSHED, who="true", turn=_IN_TURN), **_TYPES)
# The sweep must not wait for a process that holds a contact and is stuck.
_OFFER_IF_UNLOCKED = Prepared(
    "offer_if_unlocked", _OFFER.format(wait="SKIP LOCKED", pushed=_PUSHED, who="true", turn=_IN_TURN), **_TYPES
)
_OFFER_TO_ONE = Prepared(
    "offer_to_one", _OFFER.format(wait="", pushed="true", who="s.operator_id = %(operator)s", turn="true"), **_TYPES
)
_TRIES = 5  # times that colleagues may be faster before the sweep takes over


def offer_contact(*, contact_id: int, at: datetime, wait: bool = True) -> int | None:
    """Hold this contact out to the best free operator; his id, or None when nobody is free or somebody was faster.

    Without `wait` a contact that somebody else has locked is left to him.
    """
    statement = _OFFER_TO_BEST if wait else _OFFER_IF_UNLOCKED
    for _try in range(_TRIES):
        found = _offer(statement, contact_id=contact_id, at=at)
        if found is None:
            return None
        operator_id, is_offered = found
        if is_offered:
            return operator_id
        offer_to_operator(operator_id=operator_id, at=at)
    return None


def offer_to_operator(*, operator_id: int, at: datetime) -> int | None:
    """Hold the best waiting contact out to this operator; its id, or None when none waits that he may have."""
    for _try in range(_TRIES):
        with connection.cursor() as cursor:
            _BEST_FOR_OPERATOR.execute(cursor, {"operator": operator_id, "at": at, "rested": at - DECLINE_REST})
            row = cursor.fetchone()
        if row is None or row[0] is None:
            return None
        contact_id = int(row[0])
        if _offer(_OFFER_TO_ONE, contact_id=contact_id, operator_id=operator_id, at=at):
            return contact_id
    return None


def offer_to_named(*, contact_id: int, operator_id: int, at: datetime) -> bool:
    """Hold this waiting contact out to this operator, past the line; False where he may not have it right now.

    The same statement as for any other offer, so skill, ring, state and room are looked at under the same locks. He is
    asked in every queue, also in one whose contacts open at once or are taken from the list.
    """
    return _offer(_OFFER_TO_ONE, contact_id=contact_id, operator_id=operator_id, at=at, asks=True) is not None


def match_contact(*, contact_id: int, at: datetime) -> None:
    """After commit, look for an operator for this contact."""
    after_commit(offer_contact, contact_id=contact_id, at=at)


def match_operator(*, operator_id: int, at: datetime) -> None:
    """After commit, look for a contact for this operator; owed by every transaction that has locked his seat."""
    after_commit(offer_to_operator, operator_id=operator_id, at=at)


@transaction.atomic
def _offer(
    statement: Prepared, *, contact_id: int, at: datetime, operator_id: int | None = None, asks: bool = False
) -> tuple[int, bool] | None:
    """The operator found, and whether the contact is offered to him now."""
    with connection.cursor() as cursor:
        given = {"contact": contact_id, "operator": operator_id, "at": at, "rested": at - DECLINE_REST}
        statement.execute(cursor, given)
        row = cursor.fetchone()
    if row is None:
        return None
    chosen, queue_id, mode, offer_id = row
    if offer_id is not None:
        if mode == OfferMode.AUTO and not asks:
            # In the same transaction: nobody ever sees such an offer open, so it cannot be missed or run out.
            offered_to_open.send(sender=Offer, offer_id=offer_id, operator_id=chosen, at=at)
        publish_all(
            change(topics.operator(chosen), kind="offer", contact=contact_id),
            change(topics.queue(queue_id)),
            change(topics.contact(contact_id), kind="moved", state="offered"),
            change(topics.FLOOR),
        )
    return int(chosen), offer_id is not None
