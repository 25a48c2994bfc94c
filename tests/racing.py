"""Real concurrency for tests: threads, or processes, that start at one barrier on connections of their own."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections

PATIENCE = 60  # seconds; a race that hangs is a failure


def race(*calls: Callable[[], Any]) -> list[Any]:
    """Everything at once, each in a thread; returns what each returned or raised, in the order given."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def race_processes(*calls: Callable[[Callable[[], object]], Any]) -> list[Any]:
    """The same in processes. Each call gets `meet`, which returns when all of them have called it."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(calls))
    connections.close_all()  # a child must not speak on its parent's connection

    def run(call: Callable[[Callable[[], object]], Any], answer: Any) -> None:
        try:
            answer.send(call(lambda: barrier.wait(PATIENCE)))
        except BaseException as error:
            barrier.abort()
            answer.send(error)
        finally:
            connections.close_all()

    pipes = [context.Pipe(duplex=False) for _call in calls]
    children = [
        context.Process(target=run, args=(call, sender)) for call, (_receiver, sender) in zip(calls, pipes, strict=True)
    ]
    for child, (_receiver, sender) in zip(children, pipes, strict=True):
        child.start()
        sender.close()  # so that the end of a child that was killed is noticed
    try:
        return [_answer(receiver) for receiver, _sender in pipes]
    finally:
        for child in children:
            child.join(5)
            child.kill()


def _answer(receiver: Any) -> Any:
    try:
        return receiver.recv() if receiver.poll(PATIENCE) else TimeoutError()
    except EOFError as killed:
        return killed


def deadlocks() -> int:
    """How many the database has ended so far, in the sessions that are closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot(), pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
        return int(count)


def session_ends(name: str) -> bool:
    """Whether the session of a killed process, by its application name, is over; the server notices a moment later."""
    for _try in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [name])
            if cursor.fetchone() == (0,):
                return True
        time.sleep(0.05)
    return False
