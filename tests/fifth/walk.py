"""One walk through the house with a fifth function in it; tests/functions/test_add_function.py starts it.

The name keeps it out of the usual run, whose house has no such function.
"""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from contactcenter.cases.models import Case
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Disposition, Queue
from contactcenter.staff.models import User
from tests.api.conftest import an_api
from tests.cast import a_contact
from tests.fifth.models import Retention

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


@pytest.fixture
def desk(operator: User) -> Browser:
    browser = Browser()
    browser.force_login(operator)
    return browser


@pytest.fixture
def contact(operator: User, queue: Queue) -> Contact:
    return a_contact(operator=operator, queue=queue, state=states.WRAPUP)


@pytest.fixture
def case(desk: Browser, contact: Contact) -> Case:
    """What the wrap-up leaves, filled in on the screen."""
    end = Disposition.objects.create(function="retention", name="Хочет уйти", code="leaves")
    given = {
        "function": "retention",
        "disposition": end.pk,
        "summary": "Уходит к соседям",
        "case-reason": "Дорого",
        "next_state": "ready",
    }
    answer = desk.post(f"/contacts/{contact.pk}/wrapup/", given, headers=HTMX)
    assert answer.status_code < 300, answer.content.decode()
    return Case.objects.get(function="retention")


def page(desk: Browser, path: str, **query: str) -> str:
    answer = desk.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_stands_in_the_navigation(desk: Browser) -> None:
    own_list = reverse("retention:list")
    assert f'href="{own_list}"' in page(desk, "/")
    assert page(desk, own_list) == "Кого удержать"


def test_its_part_is_in_the_wrapup(desk: Browser, contact: Contact) -> None:
    form = page(desk, f"/contacts/{contact.pk}/wrapup/", function="retention")
    assert "Почему уходит" in form


def test_wrapup_leaves_its_case(case: Case, contact: Contact, operator: User) -> None:
    assert case.number.startswith("УД-")
    assert case.number.endswith("-000001")
    assert (case.owner, list(case.contacts.all()), case.state) == (operator, [contact], "leaving")
    assert Retention.objects.get(case=case).reason == "Дорого"
    assert Contact.objects.get(pk=contact.pk).state == states.CLOSED


def test_mistake_in_its_part_is_told_at_the_field(desk: Browser, contact: Contact) -> None:
    end = Disposition.objects.create(function="retention", name="Хочет уйти", code="leaves")
    given = {"function": "retention", "disposition": end.pk, "summary": "x", "case-reason": ""}
    assert desk.post(f"/contacts/{contact.pk}/wrapup/", given, headers=HTMX).status_code == 422
    assert not Case.objects.filter(function="retention").exists()


def test_page_of_the_case_shows_its_panel_and_its_verbs(desk: Browser, case: Case) -> None:
    shown = page(desk, f"/cases/{case.pk}/")
    assert "Причина: Дорого" in shown
    assert "Удержать" in shown
    desk.post(f"/cases/{case.pk}/transitions/keep/", headers=HTMX)
    case.refresh_from_db()
    assert (case.state, case.state_label, case.is_open) == ("kept", "остался", False)


def test_search_finds_it(desk: Browser, case: Case) -> None:
    for text in (case.number, "дорого"):
        assert f'href="/cases/{case.pk}/"' in page(desk, "/search/", q=text)


def test_lists_of_cases_know_it(desk: Browser, case: Case) -> None:
    assert case.number in page(desk, "/cases/", function="retention")
    assert case.number not in page(desk, "/cases/", function="inquiries")


def test_integrators_have_its_route_and_its_verbs(case: Case, integrator: User) -> None:
    api = an_api(integrator)
    assert [row["number"] for row in api.get("retentions/").json()["results"]] == [case.number]
    assert api.post(f"cases/{case.pk}/transitions/", {"verb": "keep"}).status_code == 201
    assert api.get(f"retentions/{case.pk}/").json()["state"] == "kept"


def test_schema_of_the_api_describes_it(integrator: User) -> None:
    schema = an_api(integrator).get("schema/").content.decode()
    assert "/api/v1/retentions/" in schema


def test_administration_offers_it(administrator: User) -> None:
    browser = Browser()
    browser.force_login(administrator)
    assert "Удержание" in page(browser, reverse("admin:contacts_queue_add"))
