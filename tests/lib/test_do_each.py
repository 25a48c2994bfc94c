"""One rotten thing does not spoil the rest."""

import logging

import pytest
from django.db import OperationalError

from contactcenter.lib.each import each


def test_the_rest_is_done_and_the_failure_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert each([1, 0, 4, -1], lambda number: 8 / number > 0, what="division") == 2
    assert [record.getMessage() for record in caplog.records] == ["division.failed"]


def test_a_database_that_is_away_fails_the_whole() -> None:
    def ask(_thing: int) -> bool:
        raise OperationalError("gone")

    with pytest.raises(OperationalError):
        each([1, 2], ask, what="asking")
