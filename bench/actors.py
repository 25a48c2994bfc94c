"""Operators and visitors as their pages behave: real sockets that come back, real requests, and what is on the screen.

Nothing here knows the database. An operator acts on what his screen shows; that is what makes a screen that is wrong
show up as work that is never done.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from bench.wire import ABNORMAL, Answer, Pages, WebSocket

AGAIN_SECONDS = 1.0  # after a whole state that could not be loaded
_HTML = re.compile(rb'\{"t": "html", "topic": "([a-z]+):[0-9]+", "seq": ([0-9]+)')
_OWN = re.compile(r"(\d+)\"")
_FINISHED = "ti-message-check"  # the icon of a contact in wrap-up
_MARK = re.compile(r"shift-(\d+)")
_OFFER = re.compile(r'id="offer-line-(\d+)"')
_WAITING = re.compile(r'id="waiting-(\d+)"')
FINAL = (4401, 4403)
_REGIONS = ("/desk/contacts/", "/desk/offer/?part=bar", "/presence/", "/desk/queue/")


@dataclass(frozen=True)
class Row:
    """A contact in the list of one's own: the chat, as far as its last words tell, and whether only wrap-up is left."""

    chat: int | None
    in_wrapup: bool


class Places:
    """Where the site is: sockets at any of `lives`, pages at one address."""

    def __init__(self, *, lives: list[str], pages: str) -> None:
        self.lives = lives
        self.pages = Pages(pages)
        self._next = 0

    def next_live(self) -> str:
        """The next one in turn, as a proxy would choose."""
        self._next += 1
        return self.lives[self._next % len(self.lives)]


