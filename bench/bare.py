"""The site with one socket more, the bare baseline of bench/live.py: a Channels consumer that does nothing but send.

Whoever says {"send": text} on it makes every other one send that text: no topics, no backlog, nothing to draw.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

from contactcenter.asgi import pages, sockets

PATH = "/ws/bare/"


class BareSocket(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types
    channel_layer_alias = "none"
    everyone: ClassVar[set[BareSocket]] = set()

    async def connect(self) -> None:
        await self.accept()
        self.everyone.add(self)

    async def disconnect(self, code: int) -> None:
        self.everyone.discard(self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        text: Any = json.loads(text_data or "{}")["send"]
        for other in list(self.everyone):
            if other is not self:
                await other.send(text_data=text)


application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": URLRouter([path(PATH.lstrip("/"), BareSocket.as_asgi()), re_path("", sockets)]),
    }
)
