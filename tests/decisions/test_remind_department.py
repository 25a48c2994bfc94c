"""Time runs out for a department: who is told when, once, and where the notice leads him."""

from datetime import datetime, timedelta

import pytest

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Deadline, DeadlineState, Notice
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.deadlines.queries import notices_of
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.working import ask_back, take_referral
from contactcenter.staff.models import Department, User
from tests.deadlines.builders import NOON, minutes
from tests.racing import race


def due(referral: Referral) -> datetime:
    assert referral.deadline
    return referral.deadline.due_at


def told(user: User) -> list[str]:
    """Warnings and levels, as steps of the clock of the referral."""
    notices = Notice.objects.filter(user=user, facts__part__startswith="referral:").order_by("id")
    return [notice.facts["step"] for notice in notices]


def test_nobody_has_taken_it_so_every_expert_is_reminded(
    referral: Referral, expert: User, colleague: User, stranger: User, operator: User
) -> None:
    sweep(as_of=due(referral) - minutes(1))

    assert [told(user) for user in (expert, colleague, stranger, operator)] == [["warn:80"], ["warn:80"], [], []]


def test_whoever_has_taken_it_is_reminded_alone(referral: Referral, expert: User, colleague: User) -> None:
    take_referral(referral_id=referral.pk, expert=expert, at=NOON)

    sweep(as_of=due(referral) - minutes(1))

    assert [told(user) for user in (expert, colleague)] == [["warn:80"], []]


def test_breach_climbs_from_department_and_owner_to_the_head_of_the_department(
    referral: Referral,
    expert: User,
    operator: User,
    supervisor: User,
    stranger: User,
    administrator: User,
    department: Department,
) -> None:
    Department.objects.filter(pk=department.pk).update(head=stranger)

    for minute in (0, 10, 20, 30, 40):
        sweep(as_of=due(referral) + minutes(minute))

    assert told(expert)[-1] == told(operator)[-1] == "level:1"
    assert (told(supervisor), told(stranger), told(administrator)) == (["level:2"], ["level:3"], ["level:4"])
    assert Referral.objects.get().deadline.state == DeadlineState.BREACHED  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_tell_each_level_once(referral: Referral, expert: User, operator: User) -> None:
    moment = due(referral) + timedelta(hours=2)

    race(*[lambda: sweep(as_of=moment)] * 3)

    assert told(operator) == ["level:1"]
    assert told(expert).count("level:1") == 1


def test_waiting_for_the_operator_breaches_nothing(referral: Referral, expert: User) -> None:
    ask_back(referral_id=referral.pk, who=Who(user=expert), text="С какого дня?", at=NOON + minutes(5))

    sweep(as_of=due(referral) + timedelta(days=9))

    assert told(expert) == []


def test_clock_of_a_department_leaves_the_clock_of_the_case_alone(referral: Referral, case: Case) -> None:
    assert not Deadline.objects.filter(case=case, part="").exists()
    assert referral.deadline
    assert referral.deadline.part == f"referral:{referral.pk}"


def test_notice_leads_the_expert_to_the_referral_and_the_operator_to_the_case(
    referral: Referral, expert: User, operator: User, case: Case
) -> None:
    sweep(as_of=due(referral))

    assert {told.url for told in notices_of(user=expert)} == {f"/department/{referral.pk}/"}
    assert {told.url for told in notices_of(user=operator)} == {f"/cases/{case.pk}/"}
    assert all(told.text for told in notices_of(user=expert))
