"""A burst costs no more pushes than a trickle: what a queue's watchers are sent depends on time, not on arrivals."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async

from contactcenter.contacts.models import Queue
from contactcenter.push.hub import TICK_SECONDS
from contactcenter.staff.models import User
from tests.cast import arrive
from tests.live.sockets import Browser, cookie_of, workstation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_thread_closed")]


async def frames_of_arrivals(browser: Browser, queue: Queue, *, number: int, waiting: int) -> tuple[int, float]:
    """How many frames of the queue come until all are shown, and how many ticks that took."""
    loop = asyncio.get_running_loop()
    began, frames, shown = loop.time(), 0, ""

    def arrive_all() -> None:
        for _ in range(number):
            arrive(queue)

    arriving = asyncio.create_task(sync_to_async(arrive_all)())
    while f'data-queue-waiting="{waiting}"' not in shown:
        shown = (await browser.hear("html", topic=f"queue:{queue.pk}"))["html"]
        frames += 1
    await arriving
    return frames, (loop.time() - began) / TICK_SECONDS


@pytest.mark.parametrize("number", [5, 40])
async def test_queue_is_sent_once_a_tick_however_many_arrive(operator: User, queue: Queue, number: int) -> None:
    async with workstation(await sync_to_async(cookie_of)(operator)) as browser:
        frames, ticks = await frames_of_arrivals(browser, queue, number=number, waiting=number)

    assert frames <= ticks + 2
    assert frames <= number
