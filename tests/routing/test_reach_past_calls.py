"""Behind many contacts that are too much for an operator stands one that is not, and it is found without a walk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from contactcenter.contacts.models import Channel, Contact, Queue
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.routing.models import Seat
from contactcenter.routing.operations import sweep as sweeping
from contactcenter.routing.operations.matching import _BEST_FOR_OPERATOR, _NEAR, DECLINE_REST, offer_to_operator
from contactcenter.staff.models import User
from tests.cast import a_queue, arrive, open_offer, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(queue: Queue, operator: User, at: datetime) -> list[Contact]:
    """More of them than are looked at one by one, and an operator who holds a chat already."""
    ready(operator, at=at)
    Seat.objects.filter(operator=operator).update(load=33)
    minutes = range(_NEAR + 5, 0, -1)
    return [arrive(queue, at=at - timedelta(minutes=number), channel=Channel.PHONE) for number in minutes]


def test_first_that_fits_is_found_behind_all_that_do_not(
    queue: Queue, operator: User, calls: list[Contact], at: datetime
) -> None:
    Seat.objects.update(ready=False)
    later, first = arrive(queue, at=at, channel=Channel.EMAIL), arrive(queue, at=at - timedelta(seconds=9))
    Seat.objects.update(ready=True)
    assert offer_to_operator(operator_id=operator.pk, at=at) == first.pk
    abandon_contact(contact_id=first.pk, at=at, why="left")
    assert offer_to_operator(operator_id=operator.pk, at=at) == later.pk


def test_arrival_behind_them_is_offered_at_once(queue: Queue, operator: User, calls: list[Contact]) -> None:
    assert open_offer(arrive(queue)).operator == operator


def test_arrival_waits_its_turn_behind_what_fits_in_another_queue(
    queue: Queue, operator: User, calls: list[Contact], at: datetime
) -> None:
    other = a_queue("other", skill="inquiries")
    Seat.objects.update(ready=False)
    first = arrive(queue, at=at - timedelta(seconds=9))
    Seat.objects.update(ready=True)
    arrive(other, at=at)
    assert open_offer(first).operator == operator


def test_sweep_meets_it_and_leaves_the_calls(queue: Queue, operator: User, calls: list[Contact], at: datetime) -> None:
    Seat.objects.update(ready=False)
    chat = arrive(queue, at=at)
    Seat.objects.update(ready=True)
    assert sweeping._meetable(as_of=at, limit=200) == [chat.pk]
    assert sweeping.match_waiting(as_of=at) == 1
    assert sweeping.match_waiting(as_of=at) == 0


def test_looking_reads_a_few_entries_however_many_wait(
    queue: Queue, operator: User, calls: list[Contact], at: datetime
) -> None:
    model = calls[0]
    fields = {
        field.attname: getattr(model, field.attname)
        for field in Contact._meta.concrete_fields
        if not field.generated and field.attname not in ("id", "thread")
    }
    Contact.objects.bulk_create(Contact(**fields) for _number in range(3_000))
    given: dict[str, Any] = {"operator": operator.pk, "at": at, "rested": at - DECLINE_REST}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact, routing_queuemember, routing_seat")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {_BEST_FOR_OPERATOR.sql}", given)
        ((plan,),) = cursor.fetchone()
    assert _rows_read(plan["Plan"]) < 200


def _rows_read(node: dict[str, object]) -> float:
    """Over all nodes: what each gave and what it threw away."""
    own = sum(float(str(node.get(name, 0))) for name in ("Actual Rows", "Rows Removed by Filter"))
    plans = node.get("Plans", [])
    assert isinstance(plans, list)
    return own * float(str(node["Actual Loops"])) + sum(_rows_read(plan) for plan in plans)
