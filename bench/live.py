"""The live floor with 1,500 operators connected to one real uvicorn, all of whom serve one queue.

Each of them is also shown every change of it. Beside it this process writes the arrivals, holds the sockets and
accepts what is offered; its share of the processors is part of the figures.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import uvloop

from bench.bare import PATH as BARE_PATH
from bench.ground import Ground, prepare, put_on_shift
from bench.processes import Server, live
from bench.wire import WebSocket, allow_many_files
from contactcenter.lib.garbage import keep_what_is_loaded

OPERATORS = 1500
A_SECOND = 20
SECONDS = 20
WARM_UP = 20  # arrivals that are not counted
IDLE_SECONDS = 20
WAITING = 20  # rows in the frame that is compared with a bare one
ROUNDS, A_ROUND, PACE = 4, 8, 0.6
PING_SECONDS = 15.0  # as static/js/socket.js does
PATIENCE_SECONDS = 60
_names = itertools.count()
_MARK = re.compile(rb"bench-([0-9]+)")


def run(*, operators: int = OPERATORS, seconds: int = SECONDS) -> dict[str, Any]:
    """Milliseconds between commit and offer frame; what an update and an idle floor cost; frames of a burst."""
    allow_many_files()
    ground = prepare(operators=operators)
    put_on_shift(ground)
    server = live(application="bench.bare:application")
    server.start()
    try:
        server.wait()
        return uvloop.run(_Floor(ground, server, arrivals=WARM_UP + A_SECOND * seconds).measure())
    finally:
        server.stop()


class _Page:
    """One operator's page: what it has been shown, as little as is needed."""

    def __init__(self, floor: _Floor) -> None:
        self.floor = floor
        self.greeted = asyncio.Event()
        self.socket: WebSocket

    def hear(self, frame: bytes) -> None:
        if frame.startswith(b'{"t": "html", "topic": "operator:'):
            self.floor.offered(frame)
        elif frame.startswith(b'{"t": "html", "topic": "queue:'):
            self.floor.heard(frame)
        elif frame.startswith(b'{"t": "hello"'):
            self.greeted.set()

    def ended(self, code: int) -> None:
        self.floor.lost.append(code)


@dataclass
class _Update:
    """One update on its way to everybody."""

    size: int = 0
    text: bytes = b""
    heard: int = 0
    last_at: float = 0.0


