"""The list of the register: turned without a seam, narrowed, searched, at the same cost however long it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.operations.deciding import decide_complaint
from complaints.queries.register import RegisterFilter, page_of
from contactcenter.staff.models import Department, User
from tests.cast import PASSWORD, a_client
from tests.complaints.builders import a_complaint

pytestmark = pytest.mark.django_db


def shown(user: User, at: datetime, **asked: Any) -> list[int]:
    """The entries of one page: `size`, `before`, `after` say which, all else narrows."""
    where = {name: asked.pop(name) for name in ("size", "before", "after") if name in asked}
    page = page_of(user=user, chosen=RegisterFilter(**asked), as_of=at, **where)
    return [row.entry.pk for row in page.rows]


def test_pages_meet_without_gap_and_without_overlap(operator: User, at: datetime) -> None:
    # Some are registered in the same moment.
    made = [a_complaint(at=at + timedelta(minutes=number // 3)).pk for number in range(8)]
    newest_first = made[::-1]
    seen: list[int] = []
    before = None
    while rows := shown(operator, at, size=3, before=before):
        seen += rows
        before = rows[-1]
    assert seen == newest_first
    assert shown(operator, at, size=3, after=newest_first[6]) == newest_first[3:6]
    assert shown(operator, at, size=3, before=10**9) == []


def test_filters_narrow(operator: User, department: Department, at: datetime) -> None:
    claim = a_complaint(ground="refund", at=at, owner=operator)
    old = a_complaint(kind="complaint", at=at - timedelta(days=40))
    decide_complaint(case_id=claim.pk, outcome="rejected", reason="Нет", at=at, actor=operator)
    assert shown(operator, at, kind="claim") == [claim.pk]
    assert shown(operator, at, ground="refund") == [claim.pk]
    assert shown(operator, at, state="registered") == [old.pk]
    assert shown(operator, at, state="waiting") == [claim.pk, old.pk]
    assert shown(operator, at, outcome="rejected") == [claim.pk]
    assert shown(operator, at, owner=operator.pk) == [claim.pk]
    assert shown(operator, at, department=department.pk) == []
    assert shown(operator, at, first=at.date() - timedelta(days=2)) == [claim.pk]
    assert shown(operator, at, last=at.date() - timedelta(days=30)) == [old.pk]


@pytest.mark.parametrize(
    "typed",
    [
        "{number}",
        "{lower}",
        "1",
        "000001",
        "СЛ-77-1",
        "сл-77-1",
        "Лисицын",
        "лиси",
        "абонентскую",
        "списали дважды",
        "исх-9",
    ],
)
def test_found_by(operator: User, at: datetime, typed: str) -> None:
    client = a_client("Лисицын Артём")
    row = a_complaint(client=client, contract="СЛ-77-1", incoming_number="исх-9", at=at)
    a_complaint(kind="complaint", text="Мастер не пришёл", at=at)
    a_complaint(text="Другое", at=at)
    text = typed.format(number=row.number, lower=row.number.lower())
    found = shown(operator, at, text=text)
    assert row.pk in found
    assert len(found) <= 2


@pytest.mark.parametrize("typed", ["999", "'; --", "%", "&|!", "несуществующее"])
def test_found_nothing(operator: User, at: datetime, typed: str) -> None:
    a_complaint(at=at)
    assert shown(operator, at, text=typed) == []


def test_list_costs_the_same_at_two_and_at_twenty(operator: User, at: datetime) -> None:
    browser = Browser()
    browser.login(username=operator.username, password=PASSWORD)
    url = reverse("complaints:list")
    counts = []
    for more in (2, 18):
        for _number in range(more):
            a_complaint(owner=operator, at=at)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(url)
        assert answer.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "query", ["?state=x&kind=y&department=z&from=1&before=-1", "?department=99999999999999999999", "?q=%00"]
)
def test_nonsense_is_passed_over(operator: User, query: str) -> None:
    browser = Browser()
    browser.login(username=operator.username, password=PASSWORD)
    assert browser.get(reverse("complaints:list") + query).status_code == 200
