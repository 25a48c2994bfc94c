"""Many register at once, and some die: numbers without a gap, one chain without branches."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, connections, transaction

from complaints.models import Complaint, RegisterLink
from complaints.operations.registering import NewComplaint, register_complaint
from complaints.operations.verifying import verify
from contactcenter.clients.models import Client
from tests.cast import a_client
from tests.complaints.builders import a_complaint
from tests.racing import deadlocks, race_processes, session_ends

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES, REGISTRATIONS = 8, 100


def register(client: Client, at: datetime) -> None:
    register_complaint(new=NewComplaint(kind="claim", text="Верните деньги", client=client), at=at, actor=None)


def tails() -> list[int]:
    return sorted(int(number.rsplit("-", 1)[1]) for number in Complaint.objects.values_list("number", flat=True))


def test_hundred_registrations_from_eight_processes(at: datetime) -> None:
    clients = [a_client() for _process in range(PROCESSES)]
    before = deadlocks()

    def worker(number: int) -> Callable[[Callable[[], object]], int]:
        mine = range(number, REGISTRATIONS, PROCESSES)

        def work(meet: Callable[[], object]) -> int:
            meet()
            for _registration in mine:
                register(clients[number], at)
            return len(mine)

        return work

    done = race_processes(*(worker(number) for number in range(PROCESSES)))
    assert sum(done) == REGISTRATIONS
    assert tails() == list(range(1, REGISTRATIONS + 1))
    assert list(RegisterLink.objects.values_list("seq", flat=True)) == list(range(1, REGISTRATIONS + 1))
    proof = verify()
    assert (proof.broken, proof.entries) == ("", REGISTRATIONS)
    assert deadlocks() == before


def test_process_killed_between_number_and_commit_leaves_neither_gap_nor_branch(at: datetime) -> None:
    client = a_client()
    register(client, at)

    def die(_meet: Callable[[], object]) -> None:
        with transaction.atomic():
            register(client, at)
            with connection.cursor() as cursor:
                cursor.execute("SET application_name = 'register: between number and commit'")
            os.kill(os.getpid(), signal.SIGKILL)

    assert isinstance(race_processes(die)[0], Exception)
    connections.close_all()
    assert session_ends("register: between number and commit")
    register(client, at)
    assert tails() == [1, 2]
    assert not verify().broken


def test_process_killed_with_the_head_of_the_chain_in_hand(at: datetime) -> None:
    """The deferred trigger has run, the commit has not: the next one gets the head as it was."""
    client = a_client()
    register(client, at)

    def die(_meet: Callable[[], object]) -> None:
        with transaction.atomic():
            register(client, at)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET application_name = 'register: head in hand'")
            os.kill(os.getpid(), signal.SIGKILL)

    assert isinstance(race_processes(die)[0], Exception)
    connections.close_all()
    assert session_ends("register: head in hand")
    a_complaint(client=client, at=at)
    assert list(RegisterLink.objects.values_list("seq", flat=True)) == [1, 2]
    assert not verify().broken
