"""Queues and capacities in the administration."""

import pytest
from django.test import Client as Browser

from contactcenter.contacts.models import ChannelWeight, Queue
from contactcenter.routing.models import QueueMember, QueueSkill, Seat
from contactcenter.staff.models import User
from tests.cast import a_contact, a_skill, arrive, commits, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(supervisor: User) -> Browser:
    browser = Browser()
    browser.force_login(supervisor)
    return browser


def queue_fields(**changes: object) -> dict[str, object]:
    return {
        "name": "Очередь",
        "slug": "inquiries",
        "function": "inquiries",
        "priority": 0,
        "is_active": "on",
        "target_percent": 80,
        "target_seconds": 60,
        "offer_seconds": 15,
        "offer_mode": "push",
        "wrapup_mode": "until_done",
        "wrapup_seconds": 120,
        "missed_offers": 1,
        "short_abandon_seconds": 5,
        "most_waiting": 0,
        "longest_wait": 0,
        "hours-TOTAL_FORMS": 0,
        "hours-INITIAL_FORMS": 0,
        "preferred_days": 0,
        "preferred_seconds": 0,
        "required_skills-TOTAL_FORMS": 0,
        "required_skills-INITIAL_FORMS": 0,
        "rings-TOTAL_FORMS": 0,
        "rings-INITIAL_FORMS": 0,
        **changes,
    }


def seat_fields(capacity: int, **changes: object) -> dict[str, object]:
    return {"capacity": capacity, "limits-TOTAL_FORMS": 0, "limits-INITIAL_FORMS": 0, **changes}


def test_queue_is_made_with_its_skills_and_is_served_at_once(browser: Browser, operator: User) -> None:
    answer = browser.post(
        "/admin/contacts/queue/add/",
        queue_fields(
            **{
                "required_skills-TOTAL_FORMS": 1,
                "required_skills-0-skill": a_skill("inquiries").pk,
                "required_skills-0-level": 2,
            }
        ),
    )

    assert answer.status_code == 302, answer.context["adminform"].errors
    assert QueueMember.objects.filter(queue__slug="inquiries", operator=operator).exists()


def test_higher_level_leaves_out_who_does_not_reach_it(browser: Browser, queue: Queue, operator: User) -> None:
    wanted = QueueSkill.objects.get(queue=queue)

    answer = browser.post(
        f"/admin/contacts/queue/{queue.pk}/change/",
        queue_fields(
            name=queue.name,
            **{
                "required_skills-TOTAL_FORMS": 1,
                "required_skills-INITIAL_FORMS": 1,
                "required_skills-0-id": wanted.pk,
                "required_skills-0-queue": queue.pk,
                "required_skills-0-skill": wanted.skill_id,
                "required_skills-0-level": 5,
            },
        ),
    )

    assert answer.status_code == 302
    assert not QueueMember.objects.filter(queue=queue).exists()


def test_function_is_chosen_among_those_that_are_installed(browser: Browser) -> None:
    answer = browser.post("/admin/contacts/queue/add/", queue_fields(function="astrology"))

    assert answer.status_code == 200
    assert "function" in answer.context["adminform"].errors


def test_target_out_of_bounds_is_refused_in_the_form(browser: Browser) -> None:
    answer = browser.post("/admin/contacts/queue/add/", queue_fields(target_percent=140))

    assert answer.status_code == 200
    assert not Queue.objects.exists()


def test_capacity_is_changed_without_touching_the_load(browser: Browser, queue: Queue, operator: User) -> None:
    a_contact(operator=operator, queue=queue)
    load = Seat.objects.get(operator=operator).load

    answer = browser.post(f"/admin/routing/seat/{operator.pk}/change/", seat_fields(50))

    assert answer.status_code == 302
    seat = Seat.objects.get(operator=operator)
    assert (seat.capacity, seat.load) == (50, load)


def test_more_room_is_filled_at_once(browser: Browser, queue: Queue, operator: User) -> None:
    ready(operator)
    Seat.objects.filter(operator=operator).update(capacity=1)
    contact = arrive(queue)

    with commits():
        browser.post(f"/admin/routing/seat/{operator.pk}/change/", seat_fields(100))

    assert contact.offers.get().operator == operator


@pytest.mark.parametrize("capacity", [0, 101, 10])
def test_capacity_that_cannot_be_is_refused(browser: Browser, queue: Queue, operator: User, capacity: int) -> None:
    a_contact(operator=operator, queue=queue)  # holds 33 parts

    answer = browser.post(f"/admin/routing/seat/{operator.pk}/change/", seat_fields(capacity))

    assert answer.status_code == 200
    assert Seat.objects.get(operator=operator).capacity == 100


def test_queue_that_had_contacts_is_not_deleted(queue: Queue, administrator: User) -> None:
    arrive(queue)
    browser = Browser()
    browser.force_login(administrator)

    assert browser.post(f"/admin/contacts/queue/{queue.pk}/delete/", {"post": "yes"}).status_code == 403


def test_operator_does_not_come_in(operator: User) -> None:
    browser = Browser()
    browser.force_login(operator)

    assert browser.get("/admin/contacts/queue/").status_code == 302


def test_rules_of_a_channel_are_set_here(administrator: User) -> None:
    browser = Browser()
    browser.force_login(administrator)
    given = {"channel": "phone", "weight": 100, "most": "", "alone": "on", "interrupts": ["email", "webform"]}
    assert browser.post("/admin/contacts/channelweight/add/", given).status_code == 302
    rules = ChannelWeight.objects.get(channel="phone")
    assert (rules.alone, rules.interrupts, rules.most) == (True, ["email", "webform"], None)
    assert browser.get("/admin/contacts/channelweight/").status_code == 200


def test_limit_of_one_operator_is_set_beside_his_capacity(browser: Browser, operator: User) -> None:
    ready(operator)
    given = {"limits-TOTAL_FORMS": 1, "limits-0-channel": "webchat", "limits-0-most": 0}
    assert browser.post(f"/admin/routing/seat/{operator.pk}/change/", seat_fields(100, **given)).status_code == 302
    assert Seat.objects.get(operator=operator).closed == ["webchat"]
