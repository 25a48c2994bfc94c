"""The same client on the same matter again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from complaints.models import Policy
from complaints.queries.likeness import likeness
from contactcenter.staff.models import User
from tests.cast import a_client
from tests.complaints.builders import a_complaint

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other", "is_like"),
    [
        ("Дважды списали плату за октябрь", "Опять списали дважды плату за октябрь!", True),
        ("Дважды списали плату", "Списание платы двойное, плату верните", True),
        ("Мастер не пришёл", "Мастера не было, не пришел", True),
        ("Мастер не пришёл", "Нет интернета второй день", False),
        ("", "Нет интернета", False),
        ("!!!", "???", False),
    ],
)
def test_like_words(one: str, other: str, is_like: bool) -> None:
    assert (likeness(one, other) >= 50) is is_like
    assert likeness(one, other) == likeness(other, one)


def test_same_ground_within_the_days_is_a_repetition(at: datetime) -> None:
    client = a_client()
    first = a_complaint(client=client, ground="refund", text="Верните деньги", at=at)
    second = a_complaint(client=client, ground="refund", text="Совсем о другом", at=at + timedelta(days=29))
    assert second.repeats == first
    assert a_complaint(client=client, ground="refund", text="И это", at=at + timedelta(days=70)).repeats is None


def test_like_words_on_another_ground_are_one_too(at: datetime) -> None:
    client = a_client()
    first = a_complaint(client=client, ground="telecom_claim", text="Дважды списали плату", at=at)
    assert a_complaint(client=client, ground="refund", text="Списали плату дважды", at=at).repeats == first
    assert a_complaint(client=a_client(), ground="refund", text="Списали плату дважды", at=at).repeats is None


def test_policy_says_how_many_days(operator: User, at: datetime) -> None:
    Policy.objects.create(pk=1, repeat_days=1)
    client = a_client()
    a_complaint(client=client, ground="refund", at=at)
    assert a_complaint(client=client, ground="refund", at=at + timedelta(days=2)).repeats is None
