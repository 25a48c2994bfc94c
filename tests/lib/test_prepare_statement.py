"""Statements that each connection plans once."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contactcenter.lib.prepared import Prepared
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ADD = Prepared("test_add", "SELECT %(one)s + %(other)s * 2", one="bigint", other="bigint")


def add(one: int, other: int) -> int:
    with connection.cursor() as cursor:
        ADD.execute(cursor, {"one": one, "other": other, "not asked for": 9})
        (total,) = cursor.fetchone()
        return int(total)


def test_planned_once_and_run_often() -> None:
    connection.close()
    with CaptureQueriesContext(connection) as told:
        assert [add(1, 2), add(3, 4)] == [5, 11]
    begins = [query["sql"].split()[0] for query in told.captured_queries if query["sql"].split()[0].isupper()]
    assert begins.count("PREPARE") == 1
    assert begins.count("EXECUTE") == 2


def test_a_rollback_does_not_forget_it() -> None:
    connection.close()
    with transaction.atomic():
        add(1, 2)
        transaction.set_rollback(True)
    assert add(3, 4) == 11


def test_every_connection_has_its_own() -> None:
    assert race(*[lambda: add(1, 2)] * 4) == [5] * 4
    connection.close()
    assert add(1, 2) == 5
