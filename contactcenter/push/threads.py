"""The few threads in which sockets ask the database.

Sockets live on the event loop, the ORM does not. The usual bridge would either lead all sockets of a process through
one thread or give each of 1,500 a connection of its own. These threads are few, so each keeps its connection open,
whatever CONN_MAX_AGE says: to connect costs more than most questions.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

P = ParamSpec("P")
T = TypeVar("T")

SIZE = 4


class Threads:
    """A bounded pool; whoever comes when all are busy waits for his turn."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=SIZE, thread_name_prefix="sockets")
        self._opened: set[BaseDatabaseWrapper] = set()
        self._guard = threading.Lock()

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in one of the threads, in the language that is active here."""
        call = sync_to_async(self._call, thread_sensitive=False, executor=self._pool)
        result: T = await call(function, *args, **kwargs)
        return result

    async def close(self) -> None:
        """Wait for what runs and close the connections."""
        await asyncio.to_thread(self._close)

    def _call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self._keep_connections()
        try:
            return function(*args, **kwargs)
        finally:
            for connection in connections.all(initialized_only=True):
                self._remember(connection)

    def _keep_connections(self) -> None:
        for connection in connections.all(initialized_only=True):
            connection.close_at = None
            # Only one that broke is given up here: after a restart of PostgreSQL the next question opens another.
            connection.close_if_unusable_or_obsolete()

    def _remember(self, connection: BaseDatabaseWrapper) -> None:
        with self._guard:
            if connection not in self._opened:
                self._opened.add(connection)
                connection.inc_thread_sharing()  # it is closed from another thread

    def _close(self) -> None:
        self._pool.shutdown()
        for connection in self._opened:
            connection.close()
