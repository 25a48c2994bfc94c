"""A coroutine that is begun without a task, and what becomes of one that cannot end at once."""

import asyncio

import pytest

from contactcenter.push.eager import begin


async def test_coroutine_that_waits_for_nothing_is_done_at_once() -> None:
    done = []

    async def work() -> None:
        done.append(1)

    assert begin(work()) is None
    assert done == [1]


async def test_coroutine_that_waits_ends_for_whoever_awaits_the_rest() -> None:
    gate, done = asyncio.Event(), []

    async def work() -> None:
        await gate.wait()
        await asyncio.sleep(0)
        done.append(1)

    rest = begin(work())
    assert rest is not None
    task = asyncio.create_task(_await(rest))
    await asyncio.sleep(0)
    assert done == []

    gate.set()
    await task
    assert done == [1]


async def test_error_reaches_whoever_is_there() -> None:
    gate = asyncio.Event()

    async def fail_at_once() -> None:
        raise ConnectionError

    async def fail_later() -> None:
        await gate.wait()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        begin(fail_at_once())
    rest = begin(fail_later())
    assert rest is not None
    gate.set()
    with pytest.raises(ConnectionError):
        await rest


async def test_cancellation_reaches_the_coroutine() -> None:
    seen = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    rest = begin(work())
    assert rest is not None
    task = asyncio.create_task(_await(rest))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["cancelled"]


async def _await(rest: object) -> None:
    await rest  # type: ignore[misc]  # it is awaitable
