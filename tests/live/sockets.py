"""Sockets of the site inside the test's own process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from contactcenter.asgi import application
from contactcenter.staff.models import User

ORIGIN = b"http://localhost"
PATIENCE_SECONDS = 15


class Browser(WebsocketCommunicator):  # type: ignore[misc]  # Channels ships no types
    """One socket, read by kind of frame."""

    def __init__(self, path: str, *, headers: dict[bytes, bytes] | None = None) -> None:
        given = {b"origin": ORIGIN, b"host": b"localhost", **(headers or {})}
        super().__init__(application, path, headers=list(given.items()))

    async def open(self) -> bool:
        accepted, _code = await self.connect(timeout=PATIENCE_SECONDS)
        return bool(accepted)

    async def tell(self, kind: str, **facts: Any) -> None:
        await self.send_json_to({"t": kind, **facts})

    async def hear(self, *kinds: str, **facts: Any) -> dict[str, Any]:
        """The next frame of one of these kinds with these facts; what comes before it is passed over."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                frame: dict[str, Any] = await self.receive_json_from(timeout=PATIENCE_SECONDS)
                if frame["t"] in kinds and facts.items() <= frame.items():
                    return frame

    async def hear_until(self, kind: str) -> list[dict[str, Any]]:
        """All frames up to and with the next one of this kind."""
        frames: list[dict[str, Any]] = []
        while not frames or frames[-1]["t"] != kind:
            frames.append(await self.receive_json_from(timeout=PATIENCE_SECONDS))
        return frames

    async def closed_with(self) -> int:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (event := await self.receive_output(timeout=PATIENCE_SECONDS))["type"] != "websocket.close":
                pass
        return int(event["code"])


def cookie_of(user: User, *, language: str = "ru") -> bytes:
    """What the browser of a signed-in user sends."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.LANGUAGE_COOKIE_NAME}={language}".encode()


@contextlib.asynccontextmanager
async def workstation(cookie: bytes, **headers: bytes) -> AsyncIterator[Browser]:
    """The socket of a signed-in user, after its hello."""
    browser = Browser("/ws/operator/", headers={b"cookie": cookie})
    assert await browser.open()
    await browser.hear("hello")
    try:
        yield browser
    finally:
        await browser.disconnect()
