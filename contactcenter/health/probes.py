"""One probe for each part that the site cannot do without. A probe raises ProbeFailed with a short reason."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import redis.asyncio
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection

from contactcenter.health.pulse import BEAT, LATELY_SECONDS, SWEEPER, WORKER, has_pulse

PATIENCE_SECONDS = 3.0


class ProbeFailed(Exception):
    """The message is the reason, short and without addresses or passwords."""


@dataclass(frozen=True)
class Finding:
    ok: bool
    reason: str


async def examine_all() -> dict[str, Finding]:
    findings = await asyncio.gather(*[_examine(probe) for probe in PROBES.values()])
    return dict(zip(PROBES, findings, strict=True))


async def _examine(probe: Callable[[], Awaitable[None]]) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await probe()
    except ProbeFailed as failure:
        return Finding(ok=False, reason=str(failure))
    except TimeoutError:
        return Finding(ok=False, reason=f"no answer within {PATIENCE_SECONDS:.0f} s")
    except Exception as error:  # whatever went wrong, the probe's job is to say so
        return Finding(ok=False, reason=f"failed with {type(error).__name__}")
    return Finding(ok=True, reason="answers")


@sync_to_async
def _probe_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _probe_redis() -> None:
    async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as client:
        await client.ping()


async def _probe_channel_layer() -> None:
    layer: Any = get_channel_layer()
    channel = await layer.new_channel("health")
    try:
        sent = {"type": "health.probe", "word": secrets.token_hex(8)}
        await layer.send(channel, sent)
        if await layer.receive(channel) != sent:
            raise ProbeFailed("delivered something else than was sent")
    finally:
        await _give_back(layer, channel)


async def _give_back(layer: Any, channel: str) -> None:
    """The layer forgets a channel only when somebody who waits on it is cancelled."""
    if channel in layer.channels:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0):
                await layer.receive(channel)


@sync_to_async
def _probe_worker() -> None:
    _expect_pulse(WORKER)


@sync_to_async
def _probe_sweeper() -> None:
    _expect_pulse(SWEEPER)


@sync_to_async
def _probe_beat() -> None:
    _expect_pulse(BEAT)


def _expect_pulse(part: str) -> None:
    if not has_pulse(part=part):
        raise ProbeFailed(f"silent for {LATELY_SECONDS} s")


PROBES: dict[str, Callable[[], Awaitable[None]]] = {
    "database": _probe_database,
    "redis": _probe_redis,
    "channel_layer": _probe_channel_layer,
    "worker": _probe_worker,
    "sweeper": _probe_sweeper,
    "beat": _probe_beat,
}
