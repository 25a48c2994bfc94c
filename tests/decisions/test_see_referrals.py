"""The door to referrals: an expert sees what his own department was asked, and nothing else of the register."""

import pytest

from contactcenter.cases.models import Case
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.referring import Question, ask_opinion
from contactcenter.decisions.queries import facts_of
from contactcenter.staff.models import Department, User
from tests.cast import a_client
from tests.deadlines.builders import NOON
from tests.decisions.builders import an_inquiry, refer


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("operator", True),
        ("outsider", True),
        ("supervisor", True),
        ("expert", True),
        ("colleague", True),
        ("stranger", False),
    ],
)
def test_who_sees_a_referral(who: str, sees: bool, referral: Referral, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(who)

    assert Referral.objects.visible_to(user).filter(pk=referral.pk).exists() is sees


def test_expert_sees_no_cases(referral: Referral, expert: User) -> None:
    assert not Case.objects.visible_to(expert).exists()


def test_head_sees_what_the_department_was_asked(referral: Referral, stranger: User, department: Department) -> None:
    Department.objects.filter(pk=department.pk).update(head=stranger)

    assert Referral.objects.visible_to(stranger).get() == referral


def test_expert_sees_the_opinion_that_he_asked_for(referral: Referral, expert: User, stranger: User) -> None:
    question = Question(text="Была ли авария?", department=stranger.department)
    opinion = ask_opinion(referral_id=referral.pk, question=question, at=NOON, expert=expert)

    assert opinion in Referral.objects.visible_to(expert)
    assert Referral.objects.visible_to(stranger).get() == opinion
    assert opinion not in Referral.objects.asked_of(expert)


def test_expert_without_a_department_sees_nothing(referral: Referral, expert: User) -> None:
    User.objects.filter(pk=expert.pk).update(department=None)

    assert not Referral.objects.visible_to(User.objects.get(pk=expert.pk)).exists()


def test_facts_name_nobody(operator: User, department: Department, expert: User) -> None:
    client = a_client("Гордеев Павел Андреевич", phone="+79001234567")
    client.contract = "77-091-3377"
    client.save()
    case = an_inquiry(operator, client=client, contact=None)
    refer(case, department, actor=operator)

    facts = dict(facts_of(Case.objects.select_related("client", "topic").get(pk=case.pk)))

    assert "77-091-3377" in facts.values()
    assert "Когда вернут деньги?" in facts.values()
    assert not [text for text in facts.values() if "Гордеев" in text or "900" in text]
