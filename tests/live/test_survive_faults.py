"""Each part of the site is broken while operators and visitors work over real sockets, and nobody loses a word.

This is the small edition: `make chaos` does the same at size, with a PostgreSQL of its own, and looks at the clock.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest
import uvloop
from django.db import connection

from bench.actors import Places
from bench.chaos import Fault, break_all
from bench.ground import prepare
from bench.shift import Size
from tests.stack import START_SECONDS, Stack

SIZE = Size(operators=3, chats=4, a_day=43_200, replies=1, filling=START_SECONDS)
STOPPED_SECONDS = 2.0  # shorter than any patience: for what happens after that see the process tests of each part


def restarted(stack: Stack, name: str, start: Callable[[], None]) -> Callable[[], None]:
    def hurt() -> None:
        stack.kill(name)
        start()
        stack.wait_until(200, path="/readyz")

    return hurt


def stopped(stack: Stack, name: str) -> Callable[[], None]:
    def hurt() -> None:
        group = stack.processes[name].pid
        os.killpg(group, signal.SIGSTOP)
        try:
            time.sleep(STOPPED_SECONDS)
        finally:
            os.killpg(group, signal.SIGCONT)

    return hurt


def end_all_sessions() -> None:
    """What a restart of PostgreSQL is to everybody else; the server itself serves other tests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()


@pytest.fixture
def own_worker(stack: Stack) -> Iterator[Stack]:
    """The next test finds a site that is whole: what a fault started ends with the thread that started it."""
    yield stack
    stack.restart_redis()
    for name, start in (("web", stack.start_web), ("worker", stack.start_worker)):
        if name in stack.processes:
            stack.end(name)
        start()
    stack.wait_until(200, path="/readyz")


def test_nobody_loses_a_word_whatever_breaks(own_worker: Stack) -> None:
    stack = own_worker
    faults = [
        Fault("kill -9 of the web process", restarted(stack, "web", stack.start_web)),
        Fault("kill -9 of the worker", restarted(stack, "worker", stack.start_worker)),
        Fault("restart of Redis", stack.restart_redis),
        Fault("all sessions of PostgreSQL end", end_all_sessions),
        Fault("the web process stands still", stopped(stack, "web")),
        Fault("the worker stands still", stopped(stack, "worker")),
    ]
    ground = prepare(operators=SIZE.operators, queue="shift")
    connection.close()  # one of the sessions that end; the next question opens another

    report = uvloop.run(
        break_all(ground, Places(lives=[stack.url], pages=stack.url), SIZE, faults, limit=START_SECONDS, breath=0.3)
    )

    assert report.complaints() == []
    assert [outcome.fault for outcome in report.outcomes] == [*(fault.name for fault in faults), "at the end"]
    assert report.shift.confirmed
