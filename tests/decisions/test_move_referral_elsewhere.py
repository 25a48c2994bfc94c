"""A referral that its department does not decide: given back, passed on, withdrawn."""

import pytest

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Queue
from contactcenter.deadlines.models import DeadlineState, Notice
from contactcenter.decisions import states
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, give_back, pass_on, withdraw_referral
from contactcenter.decisions.queries import require_no_open_referrals
from contactcenter.lib.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.cast import a_contact
from tests.deadlines.builders import NOON, minutes
from tests.decisions.builders import a_file, an_inquiry, case_verbs, decided, events, refer

LATER = NOON + minutes(10)


def clock_of(referral: Referral) -> str:
    deadline = Referral.objects.get(pk=referral.pk).deadline
    return deadline.state if deadline else ""


def test_given_back_with_a_reason_it_waits_for_the_operator(
    referral: Referral, expert: User, operator: User, case: Case
) -> None:
    given = give_back(referral_id=referral.pk, who=Who(user=expert), at=LATER, reason="Это вопрос сети")

    assert given.state == states.RETURNED
    assert clock_of(referral) == DeadlineState.CANCELLED
    assert Notice.objects.filter(user=operator, facts__verb="give_back").count() == 1
    assert case.events.latest("id").data["reason"].endswith("Это вопрос сети")
    require_no_open_referrals(case)


def test_giving_back_needs_a_reason_and_ones_own_department(referral: Referral, expert: User, stranger: User) -> None:
    with pytest.raises(InvalidInput):
        give_back(referral_id=referral.pk, who=Who(user=expert), at=LATER, reason=" ")
    with pytest.raises(NotAllowed):
        give_back(referral_id=referral.pk, who=Who(user=stranger), at=LATER, reason="Не наш")


def test_passed_on_question_keeps_its_files_and_its_asker(
    operator: User, expert: User, stranger: User, department: object, queue: Queue, rule: object
) -> None:
    contact = a_contact(operator=operator, queue=queue)
    case = an_inquiry(operator, contact=contact)
    first = refer(case, expert.department, actor=operator, attachment_ids=[a_file(contact).pk])

    question = Question(text="", department=stranger.department)
    second = pass_on(referral_id=first.pk, question=question, at=LATER, who=Who(user=expert), reason="Дело сети")

    first.refresh_from_db()
    assert (first.state, clock_of(first)) == (states.PASSED_ON, DeadlineState.CANCELLED)
    assert (second.parent, second.question, second.asked_by) == (first, first.question, operator)
    assert second.attachments.get() == first.attachments.get()
    assert clock_of(second) == DeadlineState.RUNNING
    assert case_verbs(case)[-2:] == ["referral_pass_on", "refer"]
    with pytest.raises(Conflict):
        require_no_open_referrals(case)


def test_operator_sends_elsewhere_what_was_given_back(
    referral: Referral, expert: User, operator: User, stranger: User
) -> None:
    give_back(referral_id=referral.pk, who=Who(user=expert), at=LATER, reason="Это вопрос сети")

    question = Question(text="Была ли авария?", department=stranger.department)
    second = pass_on(referral_id=referral.pk, question=question, at=LATER, who=Who(user=operator))

    assert (second.question, second.department) == ("Была ли авария?", stranger.department)


def test_not_passed_on_to_the_same_department_nor_by_another_one(
    referral: Referral, expert: User, stranger: User
) -> None:
    with pytest.raises(InvalidInput):
        pass_on(
            referral_id=referral.pk,
            question=Question(text="", department=referral.department),
            at=LATER,
            who=Who(user=expert),
        )
    with pytest.raises(NotAllowed):
        pass_on(
            referral_id=referral.pk,
            question=Question(text="", department=stranger.department),
            at=LATER,
            who=Who(user=stranger),
        )
    assert Referral.objects.count() == 1


def test_withdrawn_question_is_owed_no_longer(referral: Referral, operator: User, expert: User, case: Case) -> None:
    gone = withdraw_referral(referral_id=referral.pk, actor=operator, at=LATER, reason="Клиент передумал")

    assert (gone.state, clock_of(referral)) == (states.WITHDRAWN, DeadlineState.CANCELLED)
    assert events(referral)[-1] == ("withdraw", "sent", "withdrawn")
    assert Notice.objects.filter(user=expert, facts__verb="withdraw").count() == 1
    require_no_open_referrals(case)


def test_expert_does_not_withdraw(referral: Referral, expert: User) -> None:
    with pytest.raises(NotAllowed):
        withdraw_referral(referral_id=referral.pk, actor=expert, at=LATER)


def test_decided_question_is_not_withdrawn(referral: Referral, expert: User, operator: User) -> None:
    decided(referral, by=expert)

    with pytest.raises(IllegalTransition):
        withdraw_referral(referral_id=referral.pk, actor=operator, at=LATER)
