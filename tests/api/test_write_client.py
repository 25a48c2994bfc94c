"""POST and PATCH /clients/."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from contactcenter.clients.models import Client, ClientAddress
from contactcenter.clients.operations.merging import merge_clients
from tests.api.conftest import Api
from tests.cast import a_client


def test_client_is_created_with_its_addresses(api: Api) -> None:
    answer = api.post(
        "clients/",
        {
            "last_name": "Иванова",
            "first_name": "Анна",
            "addresses": [{"kind": "phone", "value": "8 (900) 000-00-01"}, {"kind": "email", "value": "A@example.ru"}],
        },
    )

    assert answer.status_code == 201, answer.json()
    client = Client.objects.get(pk=answer.json()["id"])
    assert client.name == "Иванова Анна"
    assert {address.value for address in client.addresses.all()} == {"+79000000001", "a@example.ru"}
    assert answer.headers["Location"].endswith(f"/clients/{client.pk}/")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, ""),
        ({"addresses": [{"kind": "phone", "value": "112"}]}, "addresses"),
        ({"addresses": [{"kind": "pigeon", "value": "coo"}]}, "addresses.0.kind"),
        ({"last_name": "Иванова", "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"last_name": "Иванова", "frist_name": "Анна"}, "frist_name"),
        ({"last_name": "и" * 151}, "last_name"),
        ({"last_name": "Ива\0нова"}, "last_name"),
        ({"last_name": None}, "last_name"),
        ([], ""),
    ],
)
def test_refused_client_is_told_by_field_and_leaves_nothing(api: Api, body: Any, field: str) -> None:
    answer = api.post("clients/", body)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Client.objects.exists()


def test_address_of_somebody_else_is_refused_and_the_client_with_it(api: Api) -> None:
    a_client(phone="+79000000001")
    answer = api.post(
        "clients/", {"last_name": "Петров", "addresses": [{"kind": "phone", "value": "+7 900 000-00-01"}]}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "address_taken")
    assert Client.objects.count() == 1


def test_patch_changes_only_what_it_names(api: Api) -> None:
    client = a_client("Иванова Анна Петровна")
    answer = api.patch(f"clients/{client.pk}/", {"last_name": "Фёдорова", "segment": "vip"})

    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["segment"]) == ("Фёдорова Анна Петровна", "vip")
    assert Client.objects.found_by("федорова анна").exists()


def test_merged_client_is_not_changed(api: Api) -> None:
    source, target = a_client(), a_client()
    merge_clients(source=source, target=target, actor=None, at=timezone.now())
    answer = api.patch(f"clients/{source.pk}/", {"segment": "vip"})

    assert (answer.status_code, answer.json()["code"]) == (409, "merged")
    assert str(target.pk) in answer.json()["detail"]


def test_address_is_added_once(api: Api) -> None:
    client = a_client()
    body = {"kind": "telegram", "value": "anna_fedorova"}
    answers = [api.post(f"clients/{client.pk}/addresses/", body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert ClientAddress.objects.filter(client=client, kind="telegram").count() == 1


def test_emoji_and_right_to_left_names_are_kept(api: Api) -> None:
    for name in ("🦊🦊", "محمد"):
        answer = api.post("clients/", {"first_name": name})
        assert (answer.status_code, answer.json()["first_name"]) == (201, name)
