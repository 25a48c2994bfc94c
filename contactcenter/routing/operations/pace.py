"""How fast queues are served."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from contactcenter.contacts.models.queues import RECENT

# Only queues whose number has changed are written; first acceptances alone count, so a transfer is no progress.
_COUNT = """
UPDATE contacts_queue q SET recently_accepted = now.number
FROM (
    SELECT every.id, coalesce(recent.number, 0) AS number
    FROM contacts_queue every LEFT JOIN (
        SELECT queue_id, count(*) AS number FROM contacts_contact
        WHERE accepted_at > %(since)s AND accepted_at <= %(until)s AND direction = 'in' GROUP BY queue_id
    ) recent ON recent.queue_id = every.id
) now
WHERE now.id = q.id AND now.number <> q.recently_accepted
"""


def measure_pace(*, as_of: datetime) -> int:
    """Count what each queue has had accepted lately; returns how many queues changed their pace."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"since": as_of - RECENT, "until": as_of})
        return int(cursor.rowcount)
