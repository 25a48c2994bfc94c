"""The day of an operator on his own screen, on the supervisor's, as a file and by the API."""

import pytest
from django.test import Client as Browser
from rest_framework.test import APIClient

from contactcenter.contacts import states
from contactcenter.contacts.models import Queue
from contactcenter.staff.models import User
from tests.cast import a_contact

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def test_operator_sees_his_own(queue: Queue, operator: User) -> None:
    contact = a_contact(operator=operator, queue=queue, state=states.CLOSED)
    page = signed_in(operator).get("/my-day/")
    assert page.status_code == 200
    assert f"/contacts/{contact.pk}/" in page.content.decode()


def test_who_has_no_seat_has_no_day(supervisor: User) -> None:
    assert signed_in(supervisor).get("/my-day/").status_code == 403


def test_supervisor_sees_any_operators(queue: Queue, operator: User, teammate: User, supervisor: User) -> None:
    a_contact(operator=operator, queue=queue)
    assert signed_in(supervisor).get(f"/floor/operators/{operator.pk}/day/").status_code == 200
    assert signed_in(teammate).get(f"/floor/operators/{operator.pk}/day/").status_code == 403


def test_as_a_file(queue: Queue, operator: User) -> None:
    a_contact(operator=operator, queue=queue)
    answer = signed_in(operator).get("/my-day/?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "kind,what,from,until,seconds,contact,queue,note"
    assert {row.split(",")[0] for row in rows[1:]} == {"state", "contact"}


def test_what_is_no_date_is_told(operator: User) -> None:
    assert signed_in(operator).get("/my-day/?date=soon").status_code == 422


def test_by_the_api(queue: Queue, operator: User, supervisor: User) -> None:
    contact = a_contact(operator=operator, queue=queue)
    caller = APIClient()
    caller.force_authenticate(supervisor)
    day = caller.get(f"/api/v1/operators/{operator.pk}/day/").json()
    assert [row["contact"] for row in day["contacts"]] == [contact.pk]
    assert [row["state"] for row in day["states"]] == ["offline", "ready"]
    assert day["states"][0]["end"] == day["states"][1]["start"]
    assert caller.get(f"/api/v1/operators/{operator.pk}/day/?date=soon").status_code == 400
