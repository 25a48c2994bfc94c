"""kill -9 at the worst moment, on the real processes."""

import time

from django.core.cache import cache

from tests.additions.tasks import work_slowly
from tests.stack import START_SECONDS, Stack


def wait_for(key: str, count: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while cache.get(key, 0) < count:
        assert time.monotonic() < deadline, f"{key}: {cache.get(key)}"
        time.sleep(0.1)


def test_task_of_a_killed_worker_is_done_by_the_next_one(stack: Stack) -> None:
    work_slowly.delay(seconds=3, name="interrupted")
    wait_for("interrupted-started", 1)
    stack.kill("worker")
    assert cache.get("interrupted-ended") is None

    stack.start_worker()

    wait_for("interrupted-ended", 1)
    assert cache.get("interrupted-started") == 2


def test_task_that_waits_while_redis_restarts_is_done(stack: Stack) -> None:
    stack.kill("worker")
    work_slowly.delay(seconds=0, name="waiting")

    stack.restart_redis()
    stack.start_worker()

    wait_for("waiting-ended", 1)
