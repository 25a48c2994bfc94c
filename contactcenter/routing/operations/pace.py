"""How fast queues are served."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from contactcenter.contacts.counts import flows_by_queue
from contactcenter.contacts.models.queues import RECENT

# Only queues whose number has changed are written, and queues of which nobody has been accepted lately fall to zero.
_WRITE = """
UPDATE contacts_queue q SET recently_accepted = now.number
FROM (
    SELECT every.id, coalesce(recent.number, 0) AS number
    FROM contacts_queue every LEFT JOIN unnest(%(queues)s::bigint[], %(numbers)s::integer[]) recent (id, number)
        ON recent.id = every.id
) now
WHERE now.id = q.id AND now.number <> q.recently_accepted
"""


def measure_pace(*, as_of: datetime) -> int:
    """Tell each queue how many were accepted lately, to the minute; returns how many queues changed their pace.

    First acceptances alone count, so a transfer is no progress.
    """
    accepted = {
        flow.queue_id: flow.sums["accepted"] for flow in flows_by_queue(start=as_of - RECENT) if flow.sums["accepted"]
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"queues": list(accepted), "numbers": list(accepted.values())})
        return int(cursor.rowcount)
