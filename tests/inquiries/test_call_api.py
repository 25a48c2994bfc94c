"""Inquiries over the REST API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Topic
from contactcenter.deadlines.models import Rule
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.staff.models import User
from inquiries.models import Inquiry
from tests.api.conftest import Api, an_api
from tests.cast import a_client, a_contact


@pytest.fixture
def api(integrator: User) -> Api:
    return an_api(integrator)


def test_registered_inquiry_tells_its_number_and_deadline(api: Api, topic: Topic, rule: Rule) -> None:
    client = a_client()

    answer = api.post("inquiries/", {"client": client.pk, "question": "Сколько?", "topic": topic.slug})

    body = answer.json()
    assert answer.status_code == 201, body
    assert (body["state"], body["owner"], body["question"], body["topic"]) == ("open", None, "Сколько?", topic.slug)
    assert [row["target"] for row in body["deadlines"]] == ["answer"]
    assert answer.headers["Location"].endswith(f"/api/v1/inquiries/{body['id']}/")
    assert Case.objects.get(pk=body["id"]).number == body["number"]


def test_contact_brings_its_client(api: Api, operator: User, rule: Rule) -> None:
    contact = a_contact(operator=operator)

    body = api.post("inquiries/", {"contact": contact.pk, "question": "Сколько?", "owner": operator.pk}).json()

    assert (body["client"]["id"], body["owner"]["id"]) == (contact.client_id, operator.pk)
    assert list(Case.objects.get(pk=body["id"]).contacts.all()) == [contact]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"client": 0}, "client"),
        ({"question": ""}, "question"),
        ({"question": "x" * 5001}, "question"),
        ({"topic": "no-such"}, "topic"),
        ({"owner": 0}, "owner"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_wrong_field_is_named_and_nothing_is_written(api: Api, wrong: dict[str, object], field: str) -> None:
    answer = api.post("inquiries/", {"client": a_client().pk, "question": "Сколько?", **wrong})

    assert answer.status_code in (400, 422), answer.json()
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Case.objects.exists()


def test_inquiry_of_nobody_and_of_the_wrong_client_are_refused(api: Api, operator: User) -> None:
    nobody = api.post("inquiries/", {"question": "Сколько?"})
    stranger = api.post(
        "inquiries/", {"question": "Сколько?", "client": a_client().pk, "contact": a_contact(operator=operator).pk}
    )

    assert [error["field"] for error in nobody.json()["errors"]] == ["client"]
    assert [error["field"] for error in stranger.json()["errors"]] == ["contact"]


def test_inquiry_is_answered_closed_and_reopened(api: Api, inquiry: Case) -> None:
    place = f"inquiries/{inquiry.pk}/"

    told = api.post(f"{place}updates/", {"text": "Ждём бухгалтерию"})
    answered = api.post(f"{place}answer/", {"answer": "450 ₽"})
    closed = api.post(f"{place}closure/")
    reopened = api.post(f"{place}reopening/", {"reason": "Спросил снова"})

    assert (told.status_code, told.json()["state"]) == (201, "open")
    assert [answer.status_code for answer in (answered, closed, reopened)] == [201, 201, 201], reopened.json()
    assert [answer.json()["state"] for answer in (answered, closed, reopened)] == ["answered", "closed", "open"]
    assert answered.json()["deadlines"] == []
    assert len(reopened.json()["deadlines"]) == 1


def test_move_that_the_state_does_not_know_is_a_conflict(api: Api, inquiry: Case) -> None:
    answer = api.post(f"inquiries/{inquiry.pk}/closure/")

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert "answer" in answer.json()["allowed"]


def test_answer_repeated_with_its_key_is_carried_out_once(api: Api, inquiry: Case) -> None:
    first = api.post(f"inquiries/{inquiry.pk}/answer/", {"answer": "450 ₽"}, key="k-1")
    again = api.post(f"inquiries/{inquiry.pk}/answer/", {"answer": "450 ₽"}, key="k-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert inquiry.events.filter(verb="answer").count() == 1


def test_empty_answer_is_refused(api: Api, inquiry: Case) -> None:
    answer = api.post(f"inquiries/{inquiry.pk}/answer/", {"answer": " "})

    assert [error["field"] for error in answer.json()["errors"]] == ["answer"]
    assert Inquiry.objects.get(case=inquiry).answered_at is None


def test_case_of_another_function_is_no_inquiry(api: Api, inquiry: Case) -> None:
    Case.objects.filter(pk=inquiry.pk).update(function="complaints")

    assert api.get(f"inquiries/{inquiry.pk}/").status_code == 404
    assert api.get("inquiries/").json()["results"] == []


def test_read_token_writes_nothing(integrator: User, inquiry: Case) -> None:
    reader = an_api(integrator, "cases:read", name="reader")

    assert reader.get(f"inquiries/{inquiry.pk}/").status_code == 200
    assert reader.post(f"inquiries/{inquiry.pk}/answer/", {"answer": "450 ₽"}).status_code == 403


def test_overdue_inquiry_shows_since_when(api: Api, inquiry: Case) -> None:
    sweep(as_of=timezone.now() + timedelta(hours=2))

    (deadline,) = api.get(f"inquiries/{inquiry.pk}/").json()["deadlines"]
    assert deadline["state"] == "breached"
    assert deadline["breached_at"] == deadline["due_at"]
