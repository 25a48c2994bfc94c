"""The live topic of a department: who may watch it, and what a frame of it holds."""

import pytest

from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.working import take_referral
from contactcenter.live.access import watchable
from contactcenter.push import topics
from contactcenter.push.fragments import render
from contactcenter.staff.models import Department, User
from tests.deadlines.builders import NOON


@pytest.mark.parametrize(
    ("who", "may"),
    [("expert", True), ("colleague", True), ("stranger", False), ("operator", False), ("supervisor", False)],
)
def test_members_watch(who: str, may: bool, referral: Referral, request: pytest.FixtureRequest) -> None:
    topic = topics.department(referral.department_id)

    assert watchable(request.getfixturevalue(who), [topic]) == ({topic} if may else set())


def test_head_watches(department: Department, stranger: User) -> None:
    Department.objects.filter(pk=department.pk).update(head=stranger)

    assert watchable(stranger, [topics.department(department.pk)])


@pytest.mark.parametrize("name", ["department:", "department:x", "department:-1", "department:" + "9" * 30])
def test_nonsense_is_not_watched(name: str, expert: User) -> None:
    assert watchable(expert, [name]) == set()


def test_frame_signals_the_list_and_the_referral_that_moved(referral: Referral, expert: User) -> None:
    take_referral(referral_id=referral.pk, expert=expert, at=NOON)
    last = referral.events.latest("id").pk

    html = render(
        topics.department(referral.department_id),
        changes=[{"kind": "referrals", "referral": referral.pk}, {"kind": "deadline"}],
        language="ru",
    )

    assert f'id="department-signal-{referral.department_id}"' in html
    assert f'id="referral-signal-{referral.pk}" data-signal data-version="{last}"' in html
