"""The page with all inquiries."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Rule
from contactcenter.staff.models import User
from inquiries.operations.life import answer_inquiry, register_inquiry
from inquiries.queries import InquiryFilter, listed
from tests.cast import a_client

EVERYTHING = InquiryFilter(state="all")


def signed_in(user: User) -> Browser:
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(user)
    return browser


def register(operator: User, *, at: datetime, n: int = 1) -> list[Case]:
    return [
        register_inquiry(client=a_client(at=at), question=f"Вопрос {i}", at=at, actor=operator, owner=operator)
        for i in range(n)
    ]


def test_what_is_due_first_stands_first(operator: User, rule: Rule, at: datetime) -> None:
    (later,) = register(operator, at=at)
    (sooner,) = register(operator, at=at - timedelta(minutes=30))
    Rule.objects.update(is_active=False)
    (never,) = register(operator, at=at)

    rows = listed(user=operator, chosen=EVERYTHING, as_of=at)

    assert [row.case for row in rows] == [sooner, later, never]
    assert [row.left.level if row.left else None for row in rows] == ["ok", "ok", None]


def test_page_shows_open_ones_until_asked_for_others(operator: User, inquiry: Case, at: datetime) -> None:
    browser = signed_in(operator)
    assert inquiry.number in browser.get("/inquiries/").content.decode()

    answer_inquiry(case_id=inquiry.pk, answer="450 ₽", at=at, actor=operator)

    assert inquiry.number not in browser.get("/inquiries/").content.decode()
    assert inquiry.number in browser.get("/inquiries/?state=answered").content.decode()
    assert inquiry.number in browser.get("/inquiries/?state=nonsense&state=all").content.decode()


def test_inquiry_is_found_by_number_and_by_client(operator: User, inquiry: Case, at: datetime) -> None:
    for text in (inquiry.number, "1", "иванова", inquiry.client.name):
        assert [row.case for row in listed(user=operator, chosen=InquiryFilter(text=text), as_of=at)] == [inquiry], text
    assert listed(user=operator, chosen=InquiryFilter(text="сидоров"), as_of=at) == []


def test_own_ones_are_own(operator: User, teammate: User, inquiry: Case, at: datetime) -> None:
    assert [row.case for row in listed(user=operator, chosen=InquiryFilter(mine=True), as_of=at)] == [inquiry]
    assert listed(user=teammate, chosen=InquiryFilter(mine=True), as_of=at) == []


@pytest.mark.parametrize("query", ["page=0", "page=-3", "page=x", "page=99999999999999999999", "owner=%00", "q=%00"])
def test_nonsense_in_the_address_is_answered_with_a_page(operator: User, inquiry: Case, query: str) -> None:
    assert signed_in(operator).get(f"/inquiries/?{query}").status_code == 200


def test_list_is_for_those_who_see_cases(integrator: User, inquiry: Case, at: datetime) -> None:
    nobody = User.objects.create_user(username="nobody")

    assert listed(user=nobody, chosen=EVERYTHING, as_of=at) == []
    assert signed_in(nobody).get("/inquiries/").status_code == 403
    assert Browser().get("/inquiries/").status_code == 302


def test_htmx_gets_the_rows_alone(operator: User, inquiry: Case) -> None:
    answer = signed_in(operator).get("/inquiries/", headers={"HX-Request": "true", "HX-Target": "inquiries"})

    assert answer.content.decode().lstrip().startswith('<div id="inquiries"')


def test_twenty_rows_cost_what_two_cost(operator: User, rule: Rule, at: datetime) -> None:
    costs = []
    browser = signed_in(operator)
    browser.get("/inquiries/")
    for more in (2, 18):
        register(operator, at=at, n=more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get("/inquiries/").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
