"""Who may ask at all."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from contactcenter.api.models import ApiToken
from contactcenter.staff.models import User
from tests.api.conftest import Api


def test_without_a_token_there_is_only_a_problem(db: None) -> None:
    answer = Api().get("clients/")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401
    assert answer.json()["detail"]


def test_unknown_token_is_refused(db: None) -> None:
    answer = Api(secret="cc_unknown").get("clients/")

    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")


def test_token_of_who_left_is_refused(api: Api, integrator: User) -> None:
    User.objects.filter(pk=integrator.pk).update(is_active=False)
    assert api.get("clients/").status_code == 401


def test_token_of_who_lost_the_role_is_refused(api: Api, integrator: User) -> None:
    integrator.groups.remove(Group.objects.get(name="integrator"))
    assert api.get("clients/").status_code == 401


def test_use_is_noted_once_a_minute(api: Api) -> None:
    assert api.token
    token = ApiToken.objects.filter(pk=api.token.pk)
    api.get("queues/")
    first = token.get().last_used_at
    assert first
    api.get("queues/")
    assert token.get().last_used_at == first

    token.update(last_used_at=timezone.now() - timedelta(seconds=61))
    api.get("queues/")
    assert (token.get().last_used_at or first) > first


def test_session_reads_what_its_role_may_see(operator: User, expert: User) -> None:
    session = Api()
    session.browser.force_login(operator)
    assert session.get("clients/").status_code == 200
    assert session.get("operators/").json()["results"] == []


def test_session_cannot_write(supervisor: User) -> None:
    session = Api()
    session.browser.force_login(supervisor)
    answer = session.post("clients/", {"last_name": "Иванова"})

    assert (answer.status_code, answer.json()["code"]) == (403, "token_needed")


def test_forged_request_with_a_session_is_refused(supervisor: User) -> None:
    session = Api()
    session.browser.handler.enforce_csrf_checks = True
    session.browser.force_login(supervisor)
    assert session.post("clients/", {"last_name": "Иванова"}).status_code == 403
