"""The page with all support requests."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Rule
from contactcenter.staff.models import User
from support.models import SupportRequest
from support.operations.life import answer_request
from support.queries.requests import RequestFilter, listed
from tests.support.builders import HOUSE, a_product, a_request, a_symptom, an_outage

EVERYTHING = RequestFilter(state="all")


def signed_in(user: User) -> Browser:
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(user)
    return browser


def register(operator: User, *, at: datetime, n: int = 1) -> list[Case]:
    return [a_request(operator, at=at, symptoms=[a_symptom()]) for _number in range(n)]


def test_what_is_due_first_stands_first(operator: User, rules: list[Rule], at: datetime) -> None:
    (later,) = register(operator, at=at)
    (sooner,) = register(operator, at=at - timedelta(minutes=5))
    Rule.objects.update(is_active=False)
    (never,) = register(operator, at=at)

    rows = listed(user=operator, chosen=EVERYTHING, as_of=at)

    assert [row.case for row in rows] == [sooner, later, never]
    assert [row.left.level if row.left else None for row in rows] == ["ok", "ok", None]


def test_page_shows_open_ones_until_asked_for_others(operator: User, case: Case, at: datetime) -> None:
    browser = signed_in(operator)
    assert case.number in browser.get("/support/").content.decode()

    answer_request(case_id=case.pk, answer="450 ₽", at=at, actor=operator)

    assert case.number not in browser.get("/support/").content.decode()
    assert case.number in browser.get("/support/?state=answered").content.decode()
    assert case.number in browser.get("/support/?state=nonsense&state=all").content.decode()


def test_request_is_found_by_number_and_by_client(operator: User, case: Case, at: datetime) -> None:
    for text in (case.number, "1", "иванова", case.client.name, "лунная"):
        assert [row.case for row in listed(user=operator, chosen=RequestFilter(text=text), as_of=at)] == [case], text
    assert listed(user=operator, chosen=RequestFilter(text="сидоров"), as_of=at) == []


def test_own_ones_are_own(operator: User, teammate: User, case: Case, at: datetime) -> None:
    assert [row.case for row in listed(user=operator, chosen=RequestFilter(mine=True), as_of=at)] == [case]
    assert listed(user=teammate, chosen=RequestFilter(mine=True), as_of=at) == []


@pytest.mark.parametrize("query", ["page=0", "page=-3", "page=x", "page=99999999999999999999", "owner=%00", "q=%00"])
def test_nonsense_in_the_address_is_answered_with_a_page(operator: User, case: Case, query: str) -> None:
    assert signed_in(operator).get(f"/support/?{query}").status_code == 200


def test_list_is_for_those_who_see_cases(integrator: User, case: Case, at: datetime) -> None:
    nobody = User.objects.create_user(username="nobody")

    assert listed(user=nobody, chosen=EVERYTHING, as_of=at) == []
    assert signed_in(nobody).get("/support/").status_code == 403
    assert Browser().get("/support/").status_code == 302


def test_htmx_gets_the_rows_alone(operator: User, case: Case) -> None:
    answer = signed_in(operator).get("/support/", headers={"HX-Request": "true", "HX-Target": "support"})

    assert answer.content.decode().lstrip().startswith('<div id="support"')


def test_twenty_rows_cost_what_two_cost(operator: User, rules: list[Rule], at: datetime) -> None:
    costs = []
    browser = signed_in(operator)
    browser.get("/support/")
    for more in (2, 18):
        register(operator, at=at, n=more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get("/support/").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_list_is_narrowed_to_a_product_and_to_an_outage(operator: User, case: Case, at: datetime) -> None:
    tv = a_request(operator, at=at, product=a_product("tv"))
    outage = an_outage(at=at)
    SupportRequest.objects.filter(case=tv).update(outage=outage)

    by_product = listed(user=operator, chosen=RequestFilter(product="tv"), as_of=at)
    by_outage = listed(user=operator, chosen=RequestFilter(outage=outage.pk), as_of=at)

    assert [row.case for row in by_product] == [tv] == [row.case for row in by_outage]
    assert HOUSE in SupportRequest.objects.get(case=case).service_address
