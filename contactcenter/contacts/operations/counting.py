"""What the database counts by itself is folded, compared with the contacts, and put right.

None of these locks what arrivals write: a fold takes whole rows away, a correction is one more row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from contactcenter.contacts.models.counts import FLOWS, GAUGES

KEPT = timedelta(days=2)  # a day is told from midnight on, in whatever time zone
CHECKED = KEPT - timedelta(hours=1)  # what is about to be forgotten may be gone
_AT_ONCE = 50_000  # rows; the next fold goes on

_COLUMNS = (*GAUGES, *FLOWS)


def _sums(names: Sequence[str], *, sign: str = "") -> str:
    return ", ".join(f"{sign}sum({name})" for name in names)


def _added(table: str, names: Sequence[str]) -> str:
    return ", ".join(f"{name} = {table}.{name} + EXCLUDED.{name}" for name in names)


def _nothing(names: Sequence[str]) -> str:
    return f"({_sums(names)}) = ({', '.join('0' for _name in names)})"


# Who folds at the same moment waits for the rows and finds them gone.
_FOLD = f"""
WITH gone AS (
    DELETE FROM contacts_queuedelta
    WHERE id IN (SELECT id FROM contacts_queuedelta ORDER BY id LIMIT {_AT_ONCE}) RETURNING *
), known AS (
    SELECT gone.* FROM gone JOIN contacts_queue q ON q.id = gone.queue_id
), tally AS (
    INSERT INTO contacts_queuetally AS t (queue_id, {", ".join(GAUGES)})
    SELECT queue_id, {_sums(GAUGES)} FROM known GROUP BY queue_id HAVING NOT {_nothing(GAUGES)} ORDER BY queue_id
    ON CONFLICT (queue_id) DO UPDATE SET {_added("t", GAUGES)}
), minute AS (
    INSERT INTO contacts_queueminute AS t (queue_id, minute, {", ".join(FLOWS)})
    SELECT queue_id, minute, {_sums(FLOWS)} FROM known WHERE minute >= %(since)s
    GROUP BY queue_id, minute HAVING NOT {_nothing(FLOWS)} ORDER BY queue_id, minute
    ON CONFLICT (queue_id, minute) DO UPDATE SET {_added("t", FLOWS)}
)
SELECT count(*) FROM gone
"""  # noqa: S608 - constants only
_FORGET = "DELETE FROM contacts_queueminute WHERE minute < %(since)s"

# All contacts and all counts as of one moment, the counts taken off: what is left is wrong.
_DIFFER = f"""
WITH entry AS MATERIALIZED (
    SELECT counts.* FROM contacts_contact c CROSS JOIN LATERAL contact_counts(c, 1) counts
    WHERE (%(queue)s::bigint IS NULL OR c.queue_id = %(queue)s)
      AND (c.state IN ('queued', 'offered') OR c.arrived_at >= %(since)s OR c.accepted_at >= %(since)s)
    UNION ALL
    SELECT queue_id, 'infinity', {", ".join(f"-{name}" for name in GAUGES)}, {", ".join("0" for _name in FLOWS)}
    FROM contacts_queuetally WHERE %(queue)s::bigint IS NULL OR queue_id = %(queue)s
    UNION ALL
    SELECT queue_id, minute, 0, 0, {", ".join(f"-{name}" for name in FLOWS)}
    FROM contacts_queueminute WHERE %(queue)s::bigint IS NULL OR queue_id = %(queue)s
    UNION ALL
    SELECT queue_id, minute, {", ".join(f"-{name}" for name in _COLUMNS)}
    FROM contacts_queuedelta WHERE %(queue)s::bigint IS NULL OR queue_id = %(queue)s
)
SELECT queue_id, date_bin('1 minute', %(at)s, 'epoch') AS minute,
    {_sums(GAUGES)}, {", ".join("0" for _name in FLOWS)}
FROM entry GROUP BY queue_id HAVING NOT {_nothing(GAUGES)}
UNION ALL
SELECT queue_id, minute, 0, 0, {_sums(FLOWS)}
FROM entry WHERE minute >= %(since)s AND minute < 'infinity'
GROUP BY queue_id, minute HAVING NOT {_nothing(FLOWS)}
"""  # noqa: S608 - constants only
_CORRECT = f"""
INSERT INTO contacts_queuedelta (queue_id, minute, {", ".join(_COLUMNS)}) {_DIFFER}
RETURNING queue_id, minute, {", ".join(_COLUMNS)}
"""
_LOCK = 868867  # "counts" on a telephone keypad, cut short: two corrections at once would be one too many


@dataclass(frozen=True)
class Difference:
    """By how much a queue holds more than was counted, by the names of GAUGES and FLOWS; zeros are left out."""

    queue_id: int
    minute: datetime
    missing: dict[str, int]


def fold_counts(*, as_of: datetime) -> int:
    """Move what has been appended into the sums, and forget minutes of the day before yesterday; how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, {"since": as_of - KEPT})
        (folded,) = cursor.fetchone()
        cursor.execute(_FORGET, {"since": as_of - KEPT})
    return int(folded)


def compare_counts(*, as_of: datetime, queue_id: int | None = None) -> list[Difference]:
    """Count the contacts of one queue or of all and say where the counts differ; changes nothing."""
    return _differences(_DIFFER, as_of=as_of, queue_id=queue_id)


@transaction.atomic
def correct_counts(*, as_of: datetime, queue_id: int | None = None) -> list[Difference]:
    """The same, and put them right, also while contacts go on moving; returns what was wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return _differences(_CORRECT, as_of=as_of, queue_id=queue_id)


def _differences(statement: str, *, as_of: datetime, queue_id: int | None) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"queue": queue_id, "at": as_of, "since": as_of - CHECKED})
        return [
            Difference(queue, minute, {name: int(n) for name, n in zip(_COLUMNS, numbers, strict=True) if n})
            for queue, minute, *numbers in cursor.fetchall()
        ]
