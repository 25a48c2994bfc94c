"""Outages on the screen: announcing, joining, ending, and advice while a request is filled in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from contactcenter.cases.models import Case
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Disposition
from contactcenter.deadlines.models import Rule
from contactcenter.staff.models import User
from support.models import Outage, SupportRequest
from support.queries.outages import outage_rows
from tests.cast import a_contact
from tests.support.builders import HOUSE, a_product, a_request, a_symptom, an_outage


def signed_in(user: User) -> Browser:
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(user)
    return browser


def test_outage_is_announced_shown_and_ended(operator: User, at: datetime) -> None:
    browser = signed_in(operator)
    given = {
        "name": "Обрыв",
        "product": a_product().pk,
        "places": "Лунная, 12\n\nСадовая",
        "started_at": f"{at - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "text": "Чиним",
    }

    answer = browser.post("/support/outages/new/", given)

    outage = Outage.objects.get()
    assert (answer.status_code, outage.places) == (302, ["Лунная, 12", "Садовая"])
    assert "Обрыв" in browser.get("/support/outages/").content.decode()
    assert "Чиним" in browser.get(f"/support/outages/{outage.pk}/").content.decode()
    browser.post(f"/support/outages/{outage.pk}/forecast/", {"text": "Ещё час", "expected_until": ""})
    browser.post(f"/support/outages/{outage.pk}/ending/", {"closing_text": "Работает"})
    outage.refresh_from_db()
    assert (outage.text, outage.ended_by, outage.closing_text) == ("Ещё час", operator, "Работает")
    again = browser.post(f"/support/outages/{outage.pk}/ending/", {"closing_text": "Работает"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"product": "0"}, {"started_at": "2999-01-01T00:00"}, {"started_at": "x"}, {"text": " "}]
)
def test_outage_that_cannot_be_announced_is_told_at_its_field(
    operator: User, at: datetime, wrong: dict[str, str]
) -> None:
    given = {
        "name": "Обрыв",
        "product": a_product().pk,
        "started_at": f"{at - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "text": "Чиним",
        **wrong,
    }

    answer = signed_in(operator).post("/support/outages/new/", given)

    assert answer.status_code == 422
    assert "is-invalid-hint" in answer.content.decode()
    assert not Outage.objects.exists()


def test_outages_are_for_those_who_speak_to_clients(expert: User, at: datetime) -> None:
    outage = an_outage(at=at)

    assert signed_in(expert).get("/support/outages/").status_code == 403
    assert signed_in(expert).post(f"/support/outages/{outage.pk}/ending/", {}).status_code == 403


def test_request_joins_from_the_conversation_and_leaves_again(operator: User, at: datetime) -> None:
    contact, outage, browser = a_contact(operator=operator), an_outage(at=at), signed_in(operator)
    case = a_request(operator, at=at, contact=contact, client=contact.client)
    assert f"Join {case.number}" in browser.get(f"/contacts/{contact.pk}/panels/support/").content.decode()

    pane = browser.post(f"/support/outages/{outage.pk}/contacts/{contact.pk}/").content.decode()

    assert "in the group" in pane
    assert SupportRequest.objects.get(case=case).outage == outage
    browser.post(f"/support/cases/{case.pk}/leaving/")
    assert SupportRequest.objects.get(case=case).outage is None


def test_advice_names_outages_and_repetitions(operator: User, at: datetime) -> None:
    contact, symptom, outage = a_contact(operator=operator), a_symptom(), an_outage(at=at)
    earlier = a_request(operator, at=at - timedelta(days=1), client=contact.client, symptoms=[symptom])
    browser, place = signed_in(operator), f"/support/contacts/{contact.pk}/advice/"
    given: dict[str, str] = {
        "case-product": str(a_product().pk),
        "case-symptoms": str(symptom.pk),
        "case-service_address": HOUSE,
    }

    html = browser.get(place, given).content.decode()

    assert outage.name in html
    assert earlier.number in html
    assert outage.name not in browser.get(place, {**given, "case-service_address": "Садовая, 1"}).content.decode()
    assert browser.get(place, {"case-product": "x", "case-symptoms": "9" * 30}).status_code == 200


def test_wrapup_leaves_a_request_in_its_outage(operator: User, rules: list[Rule], at: datetime) -> None:
    contact: Contact = a_contact(state=states.WRAPUP, operator=operator)
    outage = an_outage(at=at)
    end = Disposition.objects.create(function="support", name="Массовая авария", code="outage")
    browser, place = signed_in(operator), f"/contacts/{contact.pk}/wrapup/"
    assert "support-advice" in browser.get(f"{place}?function=support").content.decode()

    answer = browser.post(
        place,
        {
            "function": "support",
            "disposition": end.pk,
            "summary": "Авария",
            "next_state": "ready",
            "case-product": outage.product_id,
            "case-description": "Нет интернета",
            "case-severity": "high",
            "case-outage": outage.pk,
        },
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 200, answer.content.decode()
    row = SupportRequest.objects.get()
    assert (row.outage, row.severity, row.case.state) == (outage, "high", "registered")


def test_what_runs_stands_before_what_has_ended_last(operator: User, at: datetime) -> None:
    ended = an_outage(at=at, name="Давняя", ended_at=at + timedelta(hours=1), closing_text="Починили.")
    running = an_outage(at=at - timedelta(days=1), name="Идёт")
    later = an_outage(at=at, name="Недавняя", ended_at=at + timedelta(hours=2), closing_text="Починили.")

    assert list(outage_rows(user=operator)) == [running, later, ended]


def test_twenty_outages_cost_what_two_cost(operator: User, at: datetime) -> None:
    browser, costs = signed_in(operator), []
    browser.get("/support/outages/")
    for more in (2, 18):
        for _number in range(more):
            a_case = a_request(operator, at=at)
            SupportRequest.objects.filter(case=a_case).update(outage=an_outage(at=at))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/support/outages/").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert Case.objects.count() == 20
