"""From the commit of an arrival to the offer in the operator's socket.

A real uvicorn on a loopback port with 200 operators connected, all of whom serve one queue, so that each of them is
also shown every change of it. Beside it this process writes the arrivals, holds the sockets and accepts what is
offered; its share of the processor is part of the figure.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

OPERATORS = 200
A_SECOND = 20
SECONDS = 20
WARM_UP = 20  # arrivals that are not counted
START_SECONDS = 60
PATIENCE_SECONDS = 30
_MARK = re.compile(r"bench-([0-9]+)")


def run() -> dict[str, Any]:
    """Milliseconds between commit and offer frame, the middle one and the worst but one in a hundred."""
    floor = _Floor()
    with _server() as address:
        asyncio.run(floor.work(address))
    waits = sorted((floor.shown[number] - floor.committed[number]) * 1000 for number in range(WARM_UP, floor.arrivals))
    return {
        "arrivals a second": A_SECOND,
        "operators connected": OPERATORS,
        "arrival committed -> offer in the socket, p50, ms": round(statistics.median(waits)),
        "the same, p99, ms (target 300)": round(waits[int(len(waits) * 0.99)]),
    }


@dataclass
class _Floor:
    """Operators with sockets, and when each arrival was committed and shown."""

    arrivals: int = WARM_UP + A_SECOND * SECONDS
    committed: dict[int, float] = field(default_factory=dict)
    shown: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people, self.queue, self.cookies = _prepare()

    async def work(self, address: str) -> None:
        from websockets.asyncio.client import connect  # noqa: PLC0415

        from contactcenter.push.threads import Threads  # noqa: PLC0415

        self.threads = Threads()
        url = f"{address.replace('http', 'ws')}/ws/operator/"
        async with contextlib.AsyncExitStack() as stack:
            sockets = [
                await stack.enter_async_context(
                    connect(url, origin=address, compression=None, additional_headers={"Cookie": cookie})  # type: ignore[arg-type]
                )
                for cookie in self.cookies
            ]
            async with asyncio.TaskGroup() as group:
                readers = [group.create_task(self._read(socket, group)) for socket in sockets]
                await self._write_arrivals(group)
                await self._until_all_are_shown()
                for reader in readers:
                    reader.cancel()
        await self.threads.close()

    async def _write_arrivals(self, group: asyncio.TaskGroup) -> None:
        start = time.perf_counter()
        for number in range(self.arrivals):
            await asyncio.sleep(max(0.0, start + number / A_SECOND - time.perf_counter()))
            group.create_task(self.threads.run(self._arrive, number))

    def _arrive(self, number: int) -> None:
        from django.db import transaction  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from contactcenter.contacts.operations.receiving import Incoming, receive  # noqa: PLC0415

        incoming = Incoming(
            channel="telegram",
            address_kind="telegram",
            address=f"client-{number}",
            text=f"Не работает интернет bench-{number}",
            queue=self.queue,
            thread=f"bench-{number}",
            external_id=f"bench-{number}",
        )
        with transaction.atomic():
            # Registered first, so it runs before the matching that belongs to the measured time.
            transaction.on_commit(lambda: self.committed.setdefault(number, time.perf_counter()))
            receive(incoming=incoming, at=timezone.now())

    async def _read(self, socket: Any, group: asyncio.TaskGroup) -> None:
        async for frame in socket:
            now = time.perf_counter()
            if '"operator:' not in frame:
                continue
            for mark in _MARK.findall(frame):
                if int(mark) not in self.shown:
                    self.shown[int(mark)] = now
                    group.create_task(self.threads.run(_accept, int(mark)))

    async def _until_all_are_shown(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.shown) < self.arrivals:  # noqa: ASYNC110 - two hundred readers fill it
                await asyncio.sleep(0.1)


def _accept(number: int) -> None:
    """As the operator does, so that the next one can be offered to him."""
    from django.utils import timezone  # noqa: PLC0415

    from contactcenter.routing.models import Offer  # noqa: PLC0415
    from contactcenter.routing.operations.offers import accept_offer  # noqa: PLC0415

    offer = Offer.objects.open().select_related("operator").get(contact__thread=f"bench-{number}")
    accept_offer(offer_id=offer.pk, operator=offer.operator, at=timezone.now())


def _prepare() -> tuple[list[Any], Any, list[str]]:
    """Operators on shift who serve one queue, and the cookie of each."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth.models import Group  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from contactcenter.contacts.models import Queue  # noqa: PLC0415
    from contactcenter.routing.models import QueueSkill  # noqa: PLC0415
    from contactcenter.staff.models import OperatorSkill, Role, Skill, User  # noqa: PLC0415
    from contactcenter.staff.operations.presence import change_presence  # noqa: PLC0415

    now = timezone.now()
    skill = Skill.objects.create(slug="bench", name="bench")
    queue = Queue.objects.create(name="bench-live", slug="bench-live", function="inquiries", offer_seconds=60)
    people, cookies = [], []
    for number in range(OPERATORS):
        person = User.objects.create(username=f"live{number}", first_name="Bench")
        person.groups.add(Group.objects.get(name=Role.OPERATOR))
        OperatorSkill.objects.create(operator=person, skill=skill, level=3)
        client = Client()
        client.force_login(person)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
        people.append(person)
    QueueSkill.objects.create(queue=queue, skill=skill)
    for person in people:
        change_presence(operator=person, state="ready", at=now)
    return people, queue, cookies


@contextlib.contextmanager
def _server() -> Iterator[str]:
    """uvicorn on the measurement's own database, as the site is started."""
    from django.db import connection  # noqa: PLC0415

    from contactcenter.local.processes import spawn, stop  # noqa: PLC0415
    from contactcenter.local.redis import free_port  # noqa: PLC0415

    port = free_port()
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environ = os.environ | {"DATABASE_URL": urlunsplit(database), "CONTACTCENTER_LOG_LEVEL": "WARNING"}
    command = ["-m", "uvicorn", "contactcenter.asgi:application", "--port", str(port), "--log-level", "warning"]
    process = spawn([sys.executable, *command], env=environ, output=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        stop(process)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def main() -> None:
    """python -m bench live"""
    from bench.__main__ import main as measure  # noqa: PLC0415 - it knows the database to measure in

    sys.exit(measure(["live"]))


if __name__ == "__main__":
    main()
