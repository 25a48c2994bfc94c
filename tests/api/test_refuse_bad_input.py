"""Whatever arrives is answered with a problem, and never with a 500."""

from __future__ import annotations

import json

import pytest

from contactcenter.contacts.models import Queue
from tests.api.conftest import Api

LIMIT = 1024 * 1024


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"last_name": "\xc3\x28"}', 400),
        (b'"just a string"', 400),
        (b"null", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400),
        (b'{"last_name": NaN}', 400),
        (b'{"last_name": 1e999}', 400),
        (b'{"last_name": ' + b"9" * 5_000 + b"}", 400),
        (rb'{"last_name": "\ud800"}', 400),
        (rb'{"last_name": "\u0000"}', 400),
        (json.dumps({"note": "а" * 100_000}).encode(), 400),
        (json.dumps({"note": "x" * LIMIT}).encode(), 413),
        (b" " * (3 * LIMIT), 413),
    ],
)
def test_body_that_is_no_client_is_a_problem(api: Api, body: bytes, status: int) -> None:
    answer = api.raw("clients/", body)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_megabyte_of_text_is_refused_in_a_sentence(api: Api, queue: Queue) -> None:
    answer = api.post("contacts/", {"address": "customer-17", "queue": "inquiries", "text": "x" * 1_000_000})

    assert answer.status_code == 400
    assert "10000" in answer.json()["errors"][0]["detail"]


def test_other_content_types_are_not_taken(api: Api) -> None:
    for content_type in ("application/xml", "application/x-www-form-urlencoded", "text/plain", ""):
        assert api.raw("clients/", b"last_name=x", content_type=content_type).status_code == 415


def test_unknown_address_is_a_problem_also_without_a_token(db: None) -> None:
    for path in ("clientz/", "clients", "clients/first/", "queues/%FF/", "contacts/-1/"):
        answer = Api().get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path
        assert answer.json()["instance"].isascii()


@pytest.mark.parametrize("method", ["DELETE", "PUT", "OPTIONS", "TRACE"])
def test_unknown_method_is_a_problem_that_names_the_known(api: Api, method: str) -> None:
    answer = api.send(method, "clients/")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, POST, HEAD"


def test_too_many_parameters_are_a_problem(api: Api) -> None:
    answer = api.send("GET", "clients/?" + "&".join(f"a{number}=1" for number in range(1_500)))
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_problem_speaks_the_language_of_the_caller(api: Api) -> None:
    russian = api.send("DELETE", "clients/", headers={"Accept-Language": "ru"}).json()
    english = api.send("DELETE", "clients/").json()

    assert english.pop("detail") == 'Method "DELETE" not allowed.'
    assert russian.pop("detail") == 'Метод "DELETE" не разрешен.'
    assert english == russian
    assert russian == {
        "type": "urn:contactcenter:problem:method_not_allowed",
        "title": "Method Not Allowed",
        "status": 405,
        "instance": "/api/v1/clients/",
        "code": "method_not_allowed",
    }
