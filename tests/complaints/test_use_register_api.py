"""The register over the API: from the entry to the end, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.models import Complaint
from contactcenter.staff.models import User
from tests.api.conftest import Api, an_api
from tests.cast import a_client, commits
from tests.complaints.builders import a_complaint, entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_api(integrator: User) -> Api:
    return an_api(integrator)


def post(api: Api, path: str, body: dict[str, Any], status: int = 201) -> Any:
    with commits():
        answer = api.post(path, body)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_entry_from_registration_to_the_end(full_api: Api) -> None:
    new = {"client": a_client().pk, "kind": "claim", "ground": "telecom_claim", "text": "Верните", "amount": 65_000}
    made = post(full_api, "complaints/", new)
    assert made["number"].startswith("ПР-")
    assert made["entry"]["amount"] == 65_000
    assert made["deadlines"]
    path = f"complaints/{made['id']}/"
    post(full_api, f"{path}acknowledgement/", {"note": "по телефону"})
    post(full_api, f"{path}decision/", {"outcome": "upheld", "reason": "Списали дважды", "amount": 65_000})
    post(full_api, f"{path}answer/", {"text": "Вернём", "outgoing_number": "77"})
    post(full_api, f"{path}execution/", {"what": "Вернули"})
    done = post(full_api, f"{path}closure/", {})
    assert (done["state"], done["entry"]["outcome"]) == ("closed", "upheld")


def test_anonymous_entry_needs_nobody(full_api: Api) -> None:
    made = post(full_api, "complaints/", {"kind": "complaint", "text": "Мастер не пришёл", "is_anonymous": True})
    assert made["entry"]["complainant"] == ""


def test_correction_with_a_reason(full_api: Api) -> None:
    row = a_complaint()
    answer = full_api.patch(f"complaints/{row.pk}/", {"reason": "Опечатка", "amount": 12_300})
    assert answer.status_code == 200, answer.content
    assert entry(row.pk).amount == 12_300
    assert full_api.patch(f"complaints/{row.pk}/", {"reason": "Опечатка"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("decision", {"outcome": "upheld", "reason": ""}, 400),
        ("decision", {"outcome": "upheld", "reason": "Да", "amount": -1}, 400),
        ("decision", {"outcome": "upheld", "reason": "Да", "amount": 10.001}, 400),
        ("answer", {"text": "Вернём"}, 409),
        ("extension", {"reason": "Надо", "told": "да"}, 409),
        ("closure", {}, 409),
        ("cancellation", {"reason": "Ошибка"}, 403),
    ],
)
def test_refused(full_api: Api, path: str, body: dict[str, Any], status: int) -> None:
    row = a_complaint(ground="telecom_claim")
    post(full_api, f"complaints/{row.pk}/{path}/", body, status)
    assert entry(row.pk).state == "registered"


def test_joining(full_api: Api) -> None:
    client = a_client()
    main, twin = a_complaint(client=client), a_complaint(client=client)
    joined = post(full_api, f"complaints/{twin.pk}/joining/", {"into": main.pk})
    assert joined["entry"]["joined_to"] == main.pk


def test_list_is_narrowed(full_api: Api) -> None:
    claim, _other = a_complaint(ground="refund"), a_complaint(kind="complaint")
    found = full_api.get("complaints/?register_kind=claim&ground=refund").json()["results"]
    assert [row["id"] for row in found] == [claim.pk]
    assert Complaint.objects.count() == 2
