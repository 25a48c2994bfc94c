"""What the database is asked for the figures."""

import pytest

from contactcenter.contacts.models import Contact
from contactcenter.contacts.models.contacts import ContactDirection
from contactcenter.staff.models import User
from contactcenter.supervision.metrics import Counts, abandonment, average_handling_time, service_level
from contactcenter.supervision.queries.service import counts_by_queue, counts_by_slot
from tests.supervision.day import after, gone, lost, on_line, patient_queue, served

pytestmark = pytest.mark.django_db


def test_nothing_came_counts_nothing() -> None:
    assert counts_by_slot(start=after(0), end=after(60)) == []


def test_each_fate_of_a_contact_is_counted(operator: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    served(queue, operator, at=after(1), wait=20, talk=100, wrap=40)  # exactly within T
    served(queue, operator, at=after(5), wait=30, talk=60)  # too late, still in wrap-up
    gone(operator, at=after(9))
    lost(queue, at=after(10), wait=3)
    lost(queue, at=after(11), wait=10)
    lost(queue, at=after(12), wait=21)

    assert counts_by_queue(start=after(0), end=after(30)) == {
        queue.pk: Counts(
            arrived=5,
            answered=2,
            answered_in_target=1,
            abandoned=3,
            abandoned_in_target=2,
            abandoned_short=1,
            handled=1,
            wait_seconds=50,
            talk_seconds=100,
            wrap_seconds=40,
        )
    }


def test_figures_follow_from_the_counts(operator: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    served(queue, operator, at=after(1), wait=20, talk=100, wrap=40)
    gone(operator, at=after(9))
    lost(queue, at=after(10), wait=21)

    (counts,) = counts_by_queue(start=after(0), end=after(30)).values()

    assert service_level(counts) == 0.5
    assert abandonment(counts) == 0.5
    assert average_handling_time(counts) == 140


def test_half_hour_is_that_of_the_arrival(operator: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    served(queue, operator, at=after(29, 59), wait=5)
    served(queue, operator, at=after(30), wait=5)

    rows = counts_by_slot(start=after(0), end=after(60))

    assert sorted((row.start, row.counts.arrived) for row in rows) == [(after(0), 1), (after(30), 1)]


def test_bounds_are_taken_from_the_first_and_up_to_the_last_moment(operator: User) -> None:
    queue = patient_queue()
    for moment in (after(0), after(30)):
        lost(queue, at=moment, wait=1)

    assert counts_by_queue(start=after(0), end=after(30))[queue.pk].arrived == 1


def test_each_queue_is_judged_by_its_own_seconds(operator: User) -> None:
    strict, patient = patient_queue("strict", target_seconds=20), patient_queue("patient", target_seconds=60)
    on_line(operator, at=after(0))
    served(strict, operator, at=after(1), wait=30)
    served(patient, operator, at=after(1), wait=30)

    counts = counts_by_queue(start=after(0), end=after(30))

    assert counts[strict.pk].answered_in_target == 0
    assert counts[patient.pk].answered_in_target == 1


def test_who_still_waits_is_neither_answered_nor_lost(operator: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    contact = served(queue, operator, at=after(1), wait=5)
    gone(operator, at=after(2))  # it is back in the queue

    counts = counts_by_queue(start=after(0), end=after(30))[queue.pk]

    assert Contact.objects.get(pk=contact.pk).operator is None
    assert (counts.arrived, counts.answered, counts.abandoned) == (1, 1, 0)


def test_outbound_contacts_are_not_service(operator: User) -> None:
    queue = patient_queue()
    contact = lost(queue, at=after(1), wait=1)
    Contact.objects.filter(pk=contact.pk).update(direction=ContactDirection.OUTBOUND)

    assert counts_by_queue(start=after(0), end=after(30)) == {}
