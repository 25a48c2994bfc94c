"""One at a time across all processes."""

import threading

import pytest
from django.db import connections

from contactcenter.lib.locks import single
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_one_holds_it_and_the_next_gets_it_afterwards() -> None:
    everybody_asked = threading.Barrier(8)

    def hold() -> bool:
        with single("test") as mine:
            everybody_asked.wait(30)
            return mine

    assert sorted(race(*[hold] * 8)) == [False] * 7 + [True]
    with single("test") as mine:
        assert mine


def test_it_ends_with_the_connection_of_who_held_it() -> None:
    def die_holding() -> None:
        single("test").__enter__()
        connections.close_all()

    race(die_holding)
    with single("test") as mine:
        assert mine


def test_different_names_do_not_meet() -> None:
    with single("one") as one, single("two") as two:
        assert one
        assert two
