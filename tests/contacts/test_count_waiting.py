"""Who waits, and where he stands in the line."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from contactcenter.contacts.counts import waiting_by_queue
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.queries import place_in_queue
from contactcenter.staff.models import User
from tests.cast import a_contact, a_queue, accept, arrive, ready

pytestmark = pytest.mark.django_db


def figures() -> dict[str, tuple[int, datetime | None]]:
    return {queue.slug: (queue.waiting, queue.oldest) for queue in waiting_by_queue(Queue.objects.all())}  # type: ignore[attr-defined]  # annotated


def test_offered_still_waits_and_held_does_not(queue: Queue, operator: User, at: datetime) -> None:
    a_queue("empty")
    early = at - timedelta(minutes=5)
    ready(operator, at=early)
    contacts = [arrive(queue, at=early + timedelta(minutes=number)) for number in range(3)]
    assert figures() == {"inquiries": (3, early), "empty": (0, None)}
    accept(contacts[0], at=early)
    assert figures()["inquiries"] == (2, early + timedelta(minutes=1))


def test_history_is_not_read(queue: Queue, operator: User, at: datetime) -> None:
    model = a_contact(operator=operator, queue=queue, state="closed")
    fields = {
        field.attname: getattr(model, field.attname)
        for field in Contact._meta.concrete_fields
        if not field.generated and field.attname not in ("id", "thread")
    }
    Contact.objects.bulk_create(Contact(**fields) for _number in range(3_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")
    plan = waiting_by_queue(Queue.objects.filter(pk=queue.pk)).explain(analyze=True)
    assert "Seq Scan on contacts_contact" not in plan
    assert "contact_of_queue" not in plan


def test_place_follows_the_order_of_service(queue: Queue, at: datetime) -> None:
    late, early = arrive(queue, at=at), arrive(queue, at=at - timedelta(minutes=1))
    urgent = arrive(queue, at=at + timedelta(minutes=1), priority=5)
    arrive(a_queue("other"), at=at - timedelta(minutes=9))
    assert [place_in_queue(Contact.objects.get(pk=one.pk)) for one in (urgent, early, late)] == [1, 2, 3]


def test_offered_is_next_and_held_has_no_place(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    assert place_in_queue(contact) == 1
    assert place_in_queue(accept(contact, at=at)) == 0
