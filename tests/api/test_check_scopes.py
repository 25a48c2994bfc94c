"""Each route asks for its scope, and for nothing else."""

from __future__ import annotations

import pytest

from contactcenter.api.scopes import Scope
from contactcenter.staff.models import User
from tests.api.conftest import an_api

ROUTES = [
    ("GET", "clients/", "clients:read"),
    ("GET", "clients/1/", "clients:read"),
    ("POST", "clients/", "clients:write"),
    ("PATCH", "clients/1/", "clients:write"),
    ("GET", "clients/1/addresses/", "clients:read"),
    ("POST", "clients/1/addresses/", "clients:write"),
    ("GET", "contacts/", "contacts:read"),
    ("GET", "contacts/1/", "contacts:read"),
    ("POST", "contacts/", "contacts:write"),
    ("GET", "contacts/1/messages/", "contacts:read"),
    ("POST", "contacts/1/messages/", "contacts:write"),
    ("GET", "contacts/1/events/", "contacts:read"),
    ("POST", "contacts/1/abandonment/", "contacts:write"),
    ("POST", "contacts/1/collection/", "contacts:write"),
    ("GET", "operators/1/day/", "operators:read"),
    ("GET", "cases/", "cases:read"),
    ("GET", "cases/1/", "cases:read"),
    ("GET", "cases/1/timeline/", "cases:read"),
    ("POST", "cases/1/transitions/", "cases:write"),
    ("GET", "inquiries/", "cases:read"),
    ("GET", "referrals/", "referrals:read"),
    ("GET", "referrals/1/", "referrals:read"),
    ("POST", "referrals/", "referrals:write"),
    ("GET", "referrals/1/messages/", "referrals:read"),
    ("POST", "referrals/1/messages/", "referrals:write"),
    ("POST", "referrals/1/taking/", "referrals:write"),
    ("POST", "referrals/1/decision/", "referrals:write"),
    ("POST", "referrals/1/return/", "referrals:write"),
    ("POST", "referrals/1/refusal/", "referrals:write"),
    ("POST", "referrals/1/withdrawal/", "referrals:write"),
    ("GET", "queues/", "queues:read"),
    ("GET", "queues/inquiries/", "queues:read"),
    ("GET", "topics/", "queues:read"),
    ("GET", "dispositions/", "queues:read"),
    ("GET", "canned-replies/", "queues:read"),
    ("GET", "operators/", "operators:read"),
    ("GET", "operators/1/", "operators:read"),
    ("GET", "operators/1/presence/", "operators:read"),
    ("PUT", "operators/1/presence/", "operators:write"),
    ("GET", "offers/", "routing:read"),
    ("GET", "offers/1/", "routing:read"),
    ("POST", "offers/1/acceptance/", "routing:write"),
    ("POST", "offers/1/refusal/", "routing:write"),
]


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_token_without_the_scope_is_told_which_one(integrator: User, method: str, path: str, scope: str) -> None:
    others = [known for known in Scope.values if known != scope]
    answer = an_api(integrator, *others).send(method, path)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert scope in answer.json()["detail"]


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_token_with_only_the_scope_passes(integrator: User, method: str, path: str, scope: str) -> None:
    answer = an_api(integrator, scope).send(method, path)

    assert answer.status_code in (200, 400, 404), answer.json()
