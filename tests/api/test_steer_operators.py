"""Operators' presence and offers, for telephone systems that steer them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from contactcenter.contacts.models import Contact, Queue
from contactcenter.routing.models import Offer
from contactcenter.staff.models import BreakReason, PresenceInterval, User
from tests.api.conftest import Api
from tests.cast import arrive, ready


def test_operators_are_listed_with_state_and_load(api: Api, operator: User, teammate: User, expert: User) -> None:
    ready(operator)
    rows = {row["id"]: row for row in api.get("operators/").json()["results"]}

    assert set(rows) == {operator.pk, teammate.pk}
    assert rows[operator.pk]["presence"]["state"] == "ready"
    assert rows[operator.pk]["load"] | {"idle_since": ""} == {
        "load": 0,
        "capacity": 100,
        "ready": True,
        "ringing": False,
        "closed": [],
        "interrupted": 0,
        "idle_since": "",
    }
    assert rows[teammate.pk]["presence"] is None
    assert rows[operator.pk]["team"] == "Первая линия"


def test_operators_are_filtered(api: Api, queue: Queue, operator: User, teammate: User, outsider: User) -> None:
    ready(operator)
    for query, wanted in (
        ({"state": "ready"}, [operator]),
        ({"queue": "inquiries"}, [operator, teammate]),
        ({"username": "outsider"}, [outsider]),
    ):
        assert [row["id"] for row in api.get("operators/", **query).json()["results"]] == [user.pk for user in wanted]


def test_state_is_set_and_the_interval_tells_by_whom(api: Api, operator: User, integrator: User) -> None:
    BreakReason.objects.create(name="Обед")
    path = f"operators/{operator.pk}/presence/"
    api.put(path, {"state": "ready"})
    answer = api.put(path, {"state": "break", "reason": "Обед", "note": "до 13:00"})

    assert answer.status_code == 200, answer.json()
    assert (answer.json()["state"], answer.json()["reason"]) == ("break", "Обед")
    assert api.get(path).json() == answer.json()
    assert PresenceInterval.objects.latest("id").ended_by == integrator


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "state"),
        ({"state": "asleep"}, "state"),
        ({"state": "break", "reason": "Рыбалка"}, "reason"),
        ({"state": "ready", "reason": "Обед"}, "reason"),
        ({"state": "ready", "note": "а" * 201}, "note"),
    ],
)
def test_refused_state_is_told_by_field(api: Api, operator: User, body: dict[str, str], field: str) -> None:
    BreakReason.objects.create(name="Обед")
    answer = api.put(f"operators/{operator.pk}/presence/", body)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_who_is_no_operator_has_no_presence_here(api: Api, supervisor: User) -> None:
    assert api.put(f"operators/{supervisor.pk}/presence/", {"state": "ready"}).status_code == 404


@pytest.fixture
def offer(queue: Queue, operator: User) -> Offer:
    ready(operator)
    arrive(queue)
    return Offer.objects.get()


def test_offer_is_accepted_for_the_operator(api: Api, offer: Offer, operator: User) -> None:
    shown = api.get("offers/", open="true", operator=operator.pk).json()["results"]
    assert [row["id"] for row in shown] == [offer.pk]
    answers = [api.post(f"offers/{offer.pk}/acceptance/", {"operator": operator.pk}) for _ in range(2)]

    assert [(answer.status_code, answer.json()["outcome"]) for answer in answers] == [(201, "accepted")] * 2
    assert Contact.objects.get().operator == operator
    assert api.get("offers/", open="true").json()["results"] == []


def test_offer_is_declined_for_the_operator(api: Api, offer: Offer, operator: User) -> None:
    answer = api.post(f"offers/{offer.pk}/refusal/", {"operator": operator.pk, "reason": "занят"})

    assert (answer.status_code, answer.json()["outcome"], answer.json()["reason"]) == (201, "declined", "занят")
    again = api.post(f"offers/{offer.pk}/acceptance/", {"operator": operator.pk})
    assert (again.status_code, again.json()["code"]) == (409, "offer_gone")


def test_somebody_elses_offer_is_not_taken(api: Api, offer: Offer, teammate: User, supervisor: User) -> None:
    for user, status in ((teammate, 403), (supervisor, 400)):
        answer = api.post(f"offers/{offer.pk}/acceptance/", {"operator": user.pk})
        assert answer.status_code == status
    assert Contact.objects.get().state == "offered"


def test_offer_that_ran_out_is_a_conflict(api: Api, offer: Offer, operator: User) -> None:
    Offer.objects.filter(pk=offer.pk).update(made_at=offer.made_at.replace(year=2000), expires_at=timezone.now())
    assert api.post(f"offers/{offer.pk}/acceptance/", {"operator": operator.pk}).status_code == 409
