"""A day's load, compressed: chats that are opened, answered and ended by real pages over real sockets.

Chats are opened as fast as they are taken until as many are open as are wanted; from then on they arrive at the rate
of a day, and for each that arrives the oldest one ends. Meanwhile every screen is held against the database twice a
second, and at the end every word that was confirmed. Loopback only, and it stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import random
import statistics
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvloop

from bench.actors import Operator, Places, watch_silence
from bench.chats import PATIENCE, Chat
from bench.meters import Meters
from bench.site import Site
from bench.wire import allow_many_files

if TYPE_CHECKING:
    from bench.ground import Ground
    from bench.watching import Books, Watch

DAY = 86_400
AT_ONCE = 24  # chats that are being opened at the same time
SIGNING_IN = 8  # operators who sign in at the same time


@dataclass(frozen=True)
class Size:
    """How much, and for how long."""

    operators: int = 1500
    chats: int = 4000
    a_day: int = 200_000
    seconds: int = 600
    filling: int = 900  # seconds for opening the chats, at most
    replies: int = 2  # of the operator in each chat; the client writes before each
    lives: int = 2  # processes for sockets


class Shift:
    """The people of one shift. Use it as `async with shift.open():`."""

    def __init__(self, ground: Ground, places: Places, size: Size) -> None:
        self.ground, self.places, self.size = ground, places, size
        self.chats: dict[int, Chat] = {}
        self.operators = [
            Operator(places, pk=person.pk, headers=person.headers, look=self._look) for person in ground.people
        ]
        self.established: deque[Chat] = deque()
        self.opened = self.ended = 0
        self.confirmed: set[str] = set()  # texts that somebody was told are kept
        self.errors: list[str] = []
        self.offer_waits: list[float] = []
        self.answer_waits: list[float] = []
        self.repeated = 0  # messages that one connection of a window brought twice
        self.losses = 0  # of visitors' sockets
        self.again = 0  # requests that were refused or not answered, and made again
        self.room = asyncio.Semaphore(AT_ONCE)
        self._by_contact: dict[int, Chat] = {}
        self._answering: set[int] = set()
        self._returning: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Everybody signs in; at the end all pages are closed, whatever they show."""
        try:
            self._start(watch_silence(lambda: [*self.operators, *(chat.visitor for chat in self.chats.values())]))
            await self._sign_in()
            yield
        finally:
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for operator in self.operators:
                operator.leave()
            self.places.pages.close()

    async def fill(self) -> None:
        """Open chats until all are open and answered, or the time for it is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.size.filling):
                while self.opened < self.size.chats:
                    async with self.room:  # as soon as one more may begin
                        self._open_chat()
                    await asyncio.sleep(0)
                while len(self.established) < len(self.chats):  # noqa: ASYNC110 - many chats fill it
                    await asyncio.sleep(0.1)

    async def run(self, seconds: float) -> None:
        """The rate of a day for so long: one comes, the oldest goes."""
        start, number, pause = time.monotonic(), 0, DAY / self.size.a_day
        while time.monotonic() < start + seconds:
            self._open_chat()
            self._end_surplus()
            number += 1
            await asyncio.sleep(max(0.0, start + number * pause - time.monotonic()))

    async def settle(self) -> None:
        """No more chats; those that are on their way become quiet."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while any(not chat.is_quiet for chat in self.chats.values()):
                    self._end_surplus()
                    await asyncio.sleep(0.2)

    def forget(self, chat: Chat) -> None:
        """It is over, one way or the other."""
        self.errors += [f"chat {chat.number}: {refusal}" for refusal in chat.visitor.refusals]
        self.repeated += chat.visitor.repeated
        self.losses += chat.visitor.losses
        del self.chats[chat.number]
        if chat.contact is not None:
            self._by_contact.pop(chat.contact, None)

    async def tried(self, operator: Operator, path: str, body: str = "") -> bool:
        """Whether it was carried out for certain; otherwise it was refused, or nobody knows."""
        try:
            answer = await operator.post(path, body)
        except (OSError, TimeoutError):
            self.again += 1
            return False
        if answer.status in (302, 403, 422):
            self.errors.append(f"{path}: {answer.status} {answer.text[:200]}")
        self.again += not answer.is_good
        return answer.is_good

    def lost_sockets(self) -> int:
        """How often a page had to connect again."""
        windows = sum(chat.visitor.losses for chat in self.chats.values())
        return self.losses + windows + sum(operator.losses for operator in self.operators)

    async def _sign_in(self) -> None:
        waiting = iter(self.operators)

        async def some() -> None:
            for operator in waiting:
                self._start(operator.keep())
                await asyncio.wait_for(operator.greeted.wait(), PATIENCE)
                while operator.is_away:  # noqa: ASYNC110 - he presses as soon as he sees it
                    await asyncio.sleep(0.05)

        await asyncio.gather(*(some() for _ in range(SIGNING_IN)))

    def _look(self, operator: Operator) -> None:
        """An operator looks at his screen."""
        for contact, row in operator.contacts.items():
            chat = self._by_contact.get(contact) or (self.chats.get(row.chat) if row.chat is not None else None)
            if chat is not None:
                self._by_contact[contact] = chat
                chat.contact, chat.holder = contact, operator
                chat.taken.set()
        if operator.is_away and operator.pk not in self._returning:
            self._returning.add(operator.pk)
            self._start(self._return(operator))
        if operator.offer and operator.pk not in self._answering:
            self._answering.add(operator.pk)
            mark = operator.offer[1]
            if mark is not None and (chat := self.chats.get(mark)) and not chat.taken.is_set():
                self.offer_waits.append(time.monotonic() - chat.began_at)
            self._start(self._accept(operator))

    async def _return(self, operator: Operator) -> None:
        """Whoever sees that he is not ready any more says that he is."""
        try:
            while operator.is_away:
                await self.tried(operator, "/presence/", "state=ready")
                await asyncio.sleep(random.uniform(1, 2))
        finally:
            self._returning.discard(operator.pk)

    async def _accept(self, operator: Operator) -> None:
        """A person presses, looks, and presses again where nothing happened."""
        try:
            while offer := operator.offer:
                await asyncio.sleep(random.uniform(0.1, 0.4))
                await self.tried(operator, f"/offers/{offer[0]}/acceptance/")
                for _turn in range(30):
                    if operator.offer != offer:
                        break
                    await asyncio.sleep(0.1)
        finally:
            self._answering.discard(operator.pk)

    def _end_surplus(self) -> None:
        """The oldest go, so many as are too many: while something was broken more may have come than went."""
        surplus = sum(not chat.ending.is_set() for chat in self.chats.values()) - self.size.chats
        while surplus > 0 and self.established:
            self.established.popleft().ending.set()
            surplus -= 1

    def _open_chat(self) -> None:
        chat = self.chats[self.opened] = Chat(self, number=self.opened)
        self.opened += 1
        self._start(chat.live_through())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def run(size: Size | None = None) -> dict[str, Any]:
    """A shift on a site of its own; raises SystemExit with what was wrong after the figures are printed."""
    from bench.ground import prepare  # noqa: PLC0415 - only once there are settings

    size = size or Size()
    allow_many_files()
    ground = prepare(operators=size.operators, queue="shift")
    site = Site(lives=size.lives)
    try:
        site.start()
        return uvloop.run(_work(ground, site, size))
    finally:
        site.stop()


