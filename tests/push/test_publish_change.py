"""What is published reaches the channel layer's group and the hub, after commit only."""

import asyncio
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.db import transaction

from contactcenter.push import bus
from contactcenter.push.hub import Hub
from contactcenter.push.publish import publish
from tests.push.watcher import Notes, until


async def test_layer_delivers_what_the_bus_sends() -> None:
    layer: Any = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("live", channel)

    change = {"type": "push", "topic": "queue:5", "kind": "changed", "n": 1}
    await asyncio.to_thread(bus.send, change)

    assert await layer.receive(channel) == change
    await layer.group_discard("live", channel)
    await layer.flush()


@pytest.mark.django_db(transaction=True)
async def test_nothing_is_said_before_commit_nor_after_rollback() -> None:
    said_inside: list[int] = []

    def change() -> None:
        with transaction.atomic():
            publish("contact:1", n=1)
            transaction.set_rollback(True)
        with transaction.atomic():
            publish("contact:1", n=2)
            said_inside.append(len(watcher.changes))

    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        hub.follow("contact:1", watcher)
        await hub.threads.run(change)
        await until(lambda: watcher.changes)

    assert said_inside == [0]
    assert [change["n"] for change in watcher.changes] == [2]
