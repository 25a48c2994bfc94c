"""Support requests and outages over the REST API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Rule
from contactcenter.staff.models import User
from support.models import Outage, SupportRequest
from tests.api.conftest import Api, an_api
from tests.cast import a_client, a_contact, an_operator
from tests.support.builders import HOUSE, a_product, a_request, a_symptom, an_outage


@pytest.fixture
def api(integrator: User) -> Api:
    return an_api(integrator)


@pytest.fixture
def product(db: None) -> str:
    return a_symptom().product.code  # type: ignore[union-attr]


def a_body(product: str, **fields: Any) -> dict[str, Any]:
    return {"client": a_client().pk, "product": product, "description": "Не работает", **fields}


def test_registered_request_tells_its_number_and_deadlines(api: Api, product: str, rules: list[Rule]) -> None:
    body = a_body(product, symptoms=["no-link"], severity="critical", service_address=HOUSE, affected_count=40)

    answer = api.post("support-requests/", body)

    row = answer.json()
    assert answer.status_code == 201, row
    assert (row["state"], row["product"], row["symptoms"], row["severity"]) == (
        "registered",
        product,
        ["no-link"],
        "critical",
    )
    assert sorted(deadline["target"] for deadline in row["deadlines"]) == ["answer", "first_response", "next_update"]
    assert answer.headers["Location"].endswith(f"/api/v1/support-requests/{row['id']}/")


def test_contact_brings_its_client(api: Api, operator: User, product: str) -> None:
    contact = a_contact(operator=operator)
    body = {**a_body(product), "contact": contact.pk, "owner": operator.pk}
    del body["client"]

    row = api.post("support-requests/", body).json()

    assert (row["client"]["id"], row["owner"]["id"]) == (contact.client_id, operator.pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"client": 0}, "client"),
        ({"product": "moon"}, "product"),
        ({"symptoms": ["moon"]}, "symptoms"),
        ({"symptoms": ["no-picture"]}, "symptoms"),
        ({"description": ""}, "description"),
        ({"severity": "awful"}, "severity"),
        ({"affected_count": 0}, "affected_count"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_wrong_field_is_named_and_nothing_is_written(
    api: Api, product: str, wrong: dict[str, object], field: str
) -> None:
    a_symptom("no-picture", product=a_product("tv"))

    answer = api.post("support-requests/", {**a_body(product), **wrong})

    assert answer.status_code in (400, 422), answer.json()
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Case.objects.exists()


def test_request_is_told_of_answered_checked_closed_and_reopened(api: Api, case: Case) -> None:
    place = f"support-requests/{case.pk}/"

    answers = [
        api.post(f"{place}updates/", {"text": "Мастер едет"}),
        api.post(f"{place}answer/", {"answer": "Починили", "cause": "Обрыв"}),
        api.post(f"{place}checks/", {"helped": True}),
        api.post(f"{place}closure/"),
        api.post(f"{place}reopening/", {"reason": "Снова"}),
    ]

    assert [answer.status_code for answer in answers] == [201] * 5, answers[-1].json()
    states = [answer.json()["state"] for answer in answers]
    assert states == ["registered", "answered", "answered", "closed", "registered"]
    assert answers[1].json()["resolved_first_line"]


@pytest.mark.parametrize("move", ["closure", "checks", "reopening"])
def test_move_that_the_state_does_not_know_is_a_conflict_with_the_allowed(api: Api, case: Case, move: str) -> None:
    answer = api.post(f"support-requests/{case.pk}/{move}/", {"helped": True} if move == "checks" else {})

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert answer.json()["allowed"] == ["answer", "inform", "refer"]


def test_verb_of_the_table_is_open_to_transitions_and_an_unknown_one_is_refused(api: Api, case: Case) -> None:
    place = f"cases/{case.pk}/transitions/"

    unknown = api.post(place, {"verb": "explode"})
    impossible = api.post(place, {"verb": "check", "fields": {"helped": "true"}})
    done = api.post(place, {"verb": "answer", "fields": {"answer": "Починили"}})

    assert [answer.status_code for answer in (unknown, impossible, done)] == [409, 409, 201]
    assert impossible.json()["allowed"] == ["answer", "inform"]


def test_scope_of_support_is_needed(integrator: User, case: Case) -> None:
    reader = an_api(integrator, "support:read", name="reader")
    stranger = an_api(integrator, "cases:read", "cases:write", name="stranger")

    assert reader.get(f"support-requests/{case.pk}/").status_code == 200
    assert reader.post(f"support-requests/{case.pk}/answer/", {"answer": "Починили"}).status_code == 403
    assert stranger.get("support-requests/").status_code == 403
    assert stranger.get("outages/").status_code == 403


def test_outage_is_announced_foretold_joined_and_ended(api: Api, product: str, case: Case, at: datetime) -> None:
    body = {
        "name": "Обрыв",
        "product": product,
        "places": ["Лунная"],
        "started_at": (at - timedelta(hours=1)).isoformat(),
        "text": "Чиним",
    }

    announced = api.post("outages/", body)
    place = f"outages/{announced.json()['id']}/"
    foretold = api.post(
        f"{place}forecast/", {"text": "Ещё час", "expected_until": (at + timedelta(hours=1)).isoformat()}
    )
    joined = api.post(f"{place}members/", {"request": case.pk})
    ended = api.post(f"{place}ending/", {"closing_text": "Работает"})
    again = api.post(f"{place}ending/", {"closing_text": "Работает"})

    assert [row.status_code for row in (announced, foretold, joined, ended, again)] == [201, 201, 201, 201, 409]
    assert (ended.json()["requests"], ended.json()["closing_text"]) == (1, "Работает")
    assert SupportRequest.objects.get(case=case).outage == Outage.objects.get()
    assert again.json()["code"] == "outage_ended"


@pytest.mark.parametrize(
    "wrong", [{"started_at": "2999-01-01T00:00:00Z"}, {"places": ["…"]}, {"product": "moon"}, {"text": ""}, {"x": 1}]
)
def test_outage_that_makes_no_sense_is_refused_by_field(
    api: Api, product: str, at: datetime, wrong: dict[str, object]
) -> None:
    body = {"name": "Обрыв", "product": product, "started_at": at.isoformat(), "text": "Чиним", **wrong}

    answer = api.post("outages/", body)

    assert answer.status_code in (400, 422)
    assert [error["field"].split(".")[0] for error in answer.json()["errors"]] == list(wrong)


@pytest.mark.parametrize("path", ["support-requests/", "outages/"])
def test_twenty_rows_cost_what_two_do(api: Api, at: datetime, path: str) -> None:
    api.get(path)
    costs = []
    for more in (2, 18):
        for _number in range(more):
            case = a_request(an_operator(), at=at, symptoms=[a_symptom()])
            SupportRequest.objects.filter(case=case).update(outage=an_outage(at=at))
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get(path).json()["results"]) >= more
        costs.append(len(queries))

    assert costs[0] == costs[1]
