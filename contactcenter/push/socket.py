"""What every socket of ours has: JSON frames, typed errors, limits of size and rate, and a bounded backlog.

A subclass names the frames it takes in `takes`; the frame {"t": "watch", …} is led to its method `on_watch`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.security.websocket import AllowedHostsOriginValidator
from django.utils import translation
from django.utils.translation import gettext as _

from contactcenter.lib.errors import DomainError, InvalidInput
from contactcenter.push.eager import Unfinished, begin
from contactcenter.push.hub import Hub

log = logging.getLogger(__name__)

# Close codes of our own; the browser comes back after all but the first two.
SIGNED_OUT = 4401
FORBIDDEN = 4403
TOO_SLOW = 4408
TOO_FAST = 4429
TRY_LATER = 4503

FRAME_BYTES = 16 * 1024
# A backlog of so many frames means that the other side does not read: whole state later costs less than they do.
BACKLOG = 200
HELLO_PATIENCE = 4.0


class NoSocket(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types
    """Where there is no socket."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        await self.close()


class Socket(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types
    """One browser's socket."""

    # No channel of the layer for each socket: the hub hears for all of them.
    channel_layer_alias = "none"
    takes: ClassVar[frozenset[str]] = frozenset({"ping"})
    # At most so many frames within so many seconds; a peer that goes on at three times that is cut off.
    rate: ClassVar[tuple[int, float]] = (60, 10.0)

    hub: Hub
    language: str

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self.language = self.language_of(scope)
        self._send = send
        self._backlog: deque[str | int] = deque()
        self._wanted: asyncio.Future[None] | None = None  # what the writer waits for when it has nothing to write
        self._unfinished: Unfinished | None = None
        self._taken: deque[float] = deque()
        with translation.override(self.language):
            async with Hub.joined(self) as self.hub:
                writer = asyncio.create_task(self._write())
                try:
                    await super().__call__(scope, receive, send)
                finally:
                    writer.cancel()
                    await self.gone()

    def language_of(self, scope: Mapping[str, Any]) -> str:
        """The language in which this socket is spoken to."""
        raise NotImplementedError

    async def gone(self) -> None:
        """The socket is closed, however that came about."""

    async def dispatch(self, message: dict[str, Any]) -> None:
        # Channels would look after connections of this thread before each frame; the loop has none.
        handlers = {
            "websocket.connect": self.websocket_connect,
            "websocket.receive": self.websocket_receive,
            "websocket.disconnect": self.websocket_disconnect,
        }
        await handlers[message["type"]](message)

    @property
    def is_from_here(self) -> bool:
        """Whether a page of this site opened the socket; browsers cannot lie about that, other programs can."""
        origin = dict(self.scope["headers"]).get(b"origin", b"").decode("latin-1")
        return bool(AllowedHostsOriginValidator(None).valid_origin(urlsplit(origin) if origin else None))

    # From the hub; none of these waits

    def show(self, frame: str) -> None:
        """Put a finished frame into the backlog; who does not read is closed, and finds whole state when he returns."""
        if len(self._backlog) < BACKLOG:
            self._put(frame)
        elif self._backlog[0] != TOO_SLOW:
            log.info("socket.too_slow")
            self.hub.forget(self)
            self._backlog.clear()
            self._put(TOO_SLOW)

    def follow(self, change: Mapping[str, Any]) -> None:
        """Only sockets that draw by themselves follow a topic."""

    def lost(self) -> None:
        """Called by the hub, whose own language is anybody's."""
        with translation.override(self.language):
            self.fail("bus_lost", _("The connection to the contact centre is interrupted; we are restoring it."))

    def resync(self) -> None:
        """The browser loads whole state."""
        self.say("resync")

    def say(self, kind: str, **facts: Any) -> None:
        """A frame for this socket alone."""
        self.show(json.dumps({"t": kind, **facts}, ensure_ascii=False))

    def fail(self, code: str, message: str, **facts: Any) -> None:
        """A refusal: `code` for programs, `message` for people."""
        self.say("error", code=code, message=message, **facts)

    def hang_up(self, code: int) -> None:
        """Close after what has been said so far."""
        if len(self._backlog) < BACKLOG:
            self._put(code)

    def _put(self, frame: str | int) -> None:
        if self._wanted is None or self._wanted.done():
            self._backlog.append(frame)
        elif isinstance(frame, int):
            self._backlog.append(frame)
            self._wanted.set_result(None)
        else:
            self._send_now(frame, self._wanted)

    def _send_now(self, frame: str, wanted: asyncio.Future[None]) -> None:
        """The writer has nothing to do: it is woken only for what the network does not take at once."""
        try:
            self._unfinished = begin(self._send({"type": "websocket.send", "text": frame}))
        except (OSError, RuntimeError):  # the peer went away; its disconnect is on the way
            return
        if self._unfinished is not None:
            wanted.set_result(None)

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if not self._backlog:
                self._wanted = loop.create_future()
                await self._wanted
            try:
                if self._unfinished is not None:
                    await self._unfinished
                    self._unfinished = None
                    continue
                frame = self._backlog.popleft()
                if isinstance(frame, int):
                    await self.close(frame)
                    return
                await self._send({"type": "websocket.send", "text": frame})
            except OSError:  # the peer went away with half a word said; its disconnect is on the way
                return

    # From the browser

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame: dict[str, Any] = {}
        try:
            self._count()
            frame = _frame(text_data)
            await self._lead(frame)
        except DomainError as refusal:
            self.refuse(refusal, frame)
        except Exception:
            log.exception("socket.failed")
            self.fail(
                "unavailable", _("That did not work just now. Nothing is lost; please try again."), **_named(frame)
            )

    async def _lead(self, frame: dict[str, Any]) -> None:
        kind = frame.get("t")
        if not isinstance(kind, str) or kind not in self.takes:
            raise InvalidInput(_("This kind of frame is not known here."), code="bad_frame")
        await getattr(self, f"on_{kind}")(frame)

    def refuse(self, refusal: DomainError, frame: Mapping[str, Any]) -> None:
        """Tell the browser why not; `id` says which of its frames is meant."""
        self.fail(refusal.code, str(refusal), **_named(frame))

    async def on_ping(self, _frame: Mapping[str, Any]) -> None:
        self.say("pong")

    def _count(self) -> None:
        limit, seconds = self.rate
        now = time.monotonic()
        while self._taken and self._taken[0] < now - seconds:
            self._taken.popleft()
        self._taken.append(now)
        if len(self._taken) > 3 * limit:
            self.hang_up(TOO_FAST)
        if len(self._taken) > limit:
            raise InvalidInput(_("Too much at once. Wait a few seconds."), code="too_fast")


def _frame(text: str | None) -> dict[str, Any]:
    if text is None:
        raise InvalidInput(_("Frames are JSON objects."), code="bad_frame")
    # A character has at most four bytes, so most frames need no counting.
    if len(text) > FRAME_BYTES or (len(text) > FRAME_BYTES // 4 and len(text.encode()) > FRAME_BYTES):
        raise InvalidInput(
            _("The message is too long: at most %(limit)d kilobytes are taken.") % {"limit": FRAME_BYTES // 1024},
            code="too_large",
        )
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict):
        raise InvalidInput(_("Frames are JSON objects."), code="bad_frame")
    return frame


def _named(frame: Mapping[str, Any]) -> dict[str, str]:
    name = frame.get("id")
    return {"id": name} if isinstance(name, str) else {}
