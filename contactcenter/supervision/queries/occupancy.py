"""How much of their time on line operators spent on contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from contactcenter.supervision.metrics import occupancy
from contactcenter.supervision.queries.service import SLOT

# Several chats at once fill one and the same minute, so stretches are laid over each other as multiranges. A contact
# is in hand from an accept (or take, or take-over) until the event that leads it out of the operator's hands. Free is
# who was ready and had nothing in hand. A stretch that began more than a day before is left out: it is forgotten, not
# worked on.
_LOADS = """
WITH held AS (
    SELECT e.actor_id AS operator_id, range_agg(tstzrange(e.at, greatest(e.at, coalesce(left_at.at, %(end)s)))) AS time
    FROM contacts_contactevent e
    LEFT JOIN LATERAL (
        SELECT n.at FROM contacts_contactevent n
        WHERE n.contact_id = e.contact_id AND n.id > e.id
          AND (n.after NOT IN ('active', 'wrapup') OR n.verb = 'take_over')
        ORDER BY n.id LIMIT 1
    ) left_at ON true
    WHERE e.verb IN ('accept', 'take', 'take_over') AND e.actor_id IS NOT NULL
      AND e.at >= %(start)s - interval '1 day' AND e.at < %(end)s
    GROUP BY 1
), ready AS (
    SELECT operator_id, range_agg(tstzrange(started_at, ended_at)) AS time FROM (
        SELECT operator_id, started_at, ended_at FROM staff_presenceinterval
        WHERE state = 'ready' AND started_at < %(end)s AND ended_at > %(start)s
        UNION ALL
        SELECT operator_id, since, greatest(since, %(end)s) FROM staff_presence WHERE state = 'ready'
    ) stretches
    GROUP BY 1
), operators AS (
    SELECT coalesce(held.time, '{}') AS held, coalesce(ready.time, '{}') AS ready
    FROM held FULL JOIN ready USING (operator_id)
)
SELECT slot, coalesce(sum(busy.seconds), 0)::float8, coalesce(sum(free.seconds), 0)::float8
FROM (SELECT make_interval(secs => %(slot)s)) step (length)
CROSS JOIN LATERAL generate_series(
    %(start)s::timestamptz, %(end)s::timestamptz - interval '1 microsecond', step.length
) slot
CROSS JOIN LATERAL (
    SELECT tstzmultirange(tstzrange(slot, least(slot + step.length, %(end)s::timestamptz)))
) cut (time)
CROSS JOIN operators
CROSS JOIN LATERAL (
    SELECT sum(extract(epoch FROM upper(part) - lower(part))) FROM unnest(held * cut.time) part
) busy (seconds)
CROSS JOIN LATERAL (
    SELECT sum(extract(epoch FROM upper(part) - lower(part))) FROM unnest((ready - held) * cut.time) part
) free (seconds)
GROUP BY slot ORDER BY slot
"""


@dataclass(frozen=True)
class Load:
    """Seconds of all operators together from `start` on: on contacts, and free for them."""

    start: datetime
    handling_seconds: float
    available_seconds: float

    @property
    def occupancy(self) -> float | None:
        """The share on contacts; None while nobody was on line."""
        return occupancy(handling_seconds=self.handling_seconds, available_seconds=self.available_seconds)


def loads_by_slot(*, start: datetime, end: datetime, slot: timedelta = SLOT) -> list[Load]:
    """What operators did with their time on line, slot by slot; the last one ends at `end`."""
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, {"start": start, "end": end, "slot": slot.total_seconds()})
        return [Load(*row) for row in cursor.fetchall()]


def load_of(*, start: datetime, end: datetime) -> Load:
    """The same for the whole stretch."""
    loads = loads_by_slot(start=start, end=end, slot=end - start)
    return loads[0] if loads else Load(start, 0.0, 0.0)
