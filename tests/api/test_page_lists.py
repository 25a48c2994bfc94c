"""Pages by cursor, filters, and parameters that nobody knows."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.conftest import Api
from tests.cast import a_client


def pages(api: Api, path: str, **query: Any) -> list[list[int]]:
    found = []
    while True:
        answer = api.get(path, **query).json()
        found.append([row["id"] for row in answer["results"]])
        if answer["next"] is None:
            return found
        query = {name: value[0] for name, value in parse_qs(urlsplit(answer["next"]).query).items()}


def test_pages_hold_every_row_once_newest_first(api: Api) -> None:
    ids = [a_client().pk for _ in range(7)]
    assert pages(api, "clients/", page_size=3) == [ids[:3:-1], ids[3:0:-1], ids[:1]]


def test_rows_that_come_meanwhile_move_nothing(api: Api) -> None:
    ids = [a_client().pk for _ in range(4)]
    first = api.get("clients/", page_size=2).json()
    a_client()
    cursor = parse_qs(urlsplit(first["next"]).query)["cursor"][0]
    second = api.get("clients/", page_size=2, cursor=cursor).json()

    assert [row["id"] for row in second["results"]] == ids[1::-1]
    back = parse_qs(urlsplit(second["previous"]).query)["cursor"][0]
    assert [row["id"] for row in api.get("clients/", page_size=2, cursor=back).json()["results"]] == ids[:1:-1]


@pytest.mark.parametrize("size", ["0", "201", "-1", "many", "", "1.5", "9" * 400, "٣"])
def test_impossible_size_is_refused(api: Api, size: str) -> None:
    answer = api.get("clients/", page_size=size)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "page_size")


@pytest.mark.parametrize(
    "cursor", ["x", "%", "ключ", *(base64.b64encode(raw).decode() for raw in (b"p=abc", b"\xff", b"o=-1", b"r=x&p=1"))]
)
def test_foreign_cursor_is_refused(api: Api, cursor: str) -> None:
    answer = api.get("clients/", cursor=cursor)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("clients/", {"serach": "Анна"}, "serach"),
        ("clients/", {"kind": "robot"}, "kind"),
        ("clients/", {"search": "а\0б"}, "search"),
        ("clients/", {"search": "а" * 201}, "search"),
        ("clients/", {"created_after": "yesterday"}, "created_after"),
        ("contacts/", {"open": "maybe"}, "open"),
        ("contacts/", {"client": "first"}, "client"),
        ("contacts/", {"state": "lost"}, "state"),
        ("contacts/", {"ordering": "priority"}, "ordering"),
        ("contacts/", {"state": ""}, "state"),
        ("contacts/", {"state": ["queued", "active"]}, "state"),
        ("contacts/", {"arrived_after": "0001-01-01T00:00:00+14:00"}, "arrived_after"),
    ],
)
def test_filter_that_is_not_understood_is_refused(api: Api, path: str, query: dict[str, Any], field: str) -> None:
    answer = api.get(path, **query)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_moment_in_a_zone_that_the_database_does_not_know_is_understood(api: Api) -> None:
    assert api.get("contacts/", arrived_after="1564-05-25T04:47:48+17:41").status_code == 200


def test_number_too_large_for_any_row_finds_nothing(api: Api) -> None:
    assert api.get("contacts/", client=10**30).json()["results"] == []
