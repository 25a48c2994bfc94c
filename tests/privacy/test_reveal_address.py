"""Looking at hidden data leaves a line."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from contactcenter.clients.models import ClientAddress
from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.privacy.models import AccessLog
from contactcenter.privacy.operations.access import reveal_address
from contactcenter.staff.models import User
from tests.cast import a_client, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(db: None) -> ClientAddress:
    return a_client(phone="+79005550102").addresses.get()


def test_each_look_leaves_who_what_when_and_why(address: ClientAddress, operator: User, at: datetime) -> None:
    value, line = reveal_address(address=address, actor=operator, reason="перезвонить", at=at)
    assert value == "+79005550102"
    assert (line.client, line.actor, line.fields, line.reason, line.at) == (
        address.client,
        operator,
        [f"phone:{address.pk}"],
        "перезвонить",
        at,
    )


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "я" * 201])
def test_without_a_reason_nothing_is_shown(address: ClientAddress, operator: User, at: datetime, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        reveal_address(address=address, actor=operator, reason=reason, at=at)
    assert refused.value.field == "reason"
    assert not AccessLog.objects.exists()


def test_who_does_not_see_the_client_is_shown_nothing(address: ClientAddress, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        reveal_address(address=address, actor=a_user("nobody"), reason="любопытство", at=at)
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("change", ["UPDATE privacy_accesslog SET reason = ''", "DELETE FROM privacy_accesslog"])
def test_log_cannot_be_rewritten(address: ClientAddress, operator: User, at: datetime, change: str) -> None:
    reveal_address(address=address, actor=operator, reason="перезвонить", at=at)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
