"""python -m bench.chaos: breaks each part of a site that works, and looks what its people lose. `make chaos` runs it.

A small shift (bench/shift.py) goes on all the while. After each fault every screen has to be right within five seconds
of the moment at which the part is back, every confirmed word has to be stored exactly once, and the books have to
agree. It brings its own PostgreSQL and Redis, in a folder of its own, which goes with them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvloop

from bench.actors import Places
from bench.shift import Shift, Size, tell
from bench.site import Site
from bench.wire import allow_many_files
from contactcenter.local.postgres import Postgres
from contactcenter.local.redis import Redis

if TYPE_CHECKING:
    from bench.ground import Ground
    from bench.watching import Books, Watch

LIMIT_SECONDS = 5.0
BREATH = 3.0  # seconds of ordinary work before each fault
FROZEN_SECONDS = 30.0


@dataclass(frozen=True)
class Fault:
    """`hurt` returns when the part is back: it blocks, and is called in a thread."""

    name: str
    hurt: Callable[[], None]


@dataclass(frozen=True)
class Outcome:
    """What people noticed of one fault."""

    fault: str
    seconds: float  # from the part being back to the last screen being right
    wrong: list[str]  # screens that were not right in time
    books: Books

    @property
    def is_good(self) -> bool:
        """Nothing lost, nothing doubled, every screen right in time."""
        return not self.wrong and self.books.are_clean

    def complaints(self) -> list[str]:
        """What was not as it should be, a few lines of each kind."""
        lines = [*self.wrong[:5], *(f"lost: {text}" for text in self.books.lost[:5])]
        lines += [f"doubled: {text}" for text in self.books.doubled[:5]]
        lines += [f"{what}: {number}" for what, number in self.books.disagreements.items() if number]
        return [f"{self.fault}: {line}" for line in lines]

    def row(self) -> str:
        """A line of the table."""
        counts = (len(self.books.lost), len(self.books.doubled), len(self.wrong))
        broken = sum(self.books.disagreements.values())
        figures = "".join(f"{count:>9}" for count in (*counts, broken))
        return f"{self.fault:42}{self.seconds:>10.1f} s{figures}   {'ok' if self.is_good else 'NOT OK'}"


HEAD = f"{'fault':42}{'recovery':>12}{'lost':>9}{'doubled':>9}{'wrong':>9}{'books':>9}"


def faults_of(site: Site, *, redis: Redis, postgres: Postgres | None, frozen: float) -> list[Fault]:
    """Every part once. PostgreSQL only where it is ours to restart."""
    live, web, worker, sweeper = site.lives[0], site.web, site.worker, site.sweeper

    def killed(server: Any, wait: Callable[[], None]) -> Callable[[], None]:
        def hurt() -> None:
            server.kill()
            server.start()
            wait()

        return hurt

    def frozen_for(server: Any) -> Callable[[], None]:
        def hurt() -> None:
            server.freeze()
            try:
                time.sleep(frozen)
            finally:
                server.thaw()

        return hurt

    return [
        Fault("kill -9 of a process for sockets", killed(live, live.wait)),
        Fault("kill -9 of the process for pages", killed(web, web.wait)),
        Fault("kill -9 of the worker", killed(worker, site.wait_for_worker)),
        Fault("kill -9 of the worker for sweeps", killed(sweeper, site.wait_for_sweeper)),
        Fault("restart of Redis", redis.restart),
        *([Fault("crash of PostgreSQL", postgres.restart)] if postgres else []),
        Fault(f"the worker stands still for {frozen:.0f} s", frozen_for(worker)),
        Fault(f"the worker for sweeps stands still for {frozen:.0f} s", frozen_for(sweeper)),
        Fault(f"a process for sockets stands still for {frozen:.0f} s", frozen_for(live)),
        Fault(f"the process for pages stands still for {frozen:.0f} s", frozen_for(web)),
    ]


@dataclass(frozen=True)
class Report:
    """What came of all faults, and of the shift that went on meanwhile."""

    outcomes: list[Outcome]
    shift: Shift
    wrong_between: int  # screens that were wrong for longer than the limit while nothing was broken

    def complaints(self) -> list[str]:
        """Empty when nobody lost anything."""
        lines = [line for outcome in self.outcomes for line in outcome.complaints()]
        if self.shift.repeated:
            lines.append(f"{self.shift.repeated} words came twice over one connection")
        return [*lines, *self.shift.errors[:20]]

    def show(self) -> None:
        """The table."""
        print(f"\n{HEAD}")
        for outcome in self.outcomes:
            print(outcome.row())
        print(
            f"\n{self.shift.opened} chats were begun, {self.shift.ended} ended, {len(self.shift.confirmed)} words "
            f"confirmed; {self.shift.again} requests were made again, {self.shift.lost_sockets()} sockets connected "
            f"again; {self.wrong_between} screens were wrong for longer than {LIMIT_SECONDS:.0f} s between the faults."
        )
        for line in self.complaints():
            print(f"    {line}")


async def break_all(
    ground: Ground,
    places: Places,
    size: Size,
    faults: Sequence[Fault],
    *,
    limit: float = LIMIT_SECONDS,
    breath: float = BREATH,
) -> Report:
    """A shift that goes on while one thing after the other is broken; screens have `limit` seconds to be right."""
    from bench.watching import Watch  # noqa: PLC0415 - only once there are settings

    shift = Shift(ground, places, size)
    watch = Watch(shift)
    async with shift.open():
        watching = asyncio.create_task(watch.run())
        try:
            await shift.fill()
            tell(f"{len(shift.operators)} operators, {len(shift.chats)} open chats, {size.a_day} more a day")
            going_on = asyncio.create_task(shift.run(seconds=86_400))
            outcomes = []
            for fault in faults:
                await asyncio.sleep(breath)
                outcomes.append(await _break(watch, fault, limit=limit))
                tell(outcomes[-1].row())
            going_on.cancel()
            await shift.settle()
            outcomes.append(await _break(watch, Fault("at the end", lambda: None), limit=limit))
        finally:
            watching.cancel()
            await watch.close()
    return Report(outcomes=outcomes, shift=shift, wrong_between=len(watch.wrong))


async def _break(watch: Watch, fault: Fault, *, limit: float) -> Outcome:
    watch.excuse(broken=True)
    await asyncio.to_thread(fault.hurt)
    back_at = time.monotonic()
    seconds, late = await watch.recovered(since=back_at, limit=limit)
    watch.excuse(broken=False)
    wrong = sorted(f"{kind} {number}" for kind, number in late)
    return Outcome(fault=fault.name, seconds=seconds, wrong=wrong, books=await watch.audit())


@contextlib.contextmanager
def _services() -> Iterator[tuple[Postgres, Redis]]:
    """Servers of our own in a folder of our own, named in the environment before the settings are read."""
    folder = Path(tempfile.mkdtemp(prefix="contactcenter-chaos-"))
    postgres, redis = Postgres(folder=folder), Redis(folder=folder)
    try:
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = postgres.start(), redis.start()
        os.environ["CONTACTCENTER_VAR"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        yield postgres, redis
    finally:
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def run(size: Size, *, frozen: float, only: str = "") -> bool:
    """Whether nobody lost anything."""
    allow_many_files()
    with _services() as (postgres, redis):
        import django  # noqa: PLC0415 - the settings have to be named first
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        from bench.ground import prepare  # noqa: PLC0415
        from contactcenter.push import bus  # noqa: PLC0415

        bus.connection.cache_clear()
        ground = prepare(operators=size.operators, queue="shift")
        site = Site(lives=size.lives)
        try:
            site.start()
            faults = faults_of(site, redis=redis, postgres=postgres, frozen=frozen)
            places = Places(lives=[server.address for server in site.lives], pages=site.web.address)
            chosen = [fault for fault in faults if only in fault.name]
            report = uvloop.run(break_all(ground, places, size, chosen))
        finally:
            site.stop()
        report.show()
        return not report.complaints() and not report.wrong_between


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--operators", type=int, default=100)
    parser.add_argument("--chats", type=int, default=200, help="open at the same time")
    parser.add_argument("--a-day", type=int, default=100_000, help="chats that arrive")
    parser.add_argument("--lives", type=int, default=2, help="processes for sockets; at least 2")
    parser.add_argument("--frozen", type=float, default=FROZEN_SECONDS, help="seconds for which a process stands still")
    parser.add_argument("--only", default="", help="faults whose name contains this")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    size = Size(operators=given.operators, chats=given.chats, a_day=given.a_day, lives=given.lives, filling=300)
    return 0 if run(size, frozen=given.frozen, only=given.only) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
