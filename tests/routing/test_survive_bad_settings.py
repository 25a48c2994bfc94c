"""Settings and clocks that are wrong: each with a defined outcome."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contactcenter.contacts import states
from contactcenter.contacts.models import ContactEvent, Queue
from contactcenter.deadlines.models import Calendar
from contactcenter.routing.models import QueueHours, QueueMember, QueueSkill
from contactcenter.routing.operations.matching import offer_to_operator
from contactcenter.routing.operations.sweep import sweep
from contactcenter.routing.queries import may_wait
from contactcenter.staff.models import User
from tests.cast import a_queue, a_skill, arrive, commits, open_offer, ready, set_presence

pytestmark = pytest.mark.django_db


def test_queue_without_members_keeps_its_clients_until_somebody_serves_it(operator: User, at: datetime) -> None:
    nobodys = a_queue("nobodys", skill="")
    ready(operator, at=at)
    contact = arrive(nobodys, at=at)
    with commits():
        sweep(as_of=at)
    assert contact.state == states.QUEUED
    QueueSkill.objects.create(queue=nobodys, skill=a_skill("inquiries"))
    with commits():
        sweep(as_of=at)
    assert open_offer(contact).operator == operator


def test_queues_that_send_on_in_a_circle_are_refused_with_its_names() -> None:
    first = a_queue("first")
    second = a_queue("second", when_long=first)
    first.when_full = second
    with pytest.raises(ValidationError, match="Очередь first → Очередь second → Очередь first"):
        first.full_clean()


def test_circle_that_came_about_all_the_same_moves_nobody_twice(at: datetime) -> None:
    first = a_queue("first", longest_wait=60)
    second = a_queue("second", longest_wait=60, when_long=first)
    Queue.objects.filter(pk=first.pk).update(when_long=second)
    contact = arrive(first, at=at)
    for minute in range(1, 6):
        with commits():
            sweep(as_of=at + timedelta(minutes=minute))
    contact.refresh_from_db()
    assert contact.queue == second
    assert contact.state == states.QUEUED
    moves = ContactEvent.objects.filter(contact=contact).values_list("verb", flat=True)
    assert sorted(moves) == ["arrive", "as_message", "overflow"]


def test_calendar_without_hours_keeps_a_queue_open(queue: Queue, at: datetime) -> None:
    empty = Calendar.objects.create(name="Пустой")
    QueueHours.objects.create(queue=queue, calendar=empty)
    assert may_wait(queue=queue, as_of=at).may_wait


def test_presence_counts_by_the_servers_clock(queue: Queue, operator: User, at: datetime) -> None:
    """Two machines may disagree: what comes late is not before what was there, and nobody is offered to in the past."""
    ready(operator, at=at)
    contact = arrive(queue, at=at - timedelta(minutes=5))
    offer = open_offer(contact)
    assert offer.expires_at > offer.made_at
    set_presence(operator, state="break", at=at - timedelta(hours=1))
    interval = operator.presence_intervals.latest("pk")
    assert interval.ended_at >= interval.started_at


def test_operator_in_two_hundred_queues_costs_as_many_statements_as_in_one(operator: User, at: datetime) -> None:
    skill = a_skill("inquiries")
    queues = Queue.objects.bulk_create(
        [Queue(name=f"Очередь {number}", slug=f"queue-{number}", function="inquiries") for number in range(200)]
    )
    QueueSkill.objects.bulk_create([QueueSkill(queue=queue, skill=skill) for queue in queues])
    QueueMember.objects.bulk_create([QueueMember(queue=queue, operator=operator, level=3) for queue in queues])
    contacts = [arrive(queue, at=at + timedelta(seconds=place)) for place, queue in enumerate((queues[150], queues[3]))]
    with commits():
        ready(operator, at=at + timedelta(minutes=1))
    assert open_offer(contacts[0]).operator == operator
    with CaptureQueriesContext(
        connection,
    ) as looked:
        assert offer_to_operator(operator_id=operator.pk, at=at + timedelta(minutes=1)) is None
    assert len(looked) == 1