class _Floor:
    """All pages, and when each arrival was committed and shown."""

    def __init__(self, ground: Ground, server: Server, *, arrivals: int) -> None:
        from contactcenter.push.threads import Threads  # noqa: PLC0415 - only once there are settings

        self.ground, self.server, self.arrivals = ground, server, arrivals
        self.threads = Threads()
        self.committed: dict[int, float] = {}
        self.shown: dict[int, float] = {}
        self.lost: list[int] = []
        self.pages: list[_Page] = []
        self.bare: list[WebSocket] = []
        self.update = _Update()
        self.frames = 0
        self.answers: set[asyncio.Task[None]] = set()

    async def measure(self) -> dict[str, Any]:
        """Everything, one after the other, on the same sockets."""
        try:
            await self._connect()
            keep_what_is_loaded()  # so that a pause of this process is not taken for one of the server
            return await self._figures()
        finally:
            self._close()
            await self.threads.close()

    async def _figures(self) -> dict[str, Any]:
        pinging = asyncio.create_task(self._ping())
        idle = await self._idle()
        waits = await self._offers()
        ours, bare = await self._compare()
        bursts = [await self._burst(1000), await self._burst(10)]
        pinging.cancel()
        if self.lost:
            raise RuntimeError(f"{len(self.lost)} sockets were lost: {self.lost[:5]}")
        return {
            "operators connected": len(self.pages),
            "arrivals a second": A_SECOND,
            "arrival committed -> offer in the socket, p50, ms": round(statistics.median(waits)),
            "the same, p99, ms (target 300)": round(waits[int(len(waits) * 0.99)]),
            "idle floor, % of one core (target 5)": round(idle, 1),
            "one queue update, bytes a socket": ours.size,
            "processor for it, ms": round(ours.cpu, 1),
            "the same bytes sent by bare consumers, ms": round(bare.cpu, 1),
            "ratio (target 2)": round(ours.cpu / bare.cpu, 2),
            "until the last socket has it, ms": round(ours.wall),
            "the same, bare, ms": round(bare.wall),
            "ratio of time (target 2)": round(ours.wall / bare.wall, 2),
            "frames a socket, 1,000 changes of its queue in a second": bursts[0],
            "frames a socket, 10 changes in a second": bursts[1],
        }

    # What the pages tell

    def offered(self, frame: bytes) -> None:
        now = time.perf_counter()
        for mark in _MARK.findall(frame):
            if int(mark) not in self.shown:
                self.shown[int(mark)] = now
                task = asyncio.get_running_loop().create_task(self.threads.run(_accept, int(mark)))
                self.answers.add(task)
                task.add_done_callback(self.answers.discard)

    def heard(self, frame: bytes) -> None:
        self.frames += 1
        self.update.heard += 1
        self.update.size = len(frame)
        self.update.text = frame
        self.update.last_at = time.perf_counter()

    # Connecting

    async def _connect(self) -> None:
        self.pages = [_Page(self) for _person in self.ground.people]
        pairs = iter(zip(self.pages, self.ground.people, strict=True))

        async def some() -> None:
            for page, person in pairs:
                page.socket = await WebSocket.connect(
                    self.server.address, "/ws/operator/", hear=page.hear, ended=page.ended, headers=person.headers
                )
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await page.greeted.wait()

        await asyncio.gather(*(some() for _ in range(16)))

    async def _connect_bare(self) -> None:
        def hear(frame: bytes) -> None:
            self.heard(frame)

        for _page in self.pages:
            socket = await WebSocket.connect(self.server.address, BARE_PATH, hear=hear, ended=self.lost.append)
            self.bare.append(socket)

    async def _ping(self) -> None:
        for page in itertools.cycle(self.pages):
            page.socket.say('{"t":"ping"}')
            await asyncio.sleep(PING_SECONDS / len(self.pages))

    def _close(self) -> None:
        for socket in [*self.bare, *(page.socket for page in self.pages if page.greeted.is_set())]:
            socket.drop()

    # Measuring

    async def _idle(self) -> float:
        await asyncio.sleep(2)
        before, start = self.server.cpu_seconds(), time.perf_counter()
        await asyncio.sleep(IDLE_SECONDS)
        return 100 * (self.server.cpu_seconds() - before) / (time.perf_counter() - start)

    async def _offers(self) -> list[float]:
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(self.arrivals):
                await asyncio.sleep(max(0.0, start + number / A_SECOND - time.perf_counter()))
                group.create_task(self.threads.run(_arrive, number, self.ground.queue, self.committed))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.shown) < self.arrivals or self.answers:  # noqa: ASYNC110 - many readers fill it
                await asyncio.sleep(0.1)
        counted = range(WARM_UP, self.arrivals)
        return sorted((self.shown[number] - self.committed[number]) * 1000 for number in counted)

    async def _compare(self) -> tuple[_Cost, _Cost]:
        await self.threads.run(_fill, self.ground.queue, WAITING)
        await self._connect_bare()
        topic = f"queue:{self.ground.queue.pk}"
        control = await WebSocket.connect(
            self.server.address, BARE_PATH, hear=lambda _frame: None, ended=self.lost.append
        )
        ours, bare = _Cost(), _Cost()

        async def ask_for_ours() -> None:
            await self.threads.run(_change, topic)

        async def ask_for_bare() -> None:
            control.say(json.dumps({"send": ours.text}))

        await self._round(ask_for_ours, _Cost(), times=2)
        for _round in range(ROUNDS):
            idle = await self._rest()
            await self._round(ask_for_ours, ours, idle=idle)
            await self._round(ask_for_bare, bare, idle=idle)
        control.drop()
        if ours.size != bare.size:
            raise RuntimeError(f"not the same bytes: {ours.size} and {bare.size}")
        return ours, bare

    async def _rest(self) -> float:
        """What the processor does in as much time when nothing is sent."""
        before = self.server.cpu_seconds()
        await asyncio.sleep(PACE * A_ROUND)
        return self.server.cpu_seconds() - before

    async def _round(
        self, ask: Callable[[], Awaitable[None]], cost: _Cost, *, idle: float = 0.0, times: int = A_ROUND
    ) -> None:
        before, start = self.server.cpu_seconds(), time.perf_counter()
        for number in range(times):
            await asyncio.sleep(max(0.0, start + number * PACE - time.perf_counter()))
            self.update = _Update()
            asked = time.perf_counter()
            await ask()
            async with asyncio.timeout(PATIENCE_SECONDS):
                while self.update.heard < len(self.pages):  # noqa: ASYNC110 - the same
                    await asyncio.sleep(0.001)
            cost.walls.append((self.update.last_at - asked) * 1000)
        await asyncio.sleep(max(0.0, start + times * PACE - time.perf_counter()))
        cost.cpus.append((self.server.cpu_seconds() - before - idle) * 1000 / times)
        cost.size, cost.text = self.update.size, self.update.text.decode()

    async def _burst(self, changes: int) -> float:
        """Frames that each socket gets of so many changes within a second."""
        topic = f"queue:{self.ground.queue.pk}"
        await asyncio.sleep(1)
        self.frames, start = 0, time.perf_counter()
        for number in range(changes):
            await asyncio.sleep(max(0.0, start + number / changes - time.perf_counter()))
            await self.threads.run(_change, topic)
        await asyncio.sleep(2)
        return round(self.frames / len(self.pages), 1)


