"""One at a time across all processes, by an advisory lock of the database."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def single(name: str) -> Iterator[bool]:
    """True for the one who holds `name` now; the lock ends with the block, or with the process that held it.

    A session lock, so it must be taken outside a transaction on the connection that keeps it.
    """
    key = zlib.crc32(name.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
