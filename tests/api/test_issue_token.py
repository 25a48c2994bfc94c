"""manage.py api_token: a token is shown once, kept as a digest, and can be taken away."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from contactcenter.api.models import ApiToken
from contactcenter.api.operations.tokens import digest_of
from contactcenter.api.scopes import USUAL
from contactcenter.staff.models import Role, User
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("api_token", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


def test_printed_token_opens_the_api() -> None:
    secret = command("crm")

    assert secret.startswith("cc_")
    assert Api(secret=secret).get("queues/").status_code == 200


def test_only_a_digest_is_stored() -> None:
    secret = command("crm")

    token = ApiToken.objects.get()
    assert token.digest == digest_of(secret)
    assert secret not in str(ApiToken.objects.values())


def test_token_without_a_user_gets_one_who_cannot_sign_in() -> None:
    command("Служба доставки")

    user = ApiToken.objects.get().user
    assert user.has_role(Role.INTEGRATOR)
    assert not user.has_usable_password()


def test_usual_scopes_leave_personal_data_out() -> None:
    command("crm")

    assert sorted(ApiToken.objects.get().scopes) == sorted(USUAL)
    assert "clients:personal_data" not in USUAL


def test_scopes_and_user_can_be_named(integrator: User) -> None:
    command("crm", "--scopes", "queues:read", "--user", integrator.username)

    token = ApiToken.objects.get()
    assert (token.scopes, token.user) == (["queues:read"], integrator)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["crm", "--scopes", "everything"], "everything"),
        (["crm", "--user", "nobody"], "nobody"),
        (["crm", "--user", "operator"], "operator"),
        (["///"], "."),
        (["--revoke", "crm"], "crm"),
    ],
)
def test_refusal_is_a_sentence_and_writes_nothing(arguments: list[str], sentence: str, operator: User) -> None:
    with pytest.raises(CommandError, match=sentence):
        command(*arguments)
    assert not ApiToken.objects.exists()


def test_name_in_force_is_not_given_twice() -> None:
    command("crm")
    with pytest.raises(CommandError, match="crm"):
        command("crm")


def test_revoked_token_is_refused_at_once_and_its_name_is_free() -> None:
    secret = command("crm")
    command("--revoke", "crm")

    assert Api(secret=secret).get("queues/").status_code == 401
    assert command("crm") != secret


def test_list_tells_everything_but_the_secret() -> None:
    secret = command("crm")
    listed = command("--list")

    assert "crm" in listed
    assert "queues:read" in listed
    assert secret not in listed
