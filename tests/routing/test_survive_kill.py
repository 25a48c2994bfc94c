"""kill -9 of a process in the middle of an accept: the contact is accepted or offered, never lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, connections, transaction

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.routing.operations.offers import accept_offer, expire_offers
from contactcenter.routing.operations.sweep import match_waiting
from contactcenter.staff.models import User
from tests.cast import arrive, load_of, open_offer, ready
from tests.racing import race_processes, session_ends
from tests.routing.replay import check_floor

pytestmark = pytest.mark.django_db(transaction=True)


def die() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET application_name = 'about to die'")
    os.kill(os.getpid(), signal.SIGKILL)


def killed(work: Callable[[], object]) -> None:
    """Runs it in a process that dies of it."""
    assert isinstance(race_processes(lambda _meet: work())[0], EOFError)
    connections.close_all()
    assert session_ends("about to die")


def test_killed_before_the_commit_it_is_still_offered(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    offer = open_offer(contact)

    def accept_and_die() -> None:
        with transaction.atomic():
            accept_offer(offer_id=offer.pk, operator=operator, at=at)
            die()

    killed(accept_and_die)
    assert Contact.objects.get(pk=contact.pk).state == states.OFFERED
    assert accept_offer(offer_id=offer.pk, operator=operator, at=at).operator == operator
    check_floor()


def test_killed_after_the_commit_it_is_accepted_and_nobody_stays_apart(
    queue: Queue, operator: User, at: datetime
) -> None:
    ready(operator, at=at)
    contact, waiting = arrive(queue, at=at), arrive(queue, at=at)
    offer = open_offer(contact)

    def accept_and_die() -> None:
        with transaction.atomic():
            transaction.on_commit(die)  # before anything else that follows the commit
            accept_offer(offer_id=offer.pk, operator=operator, at=at)

    killed(accept_and_die)
    assert Contact.objects.get(pk=contact.pk).state == states.ACTIVE
    assert Contact.objects.get(pk=waiting.pk).state == states.QUEUED
    assert match_waiting(as_of=at) == 1
    check_floor()


def test_killed_while_an_offer_expires_it_expires_again(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    offer = open_offer(contact)

    def expire_and_die() -> None:
        with transaction.atomic():
            expire_offers(as_of=offer.expires_at)
            die()

    killed(expire_and_die)
    assert open_offer(contact) == offer
    assert expire_offers(as_of=offer.expires_at) == 1
    assert load_of(operator) == 0
    check_floor()
