"""The hearing end of the bus: what this process's hub listens to.

The hub reads the frames of bus.py over a connection of its own, not through the channel layer: the layer comes back
silently after a loss, and what was published meanwhile is gone. Here a loss is known, so that whole state can follow.

That Redis answers does not prove that it delivers. So every two seconds a beat goes the way of every change (through
bus.send) and must come back here; when none does, the subscription is given up and made anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator
from typing import Any, Protocol

import redis.asyncio
from channels.layers import get_channel_layer
from django.conf import settings
from django.utils import timezone
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from contactcenter.push import bus

log = logging.getLogger(__name__)

BEAT_SECONDS = 2.0
# Sockets are told of every second beat: with 1,500 of them telling costs more than all else that an idle floor does.
TOLD = 2
SILENCE_SECONDS = 5.0
ANSWER_SECONDS = 2.0
PAUSE_SECONDS = 0.5


class Hearer(Protocol):
    """What a listener tells of."""

    def take(self, message: dict[str, Any]) -> None:
        """A message of the group."""

    def beat(self, at: str) -> None:
        """The bus delivers, as a message of our own has just shown; `at` is the server's time in ISO 8601."""

    def lost(self) -> None:
        """From here on messages may be missing."""

    def found(self) -> None:
        """The bus delivers again; what was said in between is not known."""


class Listener:
    """Listens to the group until it is cancelled. `proven` is set while the bus is known to deliver."""

    def __init__(self, hearer: Hearer) -> None:
        self.proven = asyncio.Event()
        self._hearer = hearer
        self._name = uuid.uuid4().hex
        self._was_lost = False
        self._heard_at = 0.0
        self._beats = 0
        self._beat_now = asyncio.Event()
        self._layer: Any = get_channel_layer()

    async def run(self) -> None:
        beating = asyncio.create_task(self._beat())
        try:
            while True:
                try:
                    await self._listen()
                except (redis.RedisError, OSError) as error:
                    log.warning("push.bus_lost", extra={"error": f"{type(error).__name__}: {error}"})
                except Exception:  # a message that nobody can read must not make the process deaf
                    log.exception("push.bus_lost")
                self._lose()
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating

    async def _listen(self) -> None:
        async with self._subscription() as subscription:
            self._heard_at = _now()
            self._beat_now.set()
            while (patience := self._heard_at + SILENCE_SECONDS - _now()) > 0:
                _end_if_cancelled()
                message = await subscription.get_message(ignore_subscribe_messages=True, timeout=patience)
                if message is not None:
                    self._hear(self._layer.deserialize(message["data"]))
        raise TimeoutError("no beat came back")

    @contextlib.asynccontextmanager
    async def _subscription(self) -> AsyncIterator[PubSub]:
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=ANSWER_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),  # an attempt that heals itself would hide the gap
        )
        async with client, client.pubsub() as subscription:
            await subscription.subscribe(bus.channel_of(bus.GROUP))
            # Redis confirms; from this moment on nothing is missed.
            if await subscription.get_message(timeout=ANSWER_SECONDS) is None:
                raise TimeoutError("the subscription was not confirmed")
            yield subscription

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] != "beat":
            self._hearer.take(message)
        elif message["from"] == self._name:
            self._heard_at = _now()
            if not self.proven.is_set():
                self._prove()
            if self._beats % TOLD == 0:
                self._hearer.beat(message["at"])
            self._beats += 1

    def _prove(self) -> None:
        self.proven.set()
        self._beats = 0
        if self._was_lost:
            self._was_lost = False
            self._hearer.found()

    def _lose(self) -> None:
        if self.proven.is_set():
            self.proven.clear()
            self._was_lost = True
            self._hearer.lost()

    async def _beat(self) -> None:
        while True:
            self._beat_now.clear()
            message = {"type": "beat", "from": self._name, "at": timezone.now().isoformat()}
            # A beat that cannot be sent is one that does not come back.
            with contextlib.suppress(redis.RedisError, OSError):
                await asyncio.to_thread(bus.send, message)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._beat_now.wait()


def _end_if_cancelled() -> None:
    """The Redis client swallows a cancellation that comes while it connects."""
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


def _now() -> float:
    return asyncio.get_running_loop().time()