class Connected:
    """A page that keeps a socket."""

    silence: ClassVar[float]  # seconds without a word after which the page connects again

    def __init__(self, places: Places, *, path: str, headers: Mapping[str, str]) -> None:
        self.places = places
        self.path = path
        self.headers = headers
        self.socket: WebSocket | None = None
        self.is_open = False
        self.losses = 0
        self.refusals: list[str] = []
        self.greeted = asyncio.Event()
        self._attempt = 0
        self._ended = asyncio.Event()
        self._has_left = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def keep(self) -> None:
        """Connect, and again after each loss, until the page is left."""
        while not self._has_left:
            self._ended.clear()
            try:
                self.socket = await WebSocket.connect(
                    self.places.next_live(), self.path, hear=self._hear, ended=self._lose, headers=self.headers
                )
                self.on_connect()
                await self._ended.wait()
            except (OSError, TimeoutError):
                pass
            self._drop()
            if not self._has_left:
                self.losses += 1
                await asyncio.sleep(random.random() * min(5.0, 0.3 * 2**self._attempt))
                self._attempt += 1

    def leave(self) -> None:
        """The page is closed."""
        self._has_left = True
        if self.socket:
            self.socket.close()
        self._ended.set()
        for task in self._tasks:
            task.cancel()

    def notice_silence(self, now: float) -> None:
        """Asked now and then: a server that says nothing is given up."""
        if self.socket and now - self.socket.heard_at > self.silence:
            self._ended.set()

    def on_connect(self) -> None:
        """The socket is open; nothing has been heard yet."""

    def on_frame(self, kind: str, frame: bytes) -> None:
        """Anything but a beat and a pong."""
        raise NotImplementedError

    def start(self, work: Any) -> None:
        """Something that ends with the page."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hear(self, frame: bytes) -> None:
        kind = frame[7 : frame.index(b'"', 7)].decode()
        if kind == "beat":
            self._attempt = 0
        elif kind != "pong":
            self.on_frame(kind, frame)

    def _lose(self, code: int = ABNORMAL) -> None:
        if code in FINAL:
            self.refusals.append(f"closed with {code}")
        self._ended.set()

    def _drop(self) -> None:
        self.is_open = False
        if self.socket:
            self.socket.drop()
            self.socket = None


class Operator(Connected):
    """The workstation: own contacts, the offer, who waits."""

    silence = 9.0

    def __init__(
        self, places: Places, *, pk: int, headers: Mapping[str, str], look: Callable[[Operator], None]
    ) -> None:
        super().__init__(places, path="/ws/operator/", headers=headers)
        self.pk = pk
        self.contacts: dict[int, Row] = {}
        self.offer: tuple[int, int | None] | None = None  # offer, number of the chat
        self.waiting: frozenset[int] = frozenset()
        self.is_away = False  # not ready: put aside for want of an answer, or signed out while the page was dead
        self._look = look
        self._last: dict[bytes, int] = {}
        self._held: list[bytes] | None = None

    def on_frame(self, kind: str, frame: bytes) -> None:
        if kind == "html":
            self._on_html(frame)
        elif kind == "hello":
            self._last.clear()
            self.is_open = True
            self.greeted.set()
            self.start(self._load())
        elif kind == "resync":
            self.start(self._load())

    async def post(self, path: str, body: str = "") -> Answer:
        """Raises OSError or TimeoutError when nobody knows whether it was carried out."""
        return await self.places.pages.post(path, headers=self._page_headers(), body=body)

    async def get(self, path: str) -> Answer:
        """Raises OSError or TimeoutError."""
        return await self.places.pages.get(path, headers=self._page_headers())

    def _page_headers(self) -> dict[str, str]:
        return {**self.headers, "HX-Current-URL": f"{self.places.pages.address}/"}

    def _on_html(self, frame: bytes) -> None:
        if self._held is not None:
            self._held.append(frame)
            return
        head = _HTML.match(frame)
        if head is None:
            return
        topic, number = head.group(1), int(head.group(2))
        last = self._last.get(topic)
        if last is not None and number <= last:
            return
        self._last[topic] = number
        if last is not None and number != last + 1:
            self.start(self._load())
        if topic == b"queue":
            self.waiting = _rows_of(frame)
        elif topic == b"operator":
            self._show(json.loads(frame)["html"])

    def _show(self, html: str) -> None:
        if 'id="own-contacts"' in html:
            self.contacts = dict(_own_rows(html))
        if 'id="offer-bar"' in html:
            found = _OFFER.search(html)
            self.offer = (int(found.group(1)), _mark(html[found.start() :])) if found else None
        if 'id="presence"' in html:
            self.is_away = "state-away" in html
        self._look(self)

    async def _load(self) -> None:
        """Whole state; frames that come meanwhile wait for it."""
        if self._held is not None:
            return
        self._held = []
        while True:
            try:
                answers = [await self.get(path) for path in _REGIONS]
                if all(answer.is_good for answer in answers):
                    break
            except (OSError, TimeoutError):
                pass
            await asyncio.sleep(AGAIN_SECONDS + random.random())
        held, self._held = self._held, None
        self.waiting = frozenset(int(row) for row in _WAITING.findall(answers[-1].text))
        for answer in answers[:-1]:
            self._show(answer.text)
        for frame in held:
            self._on_html(frame)


class Visitor(Connected):
    """The chat window on a site."""

    silence = 10.0

    def __init__(self, places: Places, *, widget_key: str, frame_pass: str) -> None:
        super().__init__(places, path=f"/ws/chat/?key={widget_key}&lang=ru", headers={})
        self.token = ""
        self.stage = "new"
        self.messages: dict[int, str] = {}
        self.repeated = 0  # messages that one connection brought twice
        self.pending: dict[str, str] = {}
        self.changed = asyncio.Event()
        self._frame_pass = frame_pass

    def on_connect(self) -> None:
        assert self.socket
        self.socket.say(json.dumps({"t": "hello", "pass": self._frame_pass, "token": self.token}))

    def on_frame(self, kind: str, frame: bytes) -> None:
        facts = json.loads(frame)
        if kind == "welcome":
            self._welcome(facts)
        elif kind == "messages":
            self._add(facts["messages"])
        elif kind == "state":
            self.stage = facts["state"]["stage"]
        elif kind == "said":
            self.pending.pop(facts["id"], None)
            self.messages[facts["message"]["id"]] = facts["message"]["text"]
        elif kind == "error":
            self._on_error(facts)
        self.changed.set()

    async def say(self, text: str) -> None:
        """Returns when the server has confirmed it; after a loss the same words go out again under the same name."""
        key = str(uuid.uuid4())
        self.pending[key] = text
        self._send(key)
        await self.until(lambda: key not in self.pending)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Returns when the window shows it."""
        while not holds():
            self.changed.clear()
            await self.changed.wait()

    def _send(self, key: str) -> None:
        if self.is_open and self.socket and key in self.pending:
            self.socket.say(json.dumps({"t": "say", "id": key, "text": self.pending[key]}))

    def _welcome(self, facts: dict[str, Any]) -> None:
        self.token, self.stage = facts["token"], facts["state"]["stage"]
        self.messages = {}
        self._add(facts["messages"])
        self.is_open = True
        self._attempt = 0
        self.greeted.set()
        for key in list(self.pending):
            self._send(key)

    def _add(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            self.repeated += message["id"] in self.messages and not message["own"]
            self.messages[message["id"]] = message["text"]
            self.pending.pop(message["key"] or "", None)
        answers = [message["id"] for message in messages if not message["own"]]
        if answers and self.socket:
            self.socket.say(json.dumps({"t": "shown", "up_to": max(answers), "seen": True}))

    def _on_error(self, facts: dict[str, Any]) -> None:
        if facts.get("code") not in ("bus_lost", "unavailable", "too_fast"):
            self.refusals.append(f"{facts.get('code')}: {facts.get('message')}")
        if key := facts.get("id"):
            asyncio.get_running_loop().call_later(2 * AGAIN_SECONDS, self._send, key)


@lru_cache(maxsize=64)
def _rows_of(frame: bytes) -> frozenset[int]:
    # The same frame comes to every operator.
    return frozenset(int(row) for row in _WAITING.findall(json.loads(frame)["html"]))


def _own_rows(html: str) -> list[tuple[int, Row]]:
    listed = html.partition('id="own-contacts"')[2].partition("</nav>")[0]
    pieces = listed.split('id="own-')[1:]
    found = [(head.group(1), piece) for piece in pieces if (head := _OWN.match(piece))]
    return [(int(number), Row(chat=_mark(piece), in_wrapup=_FINISHED in piece)) for number, piece in found]


def _mark(html: str) -> int | None:
    found = _MARK.search(html)
    return int(found.group(1)) if found else None


async def watch_silence(everyone: Callable[[], list[Connected]]) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(0.5)
        now = time.monotonic()
        for page in everyone():
            page.notice_silence(now)
