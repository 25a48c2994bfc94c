"""One at a time across all processes, by an advisory lock of the database."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

log = logging.getLogger(__name__)

# Who holds a lock and has said nothing to the database for so long is frozen, not busy.
PATIENCE = timedelta(seconds=10)

# A frozen process keeps its connection, and with it every lock. Ending the session from outside frees them all.
_END_FROZEN = """
SELECT a.pid, pg_terminate_backend(a.pid) FROM pg_locks l
JOIN pg_stat_activity a ON a.pid = l.pid AND a.datname = current_database()
WHERE l.locktype = 'advisory' AND l.granted AND l.database = a.datid
AND l.classid = 0 AND l.objid = %s AND l.objsubid = 1
AND a.state LIKE 'idle%%' AND a.state_change < clock_timestamp() - make_interval(secs => %s)
"""


@contextmanager
def single(name: str, *, patience: timedelta = PATIENCE) -> Iterator[bool]:
    """True for the one who holds `name` now; the lock ends with the block, or with the process that held it.

    A session lock, so it must be taken outside a transaction on the connection that keeps it. A holder who is frozen
    loses it to the next who asks after `patience`.
    """
    key = zlib.crc32(name.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (mine,) = cursor.fetchone()
        if not mine:
            cursor.execute(_END_FROZEN, [key, patience.total_seconds()])
            for pid, _ended in cursor.fetchall():
                log.warning("lock.frozen", extra={"lock": name, "session": pid})
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def impatient(seconds: float = 1) -> Iterator[None]:
    """Within the block, wait for nobody's row longer than this; see `each` for what becomes of the rest.

    For sweeps, which come again in a second and must not stand before one row while all others wait for them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [f"{round(seconds * 1000)}ms"])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
