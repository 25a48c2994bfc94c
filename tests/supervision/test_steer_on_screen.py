"""What a supervisor does on the floor's pages."""

import pytest
from django.test import Client as Browser
from django.utils import timezone

from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.staff.models import BreakReason, Presence, PresenceState, User
from tests.cast import a_contact, a_queue, arrive, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(supervisor: User) -> Browser:
    browser = Browser()
    browser.force_login(supervisor)
    return browser


def as_user(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def test_supervisor_puts_an_operator_on_a_break(browser: Browser, operator: User) -> None:
    ready(operator)
    lunch = BreakReason.objects.create(name="Обед")

    answer = browser.post(f"/floor/operators/{operator.pk}/presence/", {"state": "break", "reason": lunch.pk})

    assert answer.status_code == 302
    assert Presence.objects.get(operator=operator).reason == lunch


def test_operators_may_not_do_it_to_one_another(operator: User, teammate: User) -> None:
    ready(operator)

    answer = as_user(teammate).post(f"/floor/operators/{operator.pk}/presence/", {"state": "offline"})

    assert answer.status_code == 403
    assert Presence.objects.get(operator=operator).state == PresenceState.READY


def test_administrator_watches_but_does_not_steer(administrator: User, operator: User) -> None:
    ready(operator)

    assert as_user(administrator).get(f"/floor/operators/{operator.pk}/").status_code == 200
    answer = as_user(administrator).post(f"/floor/operators/{operator.pk}/presence/", {"state": "offline"})
    assert answer.status_code == 403


def test_unknown_state_is_refused_with_a_sentence(browser: Browser, operator: User) -> None:
    answer = browser.post(f"/floor/operators/{operator.pk}/presence/", {"state": "asleep"})

    assert answer.status_code == 422
    assert "asleep" in answer.content.decode()


def test_waiting_contact_is_moved(browser: Browser, queue: Queue, supervisor: User) -> None:
    other = a_queue("support")
    contact = arrive(queue)

    answer = browser.post(f"/floor/contacts/{contact.pk}/queue/", {"queue": other.pk})

    assert answer.status_code == 302
    assert Contact.objects.get(pk=contact.pk).queue == other
    assert ContactEvent.objects.get(contact=contact, verb="move").actor == supervisor


def test_priority_is_set(browser: Browser, queue: Queue) -> None:
    contact = arrive(queue)

    browser.post(f"/floor/contacts/{contact.pk}/priority/", {"priority": "12"})

    assert Contact.objects.get(pk=contact.pk).priority == 12


@pytest.mark.parametrize("priority", ["", "1000", "soon"])
def test_priority_that_is_none_is_refused(browser: Browser, queue: Queue, priority: str) -> None:
    contact = arrive(queue)

    answer = browser.post(f"/floor/contacts/{contact.pk}/priority/", {"priority": priority})

    assert answer.status_code == 422
    assert Contact.objects.get(pk=contact.pk).priority == 0


def test_contact_that_is_taken_meanwhile_is_not_moved(browser: Browser, queue: Queue, operator: User) -> None:
    other = a_queue("support")
    contact = a_contact(operator=operator, queue=queue)

    answer = browser.post(f"/floor/contacts/{contact.pk}/queue/", {"queue": other.pk})

    assert answer.status_code == 409
    assert Contact.objects.get(pk=contact.pk).queue == queue


def test_operator_may_not_steer_the_queue(queue: Queue, operator: User) -> None:
    contact = arrive(queue)
    browser = as_user(operator)

    assert browser.post(f"/floor/contacts/{contact.pk}/priority/", {"priority": "9"}).status_code == 403
    assert browser.post(f"/floor/contacts/{contact.pk}/queue/", {"queue": queue.pk}).status_code == 403
    assert browser.get(f"/floor/queues/{queue.pk}/").status_code == 403


def test_queue_page_shows_who_waits_and_who_is_asked(browser: Browser, queue: Queue, operator: User) -> None:
    ready(operator)
    asked, waits = arrive(queue, name="Борис"), arrive(queue, name="Вера")

    page = browser.get(f"/floor/queues/{queue.pk}/").content.decode()

    assert operator.short_name in page
    assert f"/floor/contacts/{waits.pk}/queue/" in page
    assert f"/floor/contacts/{asked.pk}/queue/" not in page


def test_operator_page_shows_what_is_in_hand_and_the_day(browser: Browser, queue: Queue, operator: User) -> None:
    contact = a_contact(operator=operator, queue=queue, at=timezone.now())

    page = browser.get(f"/floor/operators/{operator.pk}/").content.decode()

    assert str(contact.client) in page
    assert "Inquiries" in page  # the skill


def test_who_is_no_operator_has_no_page(browser: Browser, expert: User) -> None:
    assert browser.get(f"/floor/operators/{expert.pk}/").status_code == 404


def test_state_is_not_changed_by_looking(browser: Browser, operator: User) -> None:
    assert browser.get(f"/floor/operators/{operator.pk}/presence/").status_code == 405
