"""However many sockets ask, the database sees a handful of connections."""

import asyncio

import pytest
from django.db import connection

from contactcenter.push.threads import SIZE, Threads


def session_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), pg_sleep(0.01)")
        return int(cursor.fetchone()[0])


def break_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.django_db(transaction=True)
async def test_two_hundred_questions_at_once_use_a_few_kept_connections() -> None:
    threads = Threads()
    first = set(await asyncio.gather(*(threads.run(session_id) for _ in range(100))))
    second = set(await asyncio.gather(*(threads.run(session_id) for _ in range(100))))
    await threads.close()

    assert len(first | second) <= SIZE


@pytest.mark.django_db(transaction=True)
async def test_broken_connection_is_replaced() -> None:
    threads = Threads()
    for _ in range(SIZE):
        with pytest.raises(Exception, match="terminat"):
            await threads.run(break_off)

    assert await threads.run(session_id)
    await threads.close()
