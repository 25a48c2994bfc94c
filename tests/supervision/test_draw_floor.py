"""What the socket sends of the floor: what changed, and no more."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contactcenter.contacts.models import Queue
from contactcenter.push.fragments import render
from contactcenter.staff.models import PresenceState, User
from contactcenter.supervision import fragments
from contactcenter.supervision.queries.floor import read_floor
from tests.cast import a_queue, accept, an_operator, arrive, ready, set_presence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_sent() -> Iterator[None]:
    fragments.forget()
    yield
    fragments.forget()


def drawn(language: str = "ru") -> str:
    return render("floor", changes=[{"kind": "changed"}], language=language)


def ids(html: str) -> list[str]:
    return re.findall(r'id="(floor-[\w-]+)"', html)


def test_first_drawing_shows_everything_once(queue: Queue, operator: User, teammate: User) -> None:
    found = ids(drawn())

    assert len(found) == len(set(found))
    assert {f"floor-operator-{operator.pk}", f"floor-operator-{teammate.pk}", f"floor-queue-{queue.pk}"} <= set(found)
    assert {"floor-summary", "floor-charts", "floor-figures", "floor-signals", "floor-timeliness"} <= set(found)


def test_nothing_changed_sends_nothing(queue: Queue, operator: User) -> None:
    at = timezone.now()
    with_html = fragments.draw_changes(read_floor(at=at))

    assert with_html
    assert fragments.draw_changes(read_floor(at=at)) == ""


def test_change_of_one_operator_draws_his_tile_and_not_the_others(queue: Queue, operator: User, teammate: User) -> None:
    ready(operator, teammate)
    drawn()

    set_presence(operator, state=PresenceState.TRAINING)
    found = ids(drawn())

    assert f"floor-operator-{operator.pk}" in found
    assert f"floor-operator-{teammate.pk}" not in found
    assert {"floor-group-ready", "floor-group-away"} <= set(found)
    assert "floor-operators" not in found


def test_who_comes_on_shift_moves_no_other_tile(operator: User, teammate: User) -> None:
    ready(operator)
    drawn()

    ready(teammate)
    found = ids(drawn())

    assert f"floor-operator-{teammate.pk}" in found
    assert f"floor-operator-{operator.pk}" not in found
    assert "floor-on-shift" in found


def test_new_operator_draws_the_tiles_together_and_each_once(operator: User) -> None:
    drawn()

    newcomer = an_operator("newcomer")
    found = ids(drawn())

    assert "floor-operators" in found
    assert found.count(f"floor-operator-{newcomer.pk}") == found.count(f"floor-operator-{operator.pk}") == 1


def test_arrival_draws_its_queue_and_the_summary(queue: Queue) -> None:
    other = a_queue("sales")
    drawn()

    arrive(queue)
    found = ids(drawn())

    assert {f"floor-queue-{queue.pk}", "floor-summary"} <= set(found)
    assert f"floor-queue-{other.pk}" not in found


def test_each_language_is_remembered_by_itself(queue: Queue, operator: User) -> None:
    assert f"floor-operator-{operator.pk}" in ids(drawn("ru"))
    assert f"floor-operator-{operator.pk}" in ids(drawn("en"))


def test_drawing_costs_the_same_for_two_and_for_twenty(queue: Queue, operator: User) -> None:
    ready(operator)
    accept(arrive(queue))
    with CaptureQueriesContext(connection) as few:
        drawn()

    for number in range(20):
        helper = an_operator(f"helper-{number}")
        a_queue(f"queue-{number}", skill="inquiries")
        ready(helper)
        accept(arrive(queue))
        arrive(queue)
    fragments.forget()
    with CaptureQueriesContext(connection) as many:
        drawn()

    assert len(many) <= len(few) <= 15
