"""The API describes itself: completely, without warnings, on a page of our own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.api.conftest import Api
from tests.api.test_check_scopes import ROUTES

NUMBER = re.compile(r"/(1|inquiries)/")


@pytest.fixture
def description(db: None) -> dict[str, Any]:
    return Api().get("schema/", format="json").json()  # type: ignore[no-any-return]


def test_description_is_valid_and_without_warnings(tmp_path: Path, db: None) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_route_is_described_with_its_scope(description: dict[str, Any]) -> None:
    for method, path, scope in ROUTES:
        pattern = re.compile("/api/v1/" + re.sub(r"(?<=/)(1|inquiries)/", r"\\{\\w+\\}/", path) + "$")
        found = [operations for route, operations in description["paths"].items() if pattern.match(route)]
        assert any(f"`{scope}`" in operations[method.lower()]["description"] for operations in found), path


def test_writing_takes_an_idempotency_key_and_no_session(description: dict[str, Any]) -> None:
    writing = [
        operation
        for operations in description["paths"].values()
        for method, operation in operations.items()
        if method in ("post", "put", "patch")
    ]
    assert writing
    for operation in writing:
        assert "Idempotency-Key" in [parameter["name"] for parameter in operation["parameters"]]
        assert operation["security"] == [{"token": []}]


def test_problems_are_described_everywhere(description: dict[str, Any]) -> None:
    for operations in description["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                assert list(answer.get("content", {"application/json": {}})) == [
                    "application/json" if status < "300" else "application/problem+json"
                ]


def test_documentation_page_has_nothing_inline(db: None) -> None:
    page = Api().get("docs/")

    assert page.status_code == 200
    html = page.content.decode()
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert not re.search(r"(src|href)=\"(https?:)?//", html)
    script = re.search(r'src="([^"]+script=[^"]*)"', html)
    assert script
    assert (
        Api().browser.get(script[1].replace("&amp;", "&")).headers["Content-Type"].startswith("application/javascript")
    )


def test_front_door_leads_to_the_documentation(db: None) -> None:
    assert Api().get("").headers["Location"] == reverse("api:docs")
