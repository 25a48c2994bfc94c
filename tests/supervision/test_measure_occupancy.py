"""Time on contacts against time free for them."""

import pytest

from contactcenter.staff.models import PresenceState, User
from contactcenter.staff.operations.presence import change_presence
from contactcenter.supervision.queries.occupancy import load_of, loads_by_slot
from tests.cast import commits
from tests.supervision.day import after, gone, on_line, patient_queue, served

pytestmark = pytest.mark.django_db

MINUTE = 60.0


def test_nobody_on_line_is_no_figure(operator: User) -> None:
    assert load_of(start=after(0), end=after(30)).occupancy is None


def test_contacts_at_the_same_time_fill_the_same_minutes(operator: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    served(queue, operator, at=after(5), wait=0, talk=10 * MINUTE, wrap=0)
    served(queue, operator, at=after(10), wait=0, talk=10 * MINUTE, wrap=0)
    gone(operator, at=after(30))

    load = load_of(start=after(0), end=after(30))

    assert (load.handling_seconds, load.available_seconds) == (15 * MINUTE, 15 * MINUTE)
    assert load.occupancy == 0.5


def test_wrapup_is_work_until_it_is_closed(operator: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    served(queue, operator, at=after(0), wait=0, talk=5 * MINUTE, wrap=5 * MINUTE)
    gone(operator, at=after(20))

    assert load_of(start=after(0), end=after(20)).handling_seconds == 10 * MINUTE


def test_what_lasts_still_counts_up_to_the_end(operator: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    served(queue, operator, at=after(10), wait=0)

    load = load_of(start=after(0), end=after(20))

    assert (load.handling_seconds, load.available_seconds) == (10 * MINUTE, 10 * MINUTE)


def test_break_is_neither_work_nor_readiness(operator: User) -> None:
    on_line(operator, at=after(0))
    with commits():
        change_presence(operator=operator, state=PresenceState.BREAK, at=after(10), actor=operator)

    load = load_of(start=after(0), end=after(30))

    assert (load.handling_seconds, load.available_seconds) == (0, 10 * MINUTE)


def test_time_falls_into_the_half_hour_in_which_it_was_spent(operator: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    served(queue, operator, at=after(20), wait=0, talk=20 * MINUTE, wrap=0)
    gone(operator, at=after(45))

    first, second = loads_by_slot(start=after(0), end=after(60))

    assert (first.start, first.handling_seconds, first.available_seconds) == (after(0), 10 * MINUTE, 20 * MINUTE)
    assert (second.start, second.handling_seconds, second.available_seconds) == (after(30), 10 * MINUTE, 5 * MINUTE)


def test_contact_that_went_to_a_colleague_is_the_work_of_each_in_turn(operator: User, teammate: User) -> None:
    queue = patient_queue()
    on_line(operator, at=after(0))
    served(queue, operator, at=after(0), wait=0)
    on_line(teammate, at=after(10))
    gone(operator, at=after(10))  # it goes back and is offered to the teammate

    load = load_of(start=after(0), end=after(20))

    assert (load.handling_seconds, load.available_seconds) == (10 * MINUTE, 10 * MINUTE)
