"""Who sees the floor, and what it says."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from contactcenter.contacts.models import Channel, Queue
from contactcenter.staff.models import BreakReason, PresenceState, User
from contactcenter.staff.operations.presence import change_presence
from contactcenter.supervision.queries.floor import Floor, read_floor
from contactcenter.supervision.queries.operators import Activity, OperatorNow, operators_now
from tests.cast import PASSWORD, a_contact, a_queue, accept, an_operator, arrive, ready, set_presence

pytestmark = pytest.mark.django_db


def tile(operator: User) -> OperatorNow:
    return next(found for found in operators_now() if found.id == operator.pk)


def floor_now() -> Floor:
    return read_floor(at=timezone.now())


def get(user: User, path: str) -> int:
    browser = Browser()
    assert browser.login(username=user.username, password=PASSWORD)
    return browser.get(path).status_code


@pytest.mark.parametrize("who", ["supervisor", "administrator"])
def test_who_steers_or_administers_sees_the_floor(who: str, queue: Queue, request: pytest.FixtureRequest) -> None:
    assert get(request.getfixturevalue(who), "/floor/") == 200


@pytest.mark.parametrize("who", ["operator", "expert", "integrator"])
def test_others_do_not(who: str, request: pytest.FixtureRequest) -> None:
    assert get(request.getfixturevalue(who), "/floor/") == 403


def test_stranger_is_asked_to_sign_in() -> None:
    assert Browser().get("/floor/").status_code == 302


def test_operator_who_never_came_is_off_shift(operator: User) -> None:
    assert tile(operator).activity == Activity.OFFLINE
    assert floor_now().on_shift == 0


def test_ready_operator_with_nothing_in_hand_is_ready(queue: Queue, operator: User) -> None:
    ready(operator)

    assert tile(operator).activity == Activity.READY


def test_operator_who_is_asked_shows_the_offer(queue: Queue, operator: User) -> None:
    ready(operator)
    arrive(queue)

    assert tile(operator).activity == Activity.OFFERED


def test_contacts_in_hand_are_counted(queue: Queue, operator: User) -> None:
    ready(operator)
    for _number in range(3):
        accept(arrive(queue))

    shown = tile(operator)
    assert (shown.activity, shown.contacts) == (Activity.TALK, 3)


def test_call_and_letter_are_told_apart(queue: Queue, operator: User, teammate: User) -> None:
    ready(operator)
    accept(arrive(queue, channel=Channel.PHONE))
    ready(teammate)
    accept(arrive(queue, channel=Channel.EMAIL))

    assert (str(tile(operator).label), str(tile(teammate).label)) != (str(tile(teammate).label),) * 2
    assert tile(operator).warn is not None
    assert tile(teammate).warn is None


def test_time_in_conversation_counts_from_the_accept_of_this_operator(
    queue: Queue, operator: User, teammate: User
) -> None:
    begun = timezone.now() - timedelta(seconds=9)
    ready(operator, at=begun - timedelta(seconds=5))
    contact = arrive(queue, at=begun - timedelta(seconds=3))
    accept(contact, at=begun)

    assert tile(operator).since == begun


def test_ended_conversation_is_wrapup_with_the_queues_limit(queue: Queue, operator: User) -> None:
    a_contact(state="wrapup", operator=operator, queue=queue)

    shown = tile(operator)
    assert (shown.activity, shown.warn) == (Activity.WRAPUP, queue.wrapup_seconds)


def test_break_shows_its_reason_and_its_planned_time(operator: User) -> None:
    lunch = BreakReason.objects.create(name="Обед", planned_minutes=30)
    change_presence(operator=operator, state=PresenceState.BREAK, reason=lunch, at=timezone.now(), actor=operator)

    shown = tile(operator)
    assert (shown.label, shown.warn, shown.crit, shown.group) == ("Обед", 60, 0, "away")
    assert shown.since
    assert shown.until == shown.since + timedelta(minutes=30)


def test_training_and_not_ready_are_away(operator: User, teammate: User) -> None:
    set_presence(operator, state=PresenceState.TRAINING)
    set_presence(teammate, state=PresenceState.NOT_READY)

    assert {tile(operator).group, tile(teammate).group} == {"away"}
    assert floor_now().groups()["away"] == 2


def test_contacts_are_seen_even_when_the_operator_calls_himself_away(queue: Queue, operator: User) -> None:
    a_contact(operator=operator, queue=queue)
    set_presence(operator, state=PresenceState.BREAK)

    shown = tile(operator)
    assert shown.activity == Activity.TALK
    assert shown.note == PresenceState.BREAK.label


def test_names_are_sorted_as_russian_readers_expect(db: None) -> None:
    for name in ("Яшина", "Ёлкин", "Жуков", "Еремин"):
        set_presence(an_operator(last_name=name, first_name="А"), state=PresenceState.READY)

    assert [found.name for found in operators_now()] == ["Ёлкин А.", "Еремин А.", "Жуков А.", "Яшина А."]


def test_waiting_and_offered_clients_both_wait(queue: Queue, operator: User) -> None:
    ready(operator)
    oldest = timezone.now() - timedelta(minutes=2)
    arrive(queue, at=oldest)  # offered
    arrive(queue)

    (card,) = floor_now().queues
    assert (card.waiting, card.oldest, card.on_line) == (2, oldest, 1)


def test_queue_without_traffic_has_no_figures_and_is_quiet(queue: Queue) -> None:
    (card,) = floor_now().queues

    assert (card.service_level, card.speed_of_answer, card.abandonment, card.level) == (None, None, None, "")


def test_long_wait_alone_makes_a_queue_red(queue: Queue) -> None:
    arrive(queue, at=timezone.now() - timedelta(seconds=3 * queue.target_seconds + 1))

    floor = floor_now()
    assert (floor.queues[0].level, floor.signals) == ("crit", 1)


def test_queue_out_of_use_is_not_shown(queue: Queue) -> None:
    a_queue("old", is_active=False)

    assert [card.id for card in floor_now().queues] == [queue.pk]


def test_page_tells_it_in_words(queue: Queue, operator: User, supervisor: User) -> None:
    ready(operator)
    arrive(queue)
    browser = Browser()
    browser.force_login(supervisor)

    page = browser.get("/floor/").content.decode()

    assert operator.short_name in page
    assert queue.name in page
    assert f'id="floor-operator-{operator.pk}"' in page
    assert "—" in page  # no figures yet


def test_refresh_answers_with_the_content_alone(queue: Queue, supervisor: User) -> None:
    browser = Browser()
    browser.force_login(supervisor)

    part = browser.get("/floor/", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith("<div")
    assert "<html" not in part