async def _work(ground: Ground, site: Site, size: Size) -> dict[str, Any]:
    from bench.watching import Watch  # noqa: PLC0415 - only once there are settings

    places = Places(lives=[server.address for server in site.lives], pages=site.web.address)
    shift = Shift(ground, places, size)
    watch, meters = Watch(shift), Meters(site.servers)
    async with shift.open():
        tell(f"{size.operators} operators are signed in")
        watching = asyncio.create_task(watch.run())
        began = time.monotonic()
        await shift.fill()
        filled = time.monotonic() - began
        at_start = len(shift.chats)
        tell(f"{at_start} chats are open after {filled:.0f} s")
        shift.offer_waits.clear()
        shift.answer_waits.clear()
        opened = shift.opened
        async with meters.reading():
            await shift.run(size.seconds)
        tell("the day is over; what is on its way arrives")
        await shift.settle()
        since = time.monotonic()
        _seconds, late = await watch.recovered(since=since)
        books = await watch.audit()
        figures = _figures(shift, watch, books) | meters.figures()
        watching.cancel()
        await watch.close()
    figures = {
        "operators connected": size.operators,
        f"chats open (wanted {size.chats})": at_start,
        "chats a second while they were opened": round(at_start / filled, 1),
        f"chats arrived at {size.a_day} a day": shift.opened - opened,
        **figures,
        "screens wrong at the end": len(late),
    }
    for error in shift.errors[:20]:
        print(f"  {error}", file=sys.stderr)
    return figures


def _figures(shift: Shift, watch: Watch, books: Books) -> dict[str, Any]:
    return {
        "chats ended": shift.ended,
        "errors": len(shift.errors),
        "words confirmed": len(shift.confirmed),
        "words lost": len(books.lost),
        "words doubled": len(books.doubled) + shift.repeated,
        **books.disagreements,
        "screens wrong for longer than 5 s": len(watch.wrong),
        "requests made again": shift.again,
        "sockets lost": shift.lost_sockets(),
        **_waits("first word -> offer on a screen", shift.offer_waits),
        **_waits("answer sent -> in the window", shift.answer_waits),
    }


def _waits(name: str, seconds: Sequence[float]) -> dict[str, Any]:
    if not seconds:
        return {}
    waits = sorted(seconds)
    p99 = waits[int(len(waits) * 0.99)]
    return {f"{name}, p50, ms": round(statistics.median(waits) * 1000), f"{name}, p99, ms": round(p99 * 1000)}


def tell(sentence: str) -> None:
    """Where it stands: a run takes a quarter of an hour."""
    print(f"  … {sentence}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """python -m bench.shift [--operators N] …: beside the measurement of that name, with other sizes."""
    from bench.__main__ import measure_alone  # noqa: PLC0415 - it knows the database to measure in

    parser = argparse.ArgumentParser(prog="python -m bench.shift", description=__doc__)
    for field in dataclasses.fields(Size):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=int, default=field.default)
    size = Size(**vars(parser.parse_args(arguments)))
    figures = measure_alone("shift", lambda: run(size))
    return 0 if is_clean(figures) else 1


def is_clean(figures: dict[str, Any]) -> bool:
    """No error, nothing lost, nothing doubled, no screen wrong."""
    zero = ("errors", "words lost", "words doubled", "screens wrong for longer than 5 s", "screens wrong at the end")
    return not any(figures[name] for name in zero)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
