"""What the sweep of deadlines costs, with ten thousand deadlines open and with a million.

`python -m bench.deadlines` makes a database of its own and drops it at the end; `run()` fills the one it is given.
"""

from __future__ import annotations

import os
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

SIZES = (10_000, 1_000_000)
DUE = 10_000
TURNS = 50
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)

_CASES = """
INSERT INTO cases_case (number, number_key, function, kind, client_id, subject, state, priority, owner_id,
                        received_at, created_at)
SELECT prefix || n, prefix || n, 'inquiries', '', %(client)s, 'Bench', 'open', 0, %(owner)s, %(at)s, %(at)s
FROM generate_series(1, %(count)s) n, (SELECT %(prefix)s::text AS prefix) p
RETURNING id
"""
_DEADLINES = """
INSERT INTO deadlines_deadline (case_id, target, part, rule_id, unit, state, started_at, due_at, internal_due_at, steps,
                                next_event_at)
SELECT id, 'answer', '', %(rule)s, 'minute', 'running', %(at)s, due, due,
       jsonb_build_array(jsonb_build_array(to_char(due AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS+00:00'), 'breach')),
       due
FROM (SELECT id, %(due)s::timestamptz + id %% 86400 * %(spread)s::interval AS due FROM cases_case
      WHERE number LIKE %(prefix)s || '%%') c
"""
# The least that a database has to do for the same: find, mark, write one line and one notice for each.
_BARE = """
WITH due AS (
    SELECT id, case_id, due_at FROM deadlines_deadline WHERE next_event_at <= %(as_of)s
    ORDER BY next_event_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
), marked AS (
    UPDATE deadlines_deadline d SET state = 'breached', breached_at = d.due_at, steps = '[]', next_event_at = NULL
    FROM due WHERE d.id = due.id
), lines AS (
    INSERT INTO deadlines_clockentry (deadline_id, at, kind, due_at, step, data)
    SELECT id, %(as_of)s, kind, due_at, step, '{}'
    FROM due, (VALUES ('breach', 'breach'), ('escalate', 'level:1')) k (kind, step)
)
INSERT INTO deadlines_notice (user_id, kind, case_id, facts, at)
SELECT %(owner)s, 'breach', case_id, '{}', %(as_of)s FROM due
"""


def run() -> dict[str, Any]:
    """Milliseconds of an empty sweep and seconds of one with DUE breaches, at each size, beside the bare statements."""
    from contactcenter.deadlines.models import Deadline  # noqa: PLC0415 - only once there are settings

    facts = _fill_ground()
    figures: dict[str, Any] = {}
    for size in SIZES:
        _fill(facts, prefix=f"open-{size}-", count=size - Deadline.objects.count(), due=NOW + timedelta(days=30))
        figures[f"empty sweep, {size:,} open, ms"] = round(_empty_ms(), 2)
        figures[f"{DUE:,} due at once, {size:,} open, s"] = round(_due_seconds(facts, prefix=f"due-{size}-"), 2)
    bare = _bare_seconds(facts)
    figures[f"the same rows by one bare statement, {SIZES[-1]:,} open, s"] = round(bare, 2)
    return figures


def _fill_ground() -> dict[str, Any]:
    from contactcenter.clients.models import Client  # noqa: PLC0415
    from contactcenter.deadlines.models import Calendar, EscalationLevel, Rule  # noqa: PLC0415
    from contactcenter.staff.models import User  # noqa: PLC0415

    calendar = Calendar.objects.create(name="Bench")
    rule = Rule.objects.create(
        code="bench",
        name="Bench",
        target="answer",
        n=60,
        unit="minute",
        basis="bench",
        valid_from=date(2024, 1, 1),
        calendar=calendar,
    )
    EscalationLevel.objects.create(level=1, recipient="owner")
    client = Client.objects.create(last_name="Bench", name_key="bench", created_at=NOW)
    owner = User.objects.create_user(username="bench")
    return {"client": client.pk, "owner": owner.pk, "rule": rule.pk, "at": NOW - timedelta(days=1)}


def _fill(facts: dict[str, Any], *, prefix: str, count: int, due: datetime, spread: str = "1 second") -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(_CASES, {**facts, "prefix": prefix, "count": count})
        cursor.execute(_DEADLINES, {**facts, "prefix": prefix, "due": due, "spread": spread})
        cursor.execute("ANALYZE cases_case, deadlines_deadline")


def _empty_ms() -> float:
    from contactcenter.deadlines.operations.sweep import sweep  # noqa: PLC0415
    from contactcenter.lib.locks import single  # noqa: PLC0415

    turns = []
    for _turn in range(TURNS):
        start = time.perf_counter()
        with single("bench.deadlines") as mine:
            assert mine
            done = sweep(as_of=NOW)
        turns.append(time.perf_counter() - start)
        assert not any(done.values()), done
    return statistics.median(turns) * 1000


def _due_seconds(facts: dict[str, Any], *, prefix: str) -> float:
    from contactcenter.deadlines.operations.sweep import sweep  # noqa: PLC0415

    _fill(facts, prefix=prefix, count=DUE, due=NOW - timedelta(seconds=1), spread="0 seconds")
    start = time.perf_counter()
    done = sweep(as_of=NOW)
    seconds = time.perf_counter() - start
    assert done["breach"] == done["escalate"] == DUE, done
    return seconds


def _bare_seconds(facts: dict[str, Any]) -> float:
    from django.db import connection  # noqa: PLC0415

    _fill(facts, prefix="bare-", count=DUE, due=NOW - timedelta(seconds=1), spread="0 seconds")
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_BARE, {"as_of": NOW, "limit": DUE, "owner": facts["owner"]})
        assert cursor.rowcount == DUE
    return time.perf_counter() - start


def main() -> None:
    """Needs DATABASE_URL and REDIS_URL, as `python -m contactcenter.local -- ` gives them."""
    import django  # noqa: PLC0415
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    old = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        for name, figure in run().items():
            print(f"{name:55} {figure:>10}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
