"""Who is connected to this process, told to the database in one statement for all."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.utils import timezone

from contactcenter.push.threads import Threads

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0

# (ids, at=now): writes that these are here
Record = Callable[[Collection[int], datetime], Any]


class Attendance:
    """Counts sockets per person and kind of record: somebody with two tabs is here until both are closed."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._present: defaultdict[Record, Counter[int]] = defaultdict(Counter)

    def enter(self, record: Record, person: int) -> None:
        """One more socket of this person."""
        self._present[record][person] += 1

    def leave(self, record: Record, person: int) -> None:
        """One socket less."""
        self._present[record][person] -= 1
        if self._present[record][person] <= 0:
            del self._present[record][person]

    async def run(self) -> None:
        """Record everyone every few seconds until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            for record, people in list(self._present.items()):
                if people:
                    await self._record(record, list(people))

    async def _record(self, record: Record, people: list[int]) -> None:
        try:
            await self._threads.run(record, people, timezone.now())
        except Exception:  # the database is away: the next round tells it
            log.exception("push.attendance")
