"""One at a time across all processes."""

import threading
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection

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
    held = []

    def die_holding() -> None:
        with single("test") as mine:
            held.append(mine)
            connection.connection.close()

    assert [type(answer) for answer in race(die_holding)] == [InterfaceError]
    assert held == [True]
    with single("test") as mine:
        assert mine


def test_different_names_do_not_meet() -> None:
    with single("one") as one, single("two") as two:
        assert one
        assert two


def test_frozen_holder_loses_it() -> None:
    """Its session is ended, so the one after next holds it; the process itself need not do anything."""
    held, given_up = threading.Event(), threading.Event()

    def freeze() -> None:
        with single("test"):
            held.set()
            given_up.wait(30)

    def take_over() -> list[bool]:
        held.wait(30)
        tries = []
        for _try in range(100):
            with single("test", patience=timedelta(0)) as mine:
                tries.append(mine)
            if mine:
                break
        given_up.set()
        return tries

    thawed, tries = race(freeze, take_over)
    assert isinstance(thawed, OperationalError)
    assert tries[0] is False
    assert tries[-1] is True


def test_holder_who_is_only_slow_keeps_it() -> None:
    held, asked = threading.Event(), threading.Event()

    def hold() -> bool:
        with single("test") as mine:
            held.set()
            asked.wait(30)
        return mine

    def ask() -> list[bool]:
        held.wait(30)
        answers = []
        for _try in range(3):
            with single("test") as mine:
                answers.append(mine)
        asked.set()
        return answers

    assert race(hold, ask) == [True, [False] * 3]
