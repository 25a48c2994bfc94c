"""A promise is kept once, whoever comes to it at the same moment and whoever dies while keeping it."""

import os
import signal
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback
from contactcenter.callbacks.operations.agreeing import cancel_callback
from contactcenter.callbacks.operations.calling import call_due, call_now
from contactcenter.contacts import states as contact_states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import DomainError
from contactcenter.staff.models import User
from tests.callbacks.builders import NOON, agree
from tests.cast import ready
from tests.racing import deadlocks, race, race_processes

pytestmark = pytest.mark.django_db(transaction=True)
DUE = NOON + timedelta(hours=1)
NUMBERS = [f"+7900123{number:04d}" for number in range(20)]


def in_order() -> None:
    """Every live attempt has its one call."""
    for callback in Callback.objects.all():
        calls = Contact.objects.filter(client=callback.client, direction="out")
        assert calls.count() == callback.attempts
        if callback.state == states.CALLING:
            assert callback.contact in calls


def test_two_sweeps_at_once_call_everybody_once(queue: Queue) -> None:
    before = deadlocks()
    for number in NUMBERS:
        agree(queue, DUE, phone=number)

    done = race(*[partial(call_due, as_of=DUE)] * 4)

    assert sum(done) == len(NUMBERS)
    assert Contact.objects.count() == len(NUMBERS)
    in_order()
    assert deadlocks() == before


def test_cancelled_and_due_at_once_it_is_one_or_the_other(queue: Queue) -> None:
    callbacks = [agree(queue, DUE, phone=number) for number in NUMBERS]

    def cancel_all() -> None:
        for callback in callbacks:
            for _try in range(3):
                try:
                    cancel_callback(callback_id=callback.pk, at=DUE)
                    break
                except DomainError:
                    continue

    race(cancel_all, partial(call_due, as_of=DUE))

    assert set(Callback.objects.values_list("state", flat=True)) == {states.CANCELLED}
    assert not Contact.objects.exclude(state=contact_states.ABANDONED).exists()
    in_order()


def test_two_promises_for_one_number_at_once_are_one(queue: Queue) -> None:
    race(*[partial(agree, queue, DUE)] * 6)

    assert Callback.objects.count() == 1


def test_operator_who_calls_while_the_sweep_does_gets_it_or_is_told(queue: Queue, operator: User) -> None:
    callback = agree(queue, DUE)
    ready(operator, at=NOON)

    race(partial(call_now, callback_id=callback.pk, operator=operator, at=DUE), partial(call_due, as_of=DUE))

    in_order()
    assert Contact.objects.count() == 1


def _die_in_the_middle(_meet: Any) -> None:
    """A worker that is killed after the call was written and before the commit."""

    def kill(_execute: Any, sql: str, *_rest: Any) -> Any:
        if sql.startswith('INSERT INTO "callbacks_callbackevent"'):
            os.kill(os.getpid(), signal.SIGKILL)
        return _execute(sql, *_rest)

    with connection.execute_wrapper(kill):
        call_due(as_of=DUE)


def test_worker_that_is_killed_leaves_the_promise_for_the_next_sweep(queue: Queue) -> None:
    callback = agree(queue, DUE)

    [death] = race_processes(_die_in_the_middle)

    assert isinstance(death, EOFError)
    assert Contact.objects.count() == 0
    assert call_due(as_of=DUE) == 1
    callback.refresh_from_db()
    assert (callback.state, callback.attempts) == (states.CALLING, 1)
    in_order()
