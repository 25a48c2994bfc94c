"""Who has waited long enough is also served by those with less of a skill."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import NotAllowed
from contactcenter.routing.models import QueueMember, QueueRing, QueueSkill
from contactcenter.routing.operations.matching import _BEST_FOR_OPERATOR, DECLINE_REST
from contactcenter.routing.operations.offers import take_contact
from contactcenter.routing.operations.steering import move_waiting
from contactcenter.routing.operations.sweep import match_waiting
from contactcenter.staff.models import OperatorSkill, User
from tests.cast import a_queue, a_skill, an_operator, arrive, commits, open_offer, ready

pytestmark = pytest.mark.django_db


def seconds(number: int) -> timedelta:
    return timedelta(seconds=number)


def a_ring(queue: Queue, *, after: int, level: int = 0, skill: str = "inquiries") -> QueueRing:
    return QueueRing.objects.create(queue=queue, skill=a_skill(skill), after_seconds=after, level=level)


def rings(queue: Queue) -> dict[User, int]:
    return {member.operator: member.after_seconds for member in QueueMember.objects.filter(queue=queue)}


@pytest.fixture
def strict() -> Queue:
    """From level 5; from 3 after half a minute, from 1 after a minute."""
    queue = a_queue(level=5)
    a_ring(queue, after=30, level=3)
    a_ring(queue, after=60, level=1)
    return queue


def test_members_know_from_when_they_serve(strict: Queue, operator: User) -> None:
    master, beginner = an_operator("master", level=5), an_operator("beginner", level=1)
    assert rings(strict) == {master: 0, operator: 30, beginner: 60}


def test_last_of_the_skills_to_be_enough_decides(queue: Queue, operator: User) -> None:
    QueueSkill.objects.create(queue=queue, skill=a_skill("english"), level=2)
    assert rings(queue) == {}
    a_ring(queue, after=45, skill="english")
    assert rings(queue) == {operator: 45}


def test_who_has_none_of_the_skills_never_serves(queue: Queue, operator: User, outsider: User) -> None:
    a_ring(queue, after=10)
    assert rings(queue) == {operator: 0}


def test_ring_of_a_skill_that_is_not_wanted_lets_nobody_in(queue: Queue, operator: User) -> None:
    stranger = an_operator(skill="english")
    a_ring(queue, after=10, skill="english")
    assert stranger not in rings(queue)


def test_taking_a_ring_away_takes_its_members_away(strict: Queue, operator: User) -> None:
    QueueRing.objects.all().delete()
    assert rings(strict) == {}


def test_outer_ring_gets_nothing_before_its_time(strict: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(strict, at=at)
    assert contact.state == states.QUEUED
    with commits():
        assert match_waiting(as_of=at + seconds(29)) == 0
        assert match_waiting(as_of=at + seconds(30)) == 1
    assert open_offer(contact).operator == operator


def test_operator_of_an_outer_ring_who_comes_gets_only_who_has_waited(
    strict: Queue, operator: User, at: datetime
) -> None:
    late, early = arrive(strict, at=at - seconds(5)), arrive(strict, at=at - seconds(40))
    ready(operator, at=at)
    assert open_offer(early).operator == operator
    assert Contact.objects.get(pk=late.pk).state == states.QUEUED


def test_inner_ring_is_asked_before_a_better_operator_outside(queue: Queue, operator: User, at: datetime) -> None:
    QueueSkill.objects.create(queue=queue, skill=a_skill("english"), level=1)
    a_ring(queue, after=10, skill="english")
    OperatorSkill.objects.create(operator=operator, skill=a_skill("english"), level=1)
    outside = an_operator("outside", level=5)
    contact = arrive(queue, at=at - seconds(60))
    Contact.objects.filter(pk=contact.pk).update(state=states.CLOSED, ended_at=at)
    ready(outside, at=at - minutes(5))
    ready(operator, at=at - minutes(1))
    Contact.objects.filter(pk=contact.pk).update(state=states.QUEUED, ended_at=None)
    with commits():
        match_waiting(as_of=at)
    assert open_offer(contact).operator == operator


def test_skilled_operator_who_is_busy_leaves_it_to_the_ring(strict: Queue, operator: User, at: datetime) -> None:
    master = an_operator("master", level=5)
    ready(master, operator, at=at)
    first, second = arrive(strict, at=at), arrive(strict, at=at)
    assert open_offer(first).operator == master
    with commits():
        match_waiting(as_of=at + seconds(31))
    assert open_offer(second).operator == operator


def test_another_queue_begins_with_its_own_first_ring(
    strict: Queue, operator: User, supervisor: User, at: datetime
) -> None:
    contact = arrive(a_queue("elsewhere"), at=at - minutes(10))
    ready(operator, at=at)
    with commits():
        move_waiting(contact_id=contact.pk, queue=strict, actor=supervisor, at=at)
    contact.refresh_from_db()
    assert (contact.state, contact.in_queue_since, contact.arrived_at) == (states.QUEUED, at, at - minutes(10))


def test_nobody_takes_from_the_list_before_his_ring_is_open(strict: Queue, operator: User, at: datetime) -> None:
    blocker = arrive(a_queue("other", skill="inquiries"), at=at)
    ready(operator, at=at)
    assert open_offer(blocker).operator == operator  # so that nothing is offered by itself
    contact = arrive(strict, at=at)
    with pytest.raises(NotAllowed) as refusal:
        take_contact(contact_id=contact.pk, operator=operator, at=at + seconds(29))
    assert refusal.value.code == "ring_closed"
    taken = take_contact(contact_id=contact.pk, operator=operator, at=at + seconds(30))
    assert taken.operator == operator


def test_looking_for_who_has_waited_reads_an_index_however_many_wait(
    strict: Queue, operator: User, at: datetime
) -> None:
    model = arrive(strict, at=at)
    fields = {
        field.attname: getattr(model, field.attname) for field in Contact._meta.concrete_fields if not field.generated
    }
    fields = {name: value for name, value in fields.items() if name not in ("id", "thread")}
    Contact.objects.bulk_create(Contact(**fields, thread=f"many-{number}") for number in range(2_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")
        cursor.execute(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {_BEST_FOR_OPERATOR.sql}",
            {"operator": operator.pk, "at": at + seconds(29), "rested": at - DECLINE_REST},
        )
        assert rows_read(cursor.fetchone()[0][0]["Plan"]) < 100


def rows_read(plan: dict[str, object]) -> float:
    """Rows of all nodes, those that a filter threw away counted."""
    own = sum(float(str(plan.get(key, 0))) for key in ("Actual Rows", "Rows Removed by Filter"))
    below = plan.get("Plans", [])
    assert isinstance(below, list)
    return own * float(str(plan.get("Actual Loops", 1))) + sum(rows_read(node) for node in below)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
