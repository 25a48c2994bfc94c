"""One hub per process and event loop: hears the bus once, and tells every socket what concerns it.

A topic that changed is drawn once for each language among its watchers, in a thread, and all get the same string.
What concerns one operator or one contact goes out at once; queues and the floor, where changes come in bursts, at most
four times a second. A topic is never drawn twice at the same time, so its frames keep their order.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol
from weakref import WeakKeyDictionary

from contactcenter.push.attendance import Attendance
from contactcenter.push.fragments import render
from contactcenter.push.listener import Listener
from contactcenter.push.threads import Threads
from contactcenter.push.topics import FLOOR

log = logging.getLogger(__name__)

TICK_SECONDS = 0.25
# What one deed changes arrives in several commits: so long they are gathered into one drawing.
GATHER_SECONDS = 0.01
# Never stored and never drawn: these are passed on as they are, as a frame of their own name.
PASSING = frozenset({"typing", "answering", "noting", "viewing"})
AGAIN_SECONDS = 1.0  # after a drawing that failed
# Pages that load whole state all at once would stand in line for it: so many at a time, and a breath in between.
RESYNC_BATCH = 50
RESYNC_BREATH = 0.05
# A page is drawn first and watches its topic a moment later: what came in between is still known for so long.
RECENT_SECONDS = 5.0


class Watcher(Protocol):
    """A socket, as the hub sees it. None of these may wait."""

    language: str

    def show(self, frame: str) -> None:
        """A finished frame for the browser, the same for all."""

    def follow(self, change: Mapping[str, Any]) -> None:
        """A change of a topic that this socket draws by itself."""

    def lost(self) -> None:
        """Changes may be missed from here on."""

    def resync(self) -> None:
        """Changes may have been missed: load whole state."""


@dataclass(slots=True, eq=False)
class _Topic:
    name: str
    seq: int
    watchers: set[Watcher] = field(default_factory=set)
    followers: set[Watcher] = field(default_factory=set)
    changes: list[Mapping[str, Any]] = field(default_factory=list)
    drawn_at: float = 0.0
    # By language, what everybody who watches a crowded topic was shown last. Half of what happens to a contact leaves
    # its queue's picture as it was, and that is not sent to 1,500 sockets again.
    shown: dict[str, str] = field(default_factory=dict)
    # A drawing is on its way or has its moment.
    scheduled: bool = False

    @property
    def is_crowded(self) -> bool:
        """Whether changes come in bursts."""
        return self.name == FLOOR or self.name.startswith("queue:")


class Hub:
    """Use it as `async with Hub.joined(socket) as hub`; the last one to leave puts the lights out."""

    _hubs: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self.threads = Threads()
        self.attendance = Attendance(self.threads)
        self._listener = Listener(self)
        self._watchers: set[Watcher] = set()
        self._topics: dict[str, _Topic] = {}
        self._recent: deque[tuple[float, dict[str, Any]]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def joined(cls, watcher: Watcher) -> AsyncIterator[Hub]:
        """The hub of this event loop, started by the first socket and stopped by the last."""
        loop = asyncio.get_running_loop()
        hub = cls._hubs.get(loop)
        if hub is None:
            hub = cls._hubs[loop] = cls()
            hub.start(hub._listener.run())
            hub.start(hub.attendance.run())
        hub._watchers.add(watcher)
        try:
            yield hub
        finally:
            hub.forget(watcher)
            hub._watchers.discard(watcher)
            if not hub._watchers:
                del cls._hubs[loop]
                await hub._stop()

    async def proven(self, *, patience: float) -> bool:
        """Waits until the bus is known to deliver; False when it did not within `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._listener.proven.wait()
        except TimeoutError:
            return False
        return True

    # What sockets ask for

    def watch(self, name: str, watcher: Watcher) -> None:
        """Show this socket every drawing of the topic; one that has left meanwhile is not taken back."""
        if watcher in self._watchers:
            topic = self._topic(name)
            topic.watchers.add(watcher)
            topic.shown.clear()  # its page may have loaded another picture

    def catch_up(self, name: str) -> None:
        """Draw again what changed in the topic while the page that now watches it was on its way."""
        topic = self._topics.get(name)
        if topic is None:
            return
        self._drop_old()
        topic.changes += [message for _at, message in self._recent if message["topic"] == name]
        if topic.changes:
            self._schedule(topic)

    def follow(self, name: str, watcher: Watcher) -> None:
        """Tell this socket every change of the topic; it draws by itself."""
        if watcher in self._watchers:
            self._topic(name).followers.add(watcher)

    def leave(self, name: str, watcher: Watcher) -> None:
        """This socket looks elsewhere."""
        topic = self._topics.get(name)
        if topic is None:
            return
        topic.watchers.discard(watcher)
        topic.followers.discard(watcher)
        if not topic.watchers and not topic.followers:
            del self._topics[name]

    def forget(self, watcher: Watcher) -> None:
        """This socket is gone, or too slow to be told anything."""
        for topic in list(self._topics.values()):
            if watcher in topic.watchers or watcher in topic.followers:
                self.leave(topic.name, watcher)

    def _topic(self, name: str) -> _Topic:
        if name not in self._topics:
            # Later than any number this topic had before, so that a page which comes back to it drops nothing.
            self._topics[name] = _Topic(name=name, seq=int(_now() * 1000))
        return self._topics[name]

    # What the listener tells

    def take(self, message: dict[str, Any]) -> None:
        """A change from the bus."""
        is_passing = message["kind"] in PASSING
        if not is_passing:
            self._drop_old()
            self._recent.append((_now(), message))
        topic = self._topics.get(message["topic"])
        if topic is None:
            return
        for watcher in list(topic.followers):
            watcher.follow(message)
        if is_passing:
            facts = {key: value for key, value in message.items() if key not in ("type", "kind")}
            self._show(topic.watchers, {"t": message["kind"], **facts})
        elif topic.watchers:
            topic.changes.append(message)
            self._schedule(topic)

    def _drop_old(self) -> None:
        while self._recent and self._recent[0][0] < _now() - RECENT_SECONDS:
            self._recent.popleft()

    def beat(self, at: str) -> None:
        """The bus delivers."""
        self._show(self._watchers, {"t": "beat", "at": at})

    def lost(self) -> None:
        """Tell everyone that changes may be missed."""
        for watcher in list(self._watchers):
            watcher.lost()

    def found(self) -> None:
        """Everyone loads whole state, not all at the same moment; counters that many share are drawn once for all."""
        for topic in list(self._topics.values()):
            topic.shown.clear()
            if topic.is_crowded and topic.watchers:
                self._schedule(topic)
        self.start(self._resync())

    async def _resync(self) -> None:
        everyone = list(self._watchers)
        for start in range(0, len(everyone), RESYNC_BATCH):
            for watcher in everyone[start : start + RESYNC_BATCH]:
                watcher.resync()
            await asyncio.sleep(RESYNC_BREATH)

    # Drawing

    def _schedule(self, topic: _Topic, *, after: float = 0.0) -> None:
        if topic.scheduled:
            return
        topic.scheduled = True
        after = max(after, topic.drawn_at + TICK_SECONDS - _now() if topic.is_crowded else 0.0, GATHER_SECONDS)
        asyncio.get_running_loop().call_later(after, lambda: self.start(self._draw(topic)))

    async def _draw(self, topic: _Topic) -> None:
        topic.drawn_at = _now()
        changes, topic.changes = topic.changes, []
        try:
            drawn = [
                (language, await self.threads.run(render, topic.name, changes=changes, language=language))
                for language in sorted({watcher.language for watcher in topic.watchers})
            ]
        except Exception:
            log.exception("push.not_drawn", extra={"topic": topic.name})
            topic.changes = [*changes, *topic.changes]
            topic.scheduled = False
            self._schedule(topic, after=AGAIN_SECONDS)
            return
        topic.scheduled = False
        self._tell(topic, {language: html for language, html in drawn if html})
        if topic.changes:
            self._schedule(topic)

    def _tell(self, topic: _Topic, drawn: dict[str, str]) -> None:
        """One number for all languages: a page that misses it knows that it has missed something."""
        if not drawn or topic.shown == drawn:
            return
        topic.shown = drawn if topic.is_crowded else {}
        topic.seq += 1
        for language, html in drawn.items():
            readers = {watcher for watcher in topic.watchers if watcher.language == language}
            self._show(readers, {"t": "html", "topic": topic.name, "seq": topic.seq, "html": html})

    def _show(self, watchers: set[Watcher], frame: dict[str, Any]) -> None:
        text = json.dumps(frame, ensure_ascii=False)
        for watcher in list(watchers):
            watcher.show(text)

    # Life

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.threads.close()


def _now() -> float:
    return asyncio.get_running_loop().time()
