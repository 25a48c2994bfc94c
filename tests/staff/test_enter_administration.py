"""Who enters the administration follows from his roles."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client as Browser

from contactcenter.staff.listeners import refresh_entry
from contactcenter.staff.models import Role, User
from tests.cast import PASSWORD, a_user

pytestmark = pytest.mark.django_db


def enters(user: User) -> bool:
    browser = Browser()
    browser.force_login(user)
    return browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR])
def test_role_opens_the_door(role: str) -> None:
    assert enters(a_user("somebody", role))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.EXPERT, Role.INTEGRATOR])
def test_other_roles_do_not(role: str) -> None:
    assert not enters(a_user("somebody", role))


def test_role_that_is_taken_away_closes_it() -> None:
    user = a_user("somebody", Role.SUPERVISOR, Role.OPERATOR)

    user.groups.remove(Group.objects.get(name=Role.SUPERVISOR))

    assert not enters(User.objects.get(pk=user.pk))


def test_role_given_from_the_other_side_opens_it_too() -> None:
    user = a_user("somebody")
    group = Group.objects.get(name=Role.SUPERVISOR)

    group.user_set.add(user)
    assert enters(User.objects.get(pk=user.pk))

    group.user_set.clear()
    assert not enters(User.objects.get(pk=user.pk))


def test_superuser_enters_without_a_role() -> None:
    assert enters(User.objects.create_superuser("root", password=PASSWORD))


def test_flag_alone_opens_nothing() -> None:
    assert not enters(User.objects.create_user("flagged", password=PASSWORD, is_staff=True))


def test_rows_written_past_the_signals_can_be_brought_up() -> None:
    user = a_user("somebody")
    User.groups.through.objects.create(user=user, group=Group.objects.get(name=Role.SUPERVISOR))

    refresh_entry()

    assert enters(User.objects.get(pk=user.pk))


def test_door_of_the_administration_takes_the_same_password(administrator: User) -> None:
    browser = Browser()

    answer = browser.post(
        "/admin/login/", {"username": administrator.username, "password": PASSWORD, "next": "/admin/"}
    )

    assert answer.status_code == 302
    assert browser.get("/admin/").status_code == 200


def test_operator_is_refused_at_that_door(operator: User) -> None:
    answer = Browser().post("/admin/login/", {"username": operator.username, "password": PASSWORD, "next": "/admin/"})

    assert answer.status_code == 200  # the form again, with the reason
    assert "errornote" in answer.content.decode() or answer.context["form"].errors
