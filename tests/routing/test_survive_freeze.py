"""A process that is stopped in the middle of a transaction keeps nobody waiting for long."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections, transaction

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.lib.locks import impatient
from contactcenter.routing.models import Offer, OfferOutcome
from contactcenter.routing.operations.offers import accept_offer
from contactcenter.routing.operations.sweep import sweep
from contactcenter.staff.models import User
from contactcenter.staff.operations.presence import record_signs_of_life
from tests.cast import arrive, open_offer, ready
from tests.routing.replay import check_floor

pytestmark = pytest.mark.django_db(transaction=True)

ENDED, UNHARMED = 3, 0


def hold(contact_id: int, patience: str) -> None:
    """Locks a contact and freezes; when it is woken it tries to go on."""
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = %s", [patience])
    try:
        with transaction.atomic():
            lock_contact(contact_id)
            os.kill(os.getpid(), signal.SIGSTOP)
            Contact.objects.filter(pk=contact_id).update(unread=99)
    except OperationalError:
        os._exit(ENDED)
    os._exit(UNHARMED)


@contextmanager
def frozen(contact: Contact, *, patience: str) -> Iterator[list[int]]:
    """A process that stands still until the block ends; how it ended is in the list then."""
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=hold, args=(contact.pk, patience))
    child.start()
    assert child.pid
    _pid, status = os.waitpid(child.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    ends: list[int] = []
    try:
        yield ends
    finally:
        os.kill(child.pid, signal.SIGCONT)
        child.join(20)
        ends.append(child.exitcode if child.exitcode is not None else -1)
        child.kill()


def test_settings_reach_every_session() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout')")
        assert cursor.fetchone() == ("1min", "1min")
    assert "idle_in_transaction_session_timeout=60s" in settings.DATABASES["default"]["OPTIONS"]["options"]


def test_frozen_process_loses_its_locks_and_what_it_began(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    with frozen(contact, patience="1s") as ends:
        # Waits for the row, and gets it when the database has ended the other's session.
        accepted = accept_offer(offer_id=open_offer(contact).pk, operator=operator, at=at)
    assert ends == [ENDED]
    assert (accepted.state, Contact.objects.get(pk=contact.pk).unread) == (states.ACTIVE, 1)
    check_floor()


def test_sweep_passes_by_what_is_locked_and_serves_the_rest(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    ready(operator, teammate, at=at)
    held, free = arrive(queue, at=at), arrive(queue, at=at)
    later = open_offer(held).expires_at + timedelta(seconds=1)
    record_signs_of_life(operator_ids=[operator.pk, teammate.pk], at=later)
    with frozen(held, patience="60s") as ends:
        with impatient(0.2):
            assert sweep(as_of=later)["expired"] == 1
        assert Offer.objects.open().get().contact == held
    assert ends == [UNHARMED]
    assert sweep(as_of=later)["expired"] == 1
    assert set(Offer.objects.filter(contact__in=(held, free)).values_list("outcome", flat=True)) == {
        OfferOutcome.EXPIRED
    }
    check_floor()


def test_patience_of_a_sweep_ends_with_it() -> None:
    with impatient(0.2), connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("200ms",)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("1min",)
