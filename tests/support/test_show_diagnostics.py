"""The tab beside a conversation: outages, what was reported lately, a tree to walk with keys."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from contactcenter.contacts.models import Contact, Topic
from contactcenter.staff.models import User
from support.models import TreeRun
from tests.cast import a_contact, a_queue
from tests.support.builders import a_request, a_symptom, an_outage
from tests.support.trees import a_tree


@pytest.fixture
def contact(operator: User) -> Contact:
    topic = Topic.objects.create(function="support", name="Нет интернета", slug="no-internet")
    contact = a_contact(operator=operator, queue=a_queue("support", skill="inquiries", function="support"))
    Contact.objects.filter(pk=contact.pk).update(topic=topic)
    return Contact.objects.get(pk=contact.pk)


def signed_in(user: User) -> Browser:
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(user)
    return browser


def pane(browser: Browser, contact: Contact) -> str:
    answer = browser.get(f"/contacts/{contact.pk}/panels/support/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_tree_of_the_topic_comes_first(operator: User, contact: Contact) -> None:
    a_tree("tv", name="Нет картинки")
    a_tree("gpon", name="Нет соединения", topics=[contact.topic])

    html = pane(signed_in(operator), contact)

    assert html.index("Нет соединения") < html.index("Нет картинки")
    assert 'data-key="1"' in html


def test_tree_is_walked_by_keys_back_and_to_its_end(operator: User, contact: Contact) -> None:
    browser, tree = signed_in(operator), a_tree().tree

    begun = browser.post(f"/support/contacts/{contact.pk}/runs/", {"tree": tree.pk}).content.decode()
    assert "Терминал включён?" in begun
    assert "step 1 of 3" in begun
    run = TreeRun.objects.get()
    second = browser.post(f"/support/runs/{run.pk}/answers/", {"step": "power", "number": "1"}).content.decode()
    assert 'data-insert="Посмотрите, пожалуйста: PON горит ровно?"' in second
    back = browser.post(f"/support/runs/{run.pk}/returning/", {"step": "power"}).content.decode()
    assert "step 1 of 3" in back
    ended = browser.post(f"/support/runs/{run.pk}/answers/", {"step": "power", "number": "2"}).content.decode()
    assert "Включить" in ended
    assert "Нет питания" in ended


def test_key_pressed_twice_is_told_with_a_sentence(operator: User, contact: Contact) -> None:
    browser, tree = signed_in(operator), a_tree().tree
    browser.post(f"/support/contacts/{contact.pk}/runs/", {"tree": tree.pk})
    place = f"/support/runs/{TreeRun.objects.get().pk}/answers/"
    browser.post(place, {"step": "power", "number": "1"})

    again = browser.post(place, {"step": "power", "number": "1"}, headers={"HX-Request": "true"})

    assert again.status_code == 409


@pytest.mark.parametrize("given", [{}, {"tree": "x"}, {"tree": "99999999999999999999"}, {"tree": "0"}])
def test_tree_that_is_not_there_is_refused(operator: User, contact: Contact, given: dict[str, str]) -> None:
    answer = signed_in(operator).post(f"/support/contacts/{contact.pk}/runs/", given, headers={"HX-Request": "true"})

    assert 400 <= answer.status_code < 500
    assert not TreeRun.objects.exists()


def test_teammate_reads_along_and_does_not_walk(operator: User, teammate: User, contact: Contact) -> None:
    tree = a_tree().tree
    browser = signed_in(teammate)

    assert "data-key" not in pane(browser, contact)
    answer = browser.post(f"/support/contacts/{contact.pk}/runs/", {"tree": tree.pk}, headers={"HX-Request": "true"})
    assert answer.status_code == 403


def test_outage_at_an_address_of_the_client_and_earlier_requests_are_shown(
    operator: User, contact: Contact, at: datetime
) -> None:
    earlier = a_request(operator, at=at - timedelta(days=2), client=contact.client, symptoms=[a_symptom()])
    an_outage(at=at)
    an_outage(at=at, name="Обрыв на Садовой", places=["Садовая"])

    html = pane(signed_in(operator), contact)

    assert "Обрыв на Лунной" in html
    assert "Обрыв на Садовой" not in html
    assert earlier.number in html


def test_conversation_about_something_else_has_no_such_tab(operator: User) -> None:
    contact = a_contact(operator=operator)

    assert signed_in(operator).get(f"/contacts/{contact.pk}/panels/support/").status_code == 404
