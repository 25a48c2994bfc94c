"""GET /clients/: addresses are masked, and where they are not, a line tells who looked."""

from __future__ import annotations

from django.utils import timezone

from contactcenter.clients.operations.merging import merge_clients
from contactcenter.privacy.models import AccessLog
from contactcenter.staff.models import User
from tests.api.conftest import Api
from tests.cast import a_client

PHONE = "+79000000001"


def test_addresses_are_masked(api: Api) -> None:
    client = a_client(phone=PHONE)
    shown = [
        api.get("clients/").json()["results"][0]["addresses"][0],
        api.get(f"clients/{client.pk}/").json()["addresses"][0],
        api.get(f"clients/{client.pk}/addresses/").json()["results"][0],
    ]

    assert all(address["masked"] and address["value"].endswith("•••-00-01") for address in shown)
    assert not AccessLog.objects.exists()


def test_each_look_at_full_addresses_leaves_a_line(full_api: Api, integrator: User) -> None:
    client, other = a_client(phone=PHONE), a_client()
    assert full_api.get(f"clients/{client.pk}/").json()["addresses"][0]["value"] == PHONE
    full_api.get(f"clients/{client.pk}/addresses/")
    full_api.get("clients/")

    lines = AccessLog.objects.order_by("id")
    assert [line.client_id for line in lines[:2]] == [client.pk, client.pk]
    assert {line.client_id for line in lines[2:]} == {client.pk, other.pk}
    address = client.addresses.get()
    for line in lines.filter(client=client):
        assert (line.actor, line.origin, line.fields) == (integrator, "api", [f"phone:{address.pk}"])
        assert "full" in line.reason


def test_answer_to_a_writing_request_is_masked_also_for_them(full_api: Api) -> None:
    answer = full_api.post("clients/", {"addresses": [{"kind": "phone", "value": PHONE}]})

    assert answer.json()["addresses"][0]["masked"]
    assert not AccessLog.objects.exists()


def test_search_finds_by_name_and_by_a_piece_of_the_number(api: Api) -> None:
    client = a_client("Фёдорова Анна Петровна", phone=PHONE)
    a_client("Кузнецов Антон Ильич")

    for text in ("анна федор", "0000001"):
        found = api.get("clients/", search=text).json()["results"]
        assert [row["id"] for row in found] == [client.pk]


def test_merged_client_tells_where_it_went_and_is_not_listed(api: Api) -> None:
    source, target = a_client(), a_client()
    merge_clients(source=source, target=target, actor=None, at=timezone.now())

    assert api.get(f"clients/{source.pk}/").json()["merged_into"] == target.pk
    assert [row["id"] for row in api.get("clients/").json()["results"]] == [target.pk]


def test_unknown_client_is_a_problem_also_as_the_parent_of_a_list(api: Api) -> None:
    for path in ("clients/999999/", "clients/999999/addresses/", f"clients/{10**40}/"):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
