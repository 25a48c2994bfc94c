"""What follows a commit may fail without failing what was committed."""

import logging

import pytest
from django.db import transaction

from contactcenter.lib.commits import after_commit

pytestmark = pytest.mark.django_db(transaction=True)


def fail(_thing: int) -> None:
    raise RuntimeError("the bus is away")


def test_failure_is_logged_by_name_and_the_rest_follows(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    with caplog.at_level(logging.ERROR), transaction.atomic():
        after_commit(fail, 1)
        after_commit(done.append, 2)
        assert done == []
    assert done == [2]
    assert ["fail" in record.getMessage() for record in caplog.records] == [True]


def test_without_a_transaction_it_follows_at_once(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    with caplog.at_level(logging.ERROR):
        after_commit(fail, 1)
        after_commit(done.append, 2)
    assert done == [2]
    assert caplog.records


def test_what_was_rolled_back_has_no_consequences() -> None:
    done: list[int] = []
    with transaction.atomic():
        after_commit(done.append, 1)
        transaction.set_rollback(True)
    assert done == []
