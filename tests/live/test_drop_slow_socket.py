"""A browser that does not read must cost its colleagues nothing."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from contactcenter.asgi import application
from contactcenter.push.hub import Hub
from contactcenter.push.socket import BACKLOG, TOO_SLOW
from contactcenter.staff.models import User
from tests.live.sockets import ORIGIN, cookie_of, workstation
from tests.push.watcher import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_thread_closed")]


class Stuck:
    """The server's end of a connection whose network takes nothing more once it is told so."""

    def __init__(self, cookie: bytes) -> None:
        headers = [(b"origin", ORIGIN), (b"cookie", cookie)]
        self.scope = {"type": "websocket", "path": "/ws/operator/", "headers": headers, "query_string": b""}
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.incoming.put_nowait({"type": "websocket.connect"})
        self.sent: list[dict[str, Any]] = []
        self.flows = asyncio.Event()
        self.flows.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.flows.wait()
        self.sent.append(message)

    def kinds(self) -> list[str]:
        return [json.loads(message["text"])["t"] for message in self.sent if message["type"] == "websocket.send"]


async def test_full_backlog_closes_the_slow_socket_and_spares_the_others(operator: User) -> None:
    cookie = await sync_to_async(cookie_of)(operator)
    slow = Stuck(cookie)
    serving = asyncio.create_task(application(slow.scope, slow.incoming.get, slow.send))
    await until(lambda: "hello" in slow.kinds())
    slow.flows.clear()

    async with workstation(cookie) as quick:
        hub = Hub._hubs[asyncio.get_running_loop()]
        for number in range(BACKLOG + 2):
            hub.beat(str(number))
            await quick.hear("beat", at=str(number))
        before = len(slow.sent)
        slow.flows.set()
        await until(lambda: slow.sent[-1]["type"] == "websocket.close")

    assert slow.sent[-1]["code"] == TOO_SLOW
    assert len(slow.sent) - before < BACKLOG
    slow.incoming.put_nowait({"type": "websocket.disconnect", "code": TOO_SLOW})
    await serving
