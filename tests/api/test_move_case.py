"""Cases: list, history, and transitions as resources."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from contactcenter.cases.models import Case, CaseEvent
from contactcenter.staff.models import User
from inquiries.operations.life import answer_inquiry, register_inquiry
from tests.api.conftest import Api
from tests.cast import a_client, a_contact

ANSWER = {"verb": "answer", "fields": {"answer": "Тариф меняется с первого числа"}}


@pytest.fixture
def case(operator: User) -> Case:
    return register_inquiry(
        client=a_client(), question="Когда сменится тариф?", at=timezone.now(), actor=operator, owner=operator
    )


def test_transition_is_made_and_answered_with_its_event(api: Api, case: Case, integrator: User) -> None:
    assert api.get(f"cases/{case.pk}/").json()["allowed"] == ["answer", "inform"]
    answer = api.post(f"cases/{case.pk}/transitions/", ANSWER)

    assert answer.status_code == 201, answer.json()
    event = answer.json()
    assert (event["verb"], event["before"], event["after"]) == ("answer", "open", "answered")
    assert event["actor"]["id"] == integrator.pk
    shown = api.get(f"cases/{case.pk}/").json()
    assert (shown["state"], shown["allowed"]) == ("answered", ["close", "reopen"])


def test_illegal_transition_tells_what_is_allowed(api: Api, case: Case, operator: User) -> None:
    answer_inquiry(case_id=case.pk, answer="Да", at=timezone.now(), actor=operator)
    answer = api.post(f"cases/{case.pk}/transitions/", ANSWER)

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert (answer.json()["state"], answer.json()["allowed"]) == ("answered", ["close", "reopen"])


@pytest.mark.parametrize("verb", ["explode", "convert", "close"])
def test_verb_that_the_table_does_not_know_is_a_conflict_with_the_allowed(api: Api, case: Case, verb: str) -> None:
    """Invented, not made by hand, or not possible in this state: the answer is the same."""
    answer = api.post(f"cases/{case.pk}/transitions/", {"verb": verb})

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert (answer.json()["state"], answer.json()["allowed"]) == ("open", ["answer", "inform"])
    assert CaseEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "verb"),
        ({"verb": "answer"}, "fields.answer"),
        ({"verb": "answer", "fields": {"answer": ""}}, "fields.answer"),
        ({"verb": "answer", "fields": {"answer": {"a": [1]}}}, "fields.answer"),
        ({"verb": "answer", "fields": {"answer": "нуль\0"}}, "fields.answer"),
        ({"verb": "answer", "fields": {"answer": "да", "actor": 1}}, "fields.actor"),
        ({"verb": "answer", "fields": "да"}, "fields"),
        ({"verb": "answer", "answer": "да"}, "answer"),
    ],
)
def test_wrong_transition_is_told_by_field_and_changes_nothing(
    api: Api, case: Case, body: dict[str, Any], field: str
) -> None:
    answer = api.post(f"cases/{case.pk}/transitions/", body)

    assert answer.status_code == 400, answer.json()
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert Case.objects.get().state == "open"
    assert CaseEvent.objects.count() == 1


def test_timeline_tells_it_in_words(api: Api, case: Case) -> None:
    api.post(f"cases/{case.pk}/transitions/", ANSWER)
    events = api.get(f"cases/{case.pk}/timeline/").json()["results"]

    assert [event["verb"] for event in events] == ["register", "answer"]
    assert all(event["verb_label"] != event["verb"] for event in events)


def test_cases_are_filtered(api: Api, case: Case, operator: User, teammate: User) -> None:
    contact = a_contact(operator=operator)
    other = register_inquiry(
        client=contact.client, question="Другое", at=timezone.now(), actor=teammate, owner=teammate, contact=contact
    )
    expected: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [other.pk, case.pk]),
        ({"owner": operator.pk}, [case.pk]),
        ({"client": contact.client_id}, [other.pk]),
        ({"contact": contact.pk}, [other.pk]),
        ({"number": case.number}, [case.pk]),
        ({"open": "true", "function": "inquiries", "state": "open"}, [other.pk, case.pk]),
        ({"open": "false"}, []),
        ({"function": "sales"}, []),
        ({"created_after": "2999-01-01T00:00:00Z"}, []),
    ]
    for query, ids in expected:
        rows = api.get("cases/", **query).json()["results"]
        assert [row["id"] for row in rows] == ids, query


def test_unknown_case_is_a_problem_everywhere(api: Api) -> None:
    for answer in (
        api.get("cases/999999/"),
        api.get("cases/999999/timeline/"),
        api.post("cases/999999/transitions/", ANSWER),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
