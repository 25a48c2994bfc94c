"""Another system promises calls and tells how they ended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback, CallbackRule
from contactcenter.callbacks.operations.calling import call_due
from contactcenter.contacts.models import Queue
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.staff.models import User
from tests.api.conftest import Api, an_api
from tests.cast import arrive, commits

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(integrator: User) -> Api:
    CallbackRule.objects.create(opens="00:00", closes="23:59:59")
    return an_api(integrator)


def wanted(queue: Queue, moment: datetime | None = None, **fields: Any) -> dict[str, Any]:
    when = moment or timezone.now() + timedelta(hours=1)
    return {"phone": "8 (383) 212-34-56", "moment": when.isoformat(), "queue": queue.slug, **fields}


def test_promise_tells_zone_and_masked_number(api: Api, queue: Queue) -> None:
    answer = api.post("callbacks/", wanted(queue, note="Тариф", external_id="order-118"))

    body = answer.json()
    assert answer.status_code == 201, body
    assert (body["state"], body["time_zone"], body["note"]) == ("waiting", "Asia/Novosibirsk", "Тариф")
    assert "2123456" not in str(body)
    assert answer.headers["Location"].endswith(f"/api/v1/callbacks/{body['id']}/")


def test_same_name_again_answers_with_what_is_there(api: Api, queue: Queue) -> None:
    asked = wanted(queue, external_id="order-118")
    first = api.post("callbacks/", asked)

    again = api.post("callbacks/", asked)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "112"}, "phone"),
        ({"moment": "2020-01-01T12:00:00Z"}, "moment"),
        ({"moment": "2020-01-01T12:00:00"}, "moment"),
        ({"time_zone": "Asia/Moon"}, "time_zone"),
        ({"queue": "nowhere"}, "queue"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(api: Api, queue: Queue, wrong: dict[str, Any], field: str) -> None:
    answer = api.post("callbacks/", wanted(queue) | wrong)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Callback.objects.exists()


def test_second_promise_for_a_number_is_a_conflict(api: Api, queue: Queue) -> None:
    api.post("callbacks/", wanted(queue))

    assert api.post("callbacks/", wanted(queue)).json()["code"] == "already_agreed"


def test_call_is_moved_and_cancelled(api: Api, queue: Queue) -> None:
    pk = api.post("callbacks/", wanted(queue)).json()["id"]
    later = timezone.now() + timedelta(hours=3)

    assert api.put(f"callbacks/{pk}/moment/", {"moment": later.isoformat()}).json()["state"] == "waiting"
    assert api.post(f"callbacks/{pk}/cancellation/", {"why": "куплено"}).json()["state"] == "cancelled"
    assert api.put(f"callbacks/{pk}/moment/", {"moment": later.isoformat()}).status_code == 409
    verbs = [event["verb"] for event in api.get(f"callbacks/{pk}/events/").json()["results"]]
    assert verbs == ["agree", "reschedule", "cancel"]


def test_telephone_system_tells_the_outcome(api: Api, queue: Queue) -> None:
    pk = api.post("callbacks/", wanted(queue)).json()["id"]
    assert api.post(f"callbacks/{pk}/outcome/", {"result": "reached"}).status_code == 409
    with commits():
        call_due(as_of=timezone.now() + timedelta(hours=2))

    body = api.post(f"callbacks/{pk}/outcome/", {"result": "not_reached"}).json()

    assert (body["state"], body["attempts"]) == (states.WAITING, 1)
    assert [row["id"] for row in api.get("callbacks/", live="true").json()["results"]] == [pk]


def test_contacts_are_told_apart_by_outcome(api: Api, queue: Queue) -> None:
    now = timezone.now()
    at_once, patient, _waiting = (arrive(queue, at=now) for _number in range(3))
    abandon_contact(contact_id=at_once.pk, at=now + timedelta(seconds=2), why="left")
    abandon_contact(contact_id=patient.pk, at=now + timedelta(seconds=20), why="left")

    found = {
        outcome: [row["id"] for row in api.get("contacts/", outcome=outcome).json()["results"]]
        for outcome in ("answered", "abandoned", "abandoned_short")
    }

    assert found == {"answered": [], "abandoned": [patient.pk], "abandoned_short": [at_once.pk]}
    assert api.get(f"contacts/{patient.pk}/").json()["outcome"] == "abandoned"
