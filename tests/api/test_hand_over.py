"""Transfer, participants and take-over on behalf of operators."""

from __future__ import annotations

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Participant, Queue
from contactcenter.contacts.operations.participants import advise
from contactcenter.routing.operations.takeover import whisper
from contactcenter.staff.models import User
from tests.api.conftest import Api, an_api
from tests.cast import a_contact, a_queue, commits, ready


@pytest.fixture
def contact(queue: Queue, operator: User) -> Contact:
    return a_contact(operator=operator, queue=queue)


def test_transfer_goes_one_way_and_one_only(api: Api, contact: Contact, operator: User, teammate: User) -> None:
    address, me = f"contacts/{contact.pk}/transfer/", {"operator": operator.pk}
    for body in (me, {**me, "function": "sales", "queue": "inquiries"}, {**me, "queue": "nowhere"}):
        assert api.post(address, body).status_code == 400
    refused = api.post(address, {**me, "to": teammate.pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_ready")
    ready(teammate)
    with commits():
        answer = api.post(address, {**me, "to": teammate.pk, "note": "Тариф"}, key="once")
    assert (answer.status_code, answer.json()["state"], answer.json()["operator"]) == (201, states.OFFERED, None)
    assert api.get("offers/", contact=contact.pk, open="true").json()["results"][0]["operator"]["id"] == teammate.pk


def test_transfer_into_a_queue_and_to_a_function(api: Api, contact: Contact, operator: User) -> None:
    a_queue("sales", function="sales")
    answer = api.post(f"contacts/{contact.pk}/transfer/", {"operator": operator.pk, "function": "sales"})
    assert (answer.status_code, answer.json()["queue"]) == (201, "sales")
    again = api.post(f"contacts/{contact.pk}/transfer/", {"operator": operator.pk, "queue": "inquiries"})
    assert again.status_code == 403


def test_participants_come_and_go(api: Api, contact: Contact, operator: User, expert: User) -> None:
    address = f"contacts/{contact.pk}/participants/"
    body = {"operator": operator.pk, "person": expert.pk, "text": "Как быть?"}
    assert api.post(address, {**body, "text": ""}).status_code == 400
    assert api.post(address, {**body, "person": 10**9}).status_code == 400
    made = api.post(address, body)
    assert (made.status_code, made.json()["role"], made.json()["person"]["id"]) == (201, "consultant", expert.pk)
    assert len(api.get(address).json()["results"]) == 1
    for _time in range(2):
        assert api.send("DELETE", f"{address}{expert.pk}/").status_code == 204
    assert api.send("DELETE", f"{address}{operator.pk}/").status_code == 404
    assert api.get(address).json()["results"][0]["until"]
    assert api.get("contacts/0/participants/").status_code == 404


def test_supervisor_takes_over_and_the_second_is_told(
    api: Api, contact: Contact, operator: User, teammate: User, supervisor: User
) -> None:
    address = f"contacts/{contact.pk}/takeover/"
    assert api.post(address, {"operator": teammate.pk}).status_code == 403
    taken = api.post(address, {"operator": supervisor.pk, "holder": operator.pk})
    assert (taken.status_code, taken.json()["operator"]["id"]) == (201, supervisor.pk)
    Queue.objects.update(colleagues_take_over=True)
    late = api.post(address, {"operator": teammate.pk, "holder": operator.pk})
    assert (late.status_code, late.json()["code"]) == (409, "taken_over")


def test_what_stays_in_the_house_never_leaves_by_the_api(
    api: Api, contact: Contact, operator: User, expert: User, supervisor: User
) -> None:
    api.post(f"contacts/{contact.pk}/participants/", {"operator": operator.pk, "person": expert.pk, "text": "тайна"})
    with commits():
        advise(contact_id=contact.pk, author=expert, text="тайна", at=contact.arrived_at)
        whisper(contact_id=contact.pk, author=supervisor, text="тайна", at=contact.arrived_at)
    for part in ("messages/", "events/", ""):
        assert "тайна" not in api.get(f"contacts/{contact.pk}/{part}").content.decode()


def test_scope_is_needed(integrator: User, contact: Contact, operator: User) -> None:
    reader = an_api(integrator, "contacts:read", "contacts:write", "routing:read", name="reader")
    assert reader.get(f"contacts/{contact.pk}/participants/").status_code == 200
    assert reader.post(f"contacts/{contact.pk}/takeover/", {"operator": operator.pk}).status_code == 403
    assert not Participant.objects.exists()
