"""An administrator looks tokens over and takes them away."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from contactcenter.api.models import ApiToken
from contactcenter.staff.models import User
from tests.api.conftest import Api

LIST = "admin:api_apitoken_changelist"


@pytest.fixture
def desk(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def revoke(client: Client, token: ApiToken) -> int:
    return client.post(reverse(LIST), {"action": "revoke", "_selected_action": [token.pk]}, follow=True).status_code


def test_list_shows_tokens_without_digests(desk: Client, api: Api) -> None:
    assert api.token
    page = desk.get(reverse(LIST)).content.decode()
    assert api.token.name in page
    assert api.token.digest not in page
    detail = desk.get(reverse("admin:api_apitoken_change", args=[api.token.pk])).content.decode()
    assert api.token.digest not in detail


def test_revoked_token_is_refused(desk: Client, api: Api) -> None:
    assert api.token
    assert revoke(desk, api.token) == 200
    assert api.get("queues/").status_code == 401


def test_who_is_no_administrator_revokes_nothing(supervisor: User, api: Api) -> None:
    assert api.token
    client = Client()
    client.force_login(supervisor)
    revoke(client, api.token)
    assert api.get("queues/").status_code == 200
