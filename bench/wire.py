"""Sockets and requests of thousands of people out of one process: only as much of both protocols as our servers speak.

A load generator that costs more than what it loads measures itself. Frames go out under a mask of zeros, which the
protocol allows, and are handed on as the bytes that came.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import resource
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
IDLE_SECONDS = 20.0  # a kept connection older than this is not trusted
CONNECTIONS = 48
ABNORMAL = 1006  # the code of a socket that ended without a word
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_SHORT, _LONG = 126, 127


def allow_many_files() -> None:
    """As many open sockets as the machine lets this process and its children have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class WebSocket(asyncio.Protocol):
    """One open socket; `hear` gets each text frame as bytes, `ended` the close code, once."""

    def __init__(self, *, hear: Callable[[bytes], None], ended: Callable[[int], None]) -> None:
        self.heard_at = time.monotonic()
        self.received = 0  # bytes of the payloads
        self._hear, self._ended = hear, ended
        self._buffer = bytearray()
        self._is_open = False
        self._code = ABNORMAL
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def connect(
        cls,
        address: str,
        path: str,
        *,
        hear: Callable[[bytes], None],
        ended: Callable[[int], None],
        headers: Mapping[str, str] | None = None,
    ) -> WebSocket:
        """Raises OSError or TimeoutError where nobody answers, ConnectionError where the socket is refused."""
        place = urlsplit(address)
        lines = {
            "Host": place.netloc,
            "Origin": address,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            **(headers or {}),
        }
        request = f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_SECONDS):
            transport, socket = await loop.create_connection(
                lambda: cls(hear=hear, ended=ended), place.hostname or "", place.port or 80
            )
            try:
                transport.write(f"{request}\r\n".encode())
                await socket.opened
            except BaseException:
                socket.drop()
                raise
        return socket

    def say(self, text: str) -> None:
        """Send a frame; on a socket that has ended it goes nowhere."""
        self._send(_TEXT, text.encode())

    def close(self) -> None:
        """As a page that is left does; `ended` is not called."""
        self._ended = lambda _code: None
        self._send(_CLOSE, (1000).to_bytes(2, "big"))
        if self._transport:
            self._transport.close()

    def drop(self) -> None:
        """As a page that gives the connection up; `ended` is not called."""
        self._ended = lambda _code: None
        self._break_off()

    # asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own do not inherit from it

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open and not self._upgraded():
            return
        self.heard_at = time.monotonic()
        while self._take_frame():
            pass

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("the socket ended before it was open"))
        self._ended(self._code)

    def _upgraded(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        if not head.startswith(b"HTTP/1.1 101"):
            if not self.opened.done():
                self.opened.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
            self._break_off()
            return False
        self._is_open = True
        if not self.opened.done():
            self.opened.set_result(None)
        return True

    def _take_frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        kind, length, start = buffer[0] & 0x0F, buffer[1] & 0x7F, 2
        if length == _SHORT:
            start, length = 4, int.from_bytes(buffer[2:4], "big")
        elif length == _LONG:
            start, length = 10, int.from_bytes(buffer[2:10], "big")
        if len(buffer) < max(start, start + length):
            return False
        payload = bytes(buffer[start : start + length])
        del buffer[: start + length]
        if kind == _TEXT:
            self.received += length
            self._hear(payload)
        elif kind == _PING:
            self._send(_PONG, payload)
        elif kind == _CLOSE:
            self._code = int.from_bytes(payload[:2], "big") or ABNORMAL
            self._break_off()
        return True

    def _break_off(self) -> None:
        if self._transport:
            self._transport.abort()

    def _send(self, kind: int, payload: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        length = len(payload)
        size = bytes([0x80 | length]) if length < _SHORT else bytes([0x80 | _SHORT]) + length.to_bytes(2, "big")
        self._transport.write(bytes([0x80 | kind]) + size + b"\0\0\0\0" + payload)


@dataclass(frozen=True)
class Answer:
    """What a page answered."""

    status: int
    headers: Mapping[str, str]  # names in small letters
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 400


@dataclass
class _Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used_at: float


class Pages:
    """Requests to one server over a few kept connections, as a browser or a proxy keeps them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._place = urlsplit(address)
        self._free: list[_Line] = []
        self._room = asyncio.Semaphore(CONNECTIONS)

    async def get(self, path: str, *, headers: Mapping[str, str]) -> Answer:
        """Raises OSError or TimeoutError where no whole answer comes."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n", headers, b"")

    async def post(self, path: str, *, headers: Mapping[str, str], body: str = "") -> Answer:
        """The same; when it raises, nobody knows whether it was carried out."""
        form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        return await self._ask(f"POST {path} HTTP/1.1\r\n", form, body.encode())

    def close(self) -> None:
        """Give the connections back."""
        for line in self._free:
            line.writer.close()
        self._free.clear()

    async def _ask(self, first: str, headers: Mapping[str, str], body: bytes) -> Answer:
        lines = {"Host": self._place.netloc, "Content-Length": str(len(body)), **headers}
        head = first + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        try:
            async with self._room, asyncio.timeout(ANSWER_SECONDS), self._line() as line:
                line.writer.write(head.encode() + body)
                return await _read_answer(line.reader)
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the answer broke off") from error

    @contextlib.asynccontextmanager
    async def _line(self) -> AsyncIterator[_Line]:
        now = time.monotonic()
        while self._free and (self._free[-1].used_at < now - IDLE_SECONDS or self._free[-1].reader.at_eof()):
            self._free.pop().writer.close()
        if self._free:
            line = self._free.pop()
        else:
            reader, writer = await asyncio.open_connection(self._place.hostname, self._place.port)
            line = _Line(reader, writer, now)
        try:
            yield line
        except BaseException:
            line.writer.close()
            raise
        line.used_at = time.monotonic()
        self._free.append(line)


async def _read_answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(status=int(first.split()[1]), headers=headers, text=body.decode("utf-8", "replace"))
