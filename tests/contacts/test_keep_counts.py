"""What the database counts by itself is what counting gives, folded or not."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from contactcenter.contacts import states
from contactcenter.contacts.counts import Waiting, flows_by_queue, flows_by_slot, waiting_now
from contactcenter.contacts.models import Contact, Queue, QueueDelta, QueueMinute, QueueTally
from contactcenter.contacts.operations.counting import KEPT, compare_counts, correct_counts, fold_counts
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.contacts.tasks import check_counts_of_queues, fold_counts_of_queues
from contactcenter.staff.models import User
from tests.cast import a_queue, accept, arrive, ready
from tests.racing import race

MINUTE = timedelta(minutes=1)


def sums(queue: Queue, *, at: datetime) -> dict[str, int]:
    found = flows_by_queue(start=at - timedelta(minutes=30), queue_ids=[queue.pk])
    return {name: number for flow in found for name, number in flow.sums.items() if number}


@pytest.mark.django_db
def test_counts_are_the_same_before_and_after_a_fold(queue: Queue, operator: User, at: datetime) -> None:
    other = a_queue("other")
    ready(operator, at=at)
    accept(arrive(queue, at=at), at=at + timedelta(seconds=7))
    arrive(queue, at=at)
    early = arrive(other, at=at - MINUTE)
    before = waiting_now(), sums(queue, at=at), sums(other, at=at)
    assert before[0] == {
        queue.pk: Waiting(offered=1, oldest_offered=at),
        other.pk: Waiting(queued=1, oldest_queued=early.arrived_at),
    }
    assert before[1]["arrived"] == 2
    assert before[1]["wait_us"] == 7_000_000
    assert fold_counts(as_of=at) > 0
    assert QueueDelta.objects.count() == 0
    assert (waiting_now(), sums(queue, at=at), sums(other, at=at)) == before
    assert fold_counts(as_of=at) == 0
    assert compare_counts(as_of=at) == []


@pytest.mark.django_db
def test_whatever_writes_a_contact_is_counted(queue: Queue, at: datetime) -> None:
    contact, other = arrive(queue, at=at), a_queue("other")
    Contact.objects.filter(pk=contact.pk).update(queue=other)
    assert set(waiting_now()) == {other.pk}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE contacts_contact SET state = 'abandoned', ended_at = arrived_at + interval '3 s'")
    assert waiting_now() == {}
    assert sums(other, at=at) == {"arrived": 1, "abandoned": 1, "abandoned_in_target": 1, "abandoned_short": 1}
    assert compare_counts(as_of=at) == []


@pytest.mark.django_db
def test_what_changes_no_figure_appends_nothing(queue: Queue, at: datetime) -> None:
    contact = arrive(queue, at=at)
    fold_counts(as_of=at)
    Contact.objects.filter(pk=contact.pk).update(unread=5, last_text="Ещё", priority=3)
    assert QueueDelta.objects.count() == 0


@pytest.mark.django_db
def test_half_hours_are_of_all_queues_and_queues_of_all_half_hours(queue: Queue, at: datetime) -> None:
    start = at.replace(minute=0, second=0, microsecond=0)
    other = a_queue("other")
    for where, minute in ((queue, 1), (queue, 31), (other, 29)):
        arrive(where, at=start + minute * MINUTE)
    flows = flows_by_slot(start=start, slot=timedelta(minutes=30))
    assert {flow.start: flow.sums["arrived"] for flow in flows if flow.start} == {start: 2, start + 30 * MINUTE: 1}
    assert {flow.queue_id: flow.sums["arrived"] for flow in flows if flow.queue_id} == {queue.pk: 2, other.pk: 1}


@pytest.mark.django_db
def test_what_was_spoilt_is_found_and_put_right(queue: Queue, at: datetime) -> None:
    arrive(queue, at=at)
    fold_counts(as_of=at)
    QueueTally.objects.update(queued=7)
    QueueMinute.objects.update(arrived=0)
    assert [one.missing for one in compare_counts(as_of=at)] == [{"queued": -6}, {"arrived": 1}]
    with pytest.raises(CommandError, match="2 counts differ"):
        call_command("check_counts", stdout=StringIO())
    told = StringIO()
    call_command("check_counts", "--repair", stdout=told)
    assert "2 counts were put right." in told.getvalue()
    assert waiting_now()[queue.pk].queued == 1
    assert correct_counts(as_of=at) == compare_counts(as_of=at) == []


@pytest.mark.django_db
def test_who_was_in_time_is_judged_by_what_the_queue_says_now(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    accept(arrive(queue, at=at), at=at + timedelta(seconds=10))
    assert sums(queue, at=at)["answered_in_target"] == 1
    queue.target_seconds = 9
    queue.save()
    assert "answered_in_target" not in sums(queue, at=at)
    assert compare_counts(as_of=at) == []


@pytest.mark.django_db
def test_minutes_are_forgotten_and_who_still_waits_is_not(queue: Queue, at: datetime) -> None:
    arrive(queue, at=at)
    fold_counts(as_of=at)
    later = at + KEPT + 2 * MINUTE
    fold_counts(as_of=later)
    assert not QueueMinute.objects.exists()
    assert waiting_now()[queue.pk].queued == 1
    abandon_contact(contact_id=Contact.objects.get().pk, at=later, why="left")
    fold_counts(as_of=later)
    assert waiting_now() == {}
    assert compare_counts(as_of=later) == []


@pytest.mark.django_db(transaction=True)
def test_folds_corrections_and_arrivals_at_once_lose_nothing(queue: Queue, at: datetime) -> None:
    def come() -> None:
        for number in range(10):
            contact = arrive(queue, at=at)
            if number % 2:
                abandon_contact(contact_id=contact.pk, at=at, why="left")

    def tend() -> None:
        for _turn in range(15):
            assert fold_counts(as_of=at) >= 0
            assert correct_counts(as_of=at) == []

    assert race(*[come] * 4, *[tend] * 3) == [None] * 7
    assert waiting_now()[queue.pk].queued == Contact.objects.filter(state=states.QUEUED).count() == 20
    assert compare_counts(as_of=at) == []


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_counted(queue: Queue, at: datetime) -> None:
    with transaction.atomic():
        arrive(queue, at=at)
        assert waiting_now()[queue.pk].queued == 1
        transaction.set_rollback(True)
    assert waiting_now() == {}


@pytest.mark.django_db(transaction=True)
def test_tasks_fold_and_say_what_was_wrong(queue: Queue, at: datetime, caplog: pytest.LogCaptureFixture) -> None:
    arrive(queue, at=at)
    fold_counts_of_queues()
    assert QueueTally.objects.get().queued == 1
    check_counts_of_queues()
    assert not caplog.records
    QueueTally.objects.update(queued=0)
    check_counts_of_queues()
    assert [record.message for record in caplog.records] == ["counts.wrong"]
    assert waiting_now()[queue.pk].queued == 1


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_correct_once(queue: Queue, at: datetime) -> None:
    arrive(queue, at=at)
    fold_counts(as_of=at)
    QueueTally.objects.update(queued=9)
    found = race(*[partial(correct_counts, as_of=at)] * 6)
    assert sorted(len(wrong) for wrong in found) == [0] * 5 + [1]
    assert compare_counts(as_of=at) == []
