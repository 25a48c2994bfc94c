"""Accounts in the administration."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client as Browser

from contactcenter.contacts.models import Queue
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import (
    Department,
    OperatorSkill,
    Presence,
    PresenceInterval,
    PresenceState,
    Role,
    Team,
    User,
)
from tests.cast import PASSWORD, a_skill, commits, ready

pytestmark = pytest.mark.django_db

LIST = "/admin/staff/user/"


@pytest.fixture
def browser(administrator: User) -> Browser:
    browser = Browser()
    browser.force_login(administrator)
    return browser


def formset(prefix: str, *rows: dict[str, object], initial: int = 0) -> dict[str, object]:
    """The fields of an inline as a browser sends them."""
    counts = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": initial, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    fields: dict[str, object] = {f"{prefix}-{name}": value for name, value in counts.items()}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


def act(browser: Browser, action: str, *users: User) -> None:
    with commits():
        answer = browser.post(LIST, {"action": action, "_selected_action": [user.pk for user in users]}, follow=True)
    assert answer.status_code == 200


def test_operator_is_made_with_role_team_and_skills_in_one_go(browser: Browser, queue: Queue, team: Team) -> None:
    skill = a_skill("inquiries")
    answer = browser.post(
        f"{LIST}add/",
        {
            "username": "newcomer",
            "password1": "a-long-word-81",
            "password2": "a-long-word-81",
            "usable_password": "true",
            "last_name": "Новикова",
            "first_name": "Нина",
            "team": team.pk,
            "groups": [Group.objects.get(name=Role.OPERATOR).pk],
            **formset("operator_skills", {"skill": skill.pk, "level": 4}),
        },
    )

    assert answer.status_code == 302, answer.context["adminform"].errors
    newcomer = User.objects.get(username="newcomer")
    assert (newcomer.team, newcomer.check_password("a-long-word-81")) == (team, True)
    assert newcomer.has_role(Role.OPERATOR)
    assert QueueMember.objects.get(queue=queue, operator=newcomer).level == 4


def test_change_of_a_skill_changes_who_serves_the_queue(browser: Browser, queue: Queue, operator: User) -> None:
    own = OperatorSkill.objects.get(operator=operator)
    row = {"id": own.pk, "operator": operator.pk, "skill": own.skill_id, "level": own.level, "DELETE": "on"}

    answer = browser.post(
        f"{LIST}{operator.pk}/change/",
        {
            "username": operator.username,
            "last_name": operator.last_name,
            "first_name": operator.first_name,
            "groups": [Group.objects.get(name=Role.OPERATOR).pk],
            **formset("operator_skills", row, initial=1),
        },
    )

    assert answer.status_code == 302
    assert not QueueMember.objects.filter(operator=operator).exists()


def test_deactivating_signs_out_and_says_who_did_it(browser: Browser, operator: User, administrator: User) -> None:
    ready(operator)

    act(browser, "deactivate", operator)

    assert not User.objects.get(pk=operator.pk).is_active
    assert Presence.objects.get(operator=operator).state == PresenceState.OFFLINE
    assert PresenceInterval.objects.latest("id").ended_by == administrator


def test_activating_lets_in_again(browser: Browser, operator: User) -> None:
    act(browser, "deactivate", operator)
    act(browser, "activate", operator)

    assert User.objects.get(pk=operator.pk).is_active


def test_own_account_stays(browser: Browser, administrator: User) -> None:
    act(browser, "deactivate", administrator)

    assert User.objects.get(pk=administrator.pk).is_active


def test_operator_is_signed_out_at_once(browser: Browser, operator: User) -> None:
    ready(operator)

    act(browser, "sign_out_now", operator)

    assert Presence.objects.get(operator=operator).state == PresenceState.OFFLINE
    assert User.objects.get(pk=operator.pk).is_active


def test_supervisor_looks_but_does_not_change(supervisor: User, operator: User) -> None:
    browser = Browser()
    browser.force_login(supervisor)
    ready(operator)

    assert browser.get(LIST).status_code == 200
    act(browser, "sign_out_now", operator)
    assert browser.post(f"{LIST}{operator.pk}/change/", {"username": "x"}).status_code == 403

    assert Presence.objects.get(operator=operator).state == PresenceState.READY


def test_password_is_set_by_an_administrator(browser: Browser, operator: User) -> None:
    answer = browser.post(
        f"{LIST}{operator.pk}/password/",
        {"password1": "another-word-82", "password2": "another-word-82", "usable_password": "true"},
    )

    assert answer.status_code == 302
    assert User.objects.get(pk=operator.pk).check_password("another-word-82")


def test_administrator_neither_changes_a_superuser_nor_becomes_one(browser: Browser, administrator: User) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD)

    assert browser.post(f"{LIST}{root.pk}/change/", {"username": "mine"}).status_code == 403
    assert browser.get(f"{LIST}{root.pk}/password/").status_code == 403
    page = browser.get(f"{LIST}{administrator.pk}/change/").content.decode()
    assert "is_superuser" not in page


def test_accounts_are_not_deleted(browser: Browser, operator: User) -> None:
    assert browser.post(f"{LIST}{operator.pk}/delete/", {"post": "yes"}).status_code == 403


def test_roles_of_the_program_keep_their_names(browser: Browser) -> None:
    role = Group.objects.get(name=Role.OPERATOR)

    assert browser.post(f"/admin/auth/group/{role.pk}/delete/", {"post": "yes"}).status_code == 403
    browser.post(f"/admin/auth/group/{role.pk}/change/", {"name": "renamed", "permissions": []})
    assert Group.objects.filter(pk=role.pk, name=Role.OPERATOR).exists()


def test_department_is_never_beneath_itself(browser: Browser) -> None:
    top = Department.objects.create(name="Верхний", code="top")
    low = Department.objects.create(name="Нижний", code="low", parent=top)

    answer = browser.post(
        f"/admin/staff/department/{top.pk}/change/", {"name": "Верхний", "code": "top", "parent": low.pk}
    )

    assert answer.status_code == 200
    assert Department.objects.get(pk=top.pk).parent is None
