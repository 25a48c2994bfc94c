"""Who serves what follows from skills, roles and activity."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import Queue
from contactcenter.routing.models import Offer, QueueMember, QueueSkill
from contactcenter.routing.operations.members import refresh_members
from contactcenter.routing.operations.sweep import match_waiting
from contactcenter.staff.models import OperatorSkill, Role, User
from tests.cast import a_skill, a_user, arrive, ready

pytestmark = pytest.mark.django_db


def members(queue: Queue) -> dict[User, int]:
    return {member.operator: member.level for member in QueueMember.objects.filter(queue=queue)}


def test_skill_at_the_level_makes_a_member(queue: Queue, operator: User, outsider: User) -> None:
    assert members(queue) == {operator: 3}


def test_new_skill_is_known_at_once(queue: Queue, outsider: User) -> None:
    ready(outsider)
    assert arrive(queue).state == states.QUEUED
    OperatorSkill.objects.create(operator=outsider, skill=a_skill(), level=1)
    assert members(queue) == {outsider: 1}
    match_waiting(as_of=timezone.now())
    assert Offer.objects.open().get().operator == outsider


def test_level_that_falls_too_low_ends_membership(queue: Queue, operator: User) -> None:
    skill = QueueSkill.objects.get(queue=queue)
    skill.level = 4
    skill.save()
    assert members(queue) == {}


def test_better_level_is_known(queue: Queue, operator: User) -> None:
    OperatorSkill.objects.get(operator=operator).delete()
    OperatorSkill.objects.create(operator=operator, skill=a_skill(), level=5)
    assert members(queue) == {operator: 5}


def test_all_skills_are_wanted(queue: Queue, operator: User, teammate: User) -> None:
    english = a_skill("english")
    QueueSkill.objects.create(queue=queue, skill=english, level=2)
    assert members(queue) == {}
    OperatorSkill.objects.create(operator=operator, skill=english, level=2)
    OperatorSkill.objects.create(operator=teammate, skill=english, level=1)
    assert members(queue) == {operator: 5}


def test_queue_that_loses_its_last_skill_loses_its_members(queue: Queue, operator: User) -> None:
    QueueSkill.objects.get(queue=queue).delete()
    assert members(queue) == {}


def test_only_operators_are_members(queue: Queue) -> None:
    user = a_user("somebody")
    OperatorSkill.objects.create(operator=user, skill=a_skill(), level=5)
    assert members(queue) == {}
    user.groups.add(Group.objects.get(name=Role.OPERATOR))
    assert members(queue) == {user: 5}
    user.groups.clear()
    assert members(queue) == {}


def test_group_that_takes_its_people_in_is_noticed(queue: Queue) -> None:
    user = a_user("somebody")
    OperatorSkill.objects.create(operator=user, skill=a_skill(), level=5)
    Group.objects.get(name=Role.OPERATOR).user_set.add(user)
    assert members(queue) == {user: 5}


def test_inactive_user_serves_nothing(queue: Queue, operator: User) -> None:
    operator.is_active = False
    operator.save()
    assert members(queue) == {}
    operator.is_active = True
    operator.save(update_fields=["is_active"])
    assert members(queue) == {operator: 3}


def test_all_at_once_comes_to_the_same(queue: Queue, operator: User, teammate: User) -> None:
    before = members(queue)
    QueueMember.objects.all().delete()
    refresh_members()
    assert members(queue) == before == {operator: 3, teammate: 3}
