"""An integrator's client, and the same request as anybody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings

from contactcenter.api.models import ApiToken
from contactcenter.api.operations.tokens import issue_token
from contactcenter.api.scopes import USUAL, Scope
from contactcenter.staff.models import User

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse


class Api:
    """Requests with one token, as another system would send them."""

    def __init__(self, *, token: ApiToken | None = None, secret: str = "") -> None:
        self.token = token
        self.secret = secret
        self.browser = Browser()

    def get(self, path: str, **query: Any) -> Answer:
        return self.send("GET", path, query=query)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Answer:
        return self.send("POST", path, {} if body is None else body, _with_key(headers, key))

    def put(self, path: str, body: Any, *, key: str = "") -> Answer:
        return self.send("PUT", path, body, _with_key({}, key))

    def patch(self, path: str, body: Any, *, key: str = "") -> Answer:
        return self.send("PATCH", path, body, _with_key({}, key))

    def raw(self, path: str, body: bytes, *, content_type: str = "application/json") -> Answer:
        """Bytes that no JSON library would write."""
        return self.browser.generic("POST", f"/api/v1/{path}", body, content_type, headers=self._headers({}))

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        query: dict[str, Any] | None = None,
    ) -> Answer:
        return self.browser.generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else json.dumps(body).encode(),
            "application/json",
            headers=self._headers(headers or {}),
            query_params=query,
        )

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        return {
            "Accept-Language": "en",
            **({"Authorization": f"Bearer {self.secret}"} if self.secret else {}),
            **headers,
        }


def _with_key(headers: dict[str, str], key: str) -> dict[str, str]:
    return {**headers, "Idempotency-Key": key} if key else headers


def an_api(user: User, *scopes: str, name: str = "crm") -> Api:
    """A token of `user`, with every usual scope unless told otherwise."""
    issued = issue_token(name=name, at=timezone.now(), user=user, scopes=scopes or USUAL)
    return Api(token=issued.token, secret=issued.secret)


@pytest.fixture(autouse=True)
def no_throttle(settings: Settings) -> None:
    """The limit has a test of its own."""
    settings.API_REQUESTS_PER_MINUTE = 0


@pytest.fixture
def api(integrator: User) -> Api:
    """Everything but personal data in full."""
    return an_api(integrator)


@pytest.fixture
def full_api(integrator: User) -> Api:
    """Personal data in full as well."""
    return an_api(integrator, *Scope.values, name="full")
