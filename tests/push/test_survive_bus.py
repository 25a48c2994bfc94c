"""The hub and a Redis that restarts, stops answering, or drops the connection: a real server of its own."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from contactcenter.local.redis import Redis
from contactcenter.push import bus
from contactcenter.push.hub import Hub
from tests.push.watcher import Notes, until


@pytest.fixture
def redis(tmp_path: Path, settings: Settings) -> Iterator[Redis]:
    redis = Redis(folder=tmp_path)
    settings.REDIS_URL = redis.start()
    bus.connection.cache_clear()
    yield redis
    bus.connection.cache_clear()
    redis.stop()


async def say(number: int) -> None:
    await asyncio.to_thread(bus.send, {"type": "push", "topic": "contact:7", "kind": "changed", "n": number})


async def test_restart_is_told_and_after_it_everything_arrives_again(redis: Redis) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        assert await hub.proven(patience=10)
        hub.follow("contact:7", watcher)

        await asyncio.to_thread(redis.restart)
        await until(lambda: watcher.events == ["lost", "resync"])
        await say(1)
        await until(lambda: watcher.changes)

    assert [change["n"] for change in watcher.changes] == [1]


async def test_outage_ends_with_one_resync_however_long_it_was(redis: Redis) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        assert await hub.proven(patience=10)
        redis.kill()
        await until(lambda: watcher.events == ["lost"])
        assert not await hub.proven(patience=0.1)
        beats = len(watcher.of("beat"))

        await asyncio.to_thread(redis.restart)
        await until(lambda: len(watcher.of("beat")) > beats)

    assert watcher.events == ["lost", "resync"]


async def test_server_that_holds_the_connection_but_delivers_nothing_is_noticed(redis: Redis) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        assert await hub.proven(patience=10)
        assert redis.process
        redis.process.send_signal(signal.SIGSTOP)
        await until(lambda: watcher.events == ["lost"])

        redis.process.send_signal(signal.SIGCONT)
        await until(lambda: watcher.events == ["lost", "resync"])


async def test_dropped_connection_is_a_gap_though_the_server_never_stopped(redis: Redis) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        assert await hub.proven(patience=10)

        await asyncio.to_thread(bus.connection().execute_command, "CLIENT", "KILL", "TYPE", "pubsub")
        await until(lambda: watcher.events == ["lost", "resync"])


async def test_hub_that_starts_without_a_bus_is_not_proven_until_there_is_one(redis: Redis) -> None:
    redis.kill()
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        assert not await hub.proven(patience=0.5)

        await asyncio.to_thread(redis.restart)

        assert await hub.proven(patience=15)
    assert watcher.events == []


async def test_message_that_nobody_can_read_does_not_make_the_process_deaf(redis: Redis) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        assert await hub.proven(patience=10)
        hub.follow("contact:7", watcher)

        await asyncio.to_thread(bus.connection().publish, bus.channel_of(bus.GROUP), b"\xc1")
        await until(lambda: watcher.events == ["lost", "resync"])
        await say(1)
        await until(lambda: watcher.changes)


async def test_hub_that_is_left_in_the_middle_of_connecting_ends(redis: Redis) -> None:
    for turns in range(25):
        watcher = Notes()
        async with asyncio.timeout(10), Hub.joined(watcher):
            for _ in range(turns):
                await asyncio.sleep(0)
