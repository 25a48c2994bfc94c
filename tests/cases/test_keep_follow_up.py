"""What an operator promised to do later."""

from datetime import datetime, timedelta

import pytest

from contactcenter.cases.models import FollowUp
from contactcenter.cases.operations.follow_ups import add_follow_up, complete_follow_up
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User

pytestmark = pytest.mark.django_db


def test_most_urgent_comes_first_and_done_is_gone(operator: User, at: datetime) -> None:
    later, sooner = (
        add_follow_up(operator=operator, text=text, due_at=at + timedelta(hours=hours), at=at)
        for text, hours in (("Перезвонить", 5), ("Написать", 1))
    )
    mine = FollowUp.objects.visible_to(operator).open()
    assert list(mine) == [sooner, later]
    assert complete_follow_up(follow_up_id=sooner.pk, operator=operator, at=at)
    assert list(mine.all()) == [later]


def test_done_twice_is_done_once(operator: User, at: datetime) -> None:
    task = add_follow_up(operator=operator, text="Перезвонить", due_at=at + timedelta(hours=1), at=at)
    done = [complete_follow_up(follow_up_id=task.pk, operator=operator, at=at) for _time in range(2)]
    assert done == [True, False]


def test_nobody_sees_or_ends_the_task_of_another(operator: User, teammate: User, at: datetime) -> None:
    task = add_follow_up(operator=operator, text="Перезвонить", due_at=at + timedelta(hours=1), at=at)
    assert not FollowUp.objects.visible_to(teammate).exists()
    assert not complete_follow_up(follow_up_id=task.pk, operator=teammate, at=at)


@pytest.mark.parametrize(("text", "hours"), [("", 1), ("\u200b", 1), ("я" * 301, 1), ("Перезвонить", 0)])
def test_refused_with_a_sentence(operator: User, at: datetime, text: str, hours: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_follow_up(operator=operator, text=text, due_at=at + timedelta(hours=hours), at=at)
    assert str(refused.value)
    assert not FollowUp.objects.exists()