@dataclass
class _Cost:
    """Of one update, in milliseconds."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    size: int = 0
    text: str = ""

    @property
    def wall(self) -> float:
        return statistics.median(self.walls)

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpus)


def _change(topic: str) -> None:
    """As an operation tells it, when it has changed the picture: another one is not sent."""
    from contactcenter.clients.models import Client  # noqa: PLC0415 - only once there are settings
    from contactcenter.push import bus  # noqa: PLC0415
    from contactcenter.push.publish import change  # noqa: PLC0415

    Client.objects.filter(contacts__thread="waiting-0").update(first_name=f"{next(_names):06}")
    bus.send(change(topic))


def _incoming(number: int, *, word: str, queue: Any) -> Any:
    from contactcenter.contacts.operations.receiving import Incoming  # noqa: PLC0415

    return Incoming(
        channel="telegram",
        address_kind="telegram",
        address=f"{word}-client-{number}",
        text=f"Не работает интернет {word}-{number}",
        queue=queue,
        thread=f"{word}-{number}",
        external_id=f"{word}-{number}",
    )


def _arrive(number: int, queue: Any, committed: dict[int, float]) -> None:
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from contactcenter.contacts.operations.receiving import receive  # noqa: PLC0415

    with transaction.atomic():
        # Registered first, so it runs before the matching that belongs to the measured time.
        transaction.on_commit(lambda: committed.setdefault(number, time.perf_counter()))
        receive(incoming=_incoming(number, word="bench", queue=queue), at=timezone.now())


def _accept(number: int) -> None:
    """As the operator does, so that the next one can be offered to him."""
    from django.utils import timezone  # noqa: PLC0415

    from contactcenter.routing.models import Offer  # noqa: PLC0415
    from contactcenter.routing.operations.offers import accept_offer  # noqa: PLC0415

    offer = Offer.objects.open().select_related("operator").get(contact__thread=f"bench-{number}")
    accept_offer(offer_id=offer.pk, operator=offer.operator, at=timezone.now())


def _fill(queue: Any, number: int) -> None:
    """So many wait, and nobody takes them."""
    from django.utils import timezone  # noqa: PLC0415

    from contactcenter.contacts.operations.receiving import receive  # noqa: PLC0415
    from contactcenter.routing.models import Seat  # noqa: PLC0415

    Seat.objects.update(ready=False)
    for index in range(number):
        receive(incoming=_incoming(index, word="waiting", queue=queue), at=timezone.now())


def main() -> None:
    """python -m bench live"""
    from bench.__main__ import main as measure  # noqa: PLC0415 - it knows the database to measure in

    sys.exit(measure(["live"]))


if __name__ == "__main__":
    main()
