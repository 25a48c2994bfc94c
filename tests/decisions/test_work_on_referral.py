"""Inside a department: taking, handing on, asking back, more time. Each by who may and who may not."""

from datetime import timedelta

import pytest

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import DeadlineState, Notice
from contactcenter.decisions import states
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.working import (
    answer_question,
    ask_back,
    delegate,
    extend_referral,
    take_referral,
)
from contactcenter.lib.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import Department, User
from tests.deadlines.builders import NOON, minutes
from tests.decisions.builders import case_verbs, decided, events, files
from tests.racing import race

LATER = NOON + minutes(10)


def test_taken_referral_is_the_experts(referral: Referral, expert: User, case: Case) -> None:
    taken = take_referral(referral_id=referral.pk, expert=expert, at=LATER)

    assert (taken.state, taken.expert) == (states.TAKEN, expert)
    assert events(referral) == [("refer", "", "sent"), ("take", "sent", "taken")]
    assert case_verbs(case)[-1] == "referral_take"
    assert Referral.objects.get(pk=referral.pk).deadline.assignee == expert  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["stranger", "operator", "supervisor"])
def test_others_may_not_take(who: str, referral: Referral, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        take_referral(referral_id=referral.pk, expert=request.getfixturevalue(who), at=LATER)

    assert Referral.objects.get(pk=referral.pk).state == states.SENT


def test_head_of_the_department_may_take(referral: Referral, stranger: User, department: Department) -> None:
    Department.objects.filter(pk=department.pk).update(head=stranger)

    assert take_referral(referral_id=referral.pk, expert=stranger, at=LATER).expert == stranger


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_at_once_one_has_it(referral: Referral, expert: User, colleague: User) -> None:
    def take(user: User) -> object:
        return take_referral(referral_id=referral.pk, expert=user, at=LATER)

    results = race(lambda: take(expert), lambda: take(colleague))

    won = [result for result in results if isinstance(result, Referral)]
    [lost] = [result for result in results if isinstance(result, Exception)]
    assert len(won) == 1
    assert isinstance(lost, IllegalTransition)
    assert lost.allowed == ["ask", "decide", "delegate", "extend", "give_back", "pass_on", "withdraw"]
    assert Referral.objects.get(pk=referral.pk).expert == won[0].expert
    assert [verb for verb, _before, _after in events(referral)] == ["refer", "take"]


def test_handed_to_a_colleague_who_is_told(referral: Referral, expert: User, colleague: User) -> None:
    take_referral(referral_id=referral.pk, expert=expert, at=LATER)

    handed = delegate(referral_id=referral.pk, expert=expert, colleague=colleague, at=LATER)

    assert (handed.state, handed.expert) == (states.TAKEN, colleague)
    assert Notice.objects.filter(user=colleague, facts__verb="delegate").exists()


def test_not_handed_out_of_the_department(referral: Referral, expert: User, stranger: User) -> None:
    with pytest.raises(InvalidInput):
        delegate(referral_id=referral.pk, expert=expert, colleague=stranger, at=LATER)


def test_what_a_colleague_has_taken_is_not_handed_on_but_by_the_head(
    referral: Referral, expert: User, colleague: User, department: Department
) -> None:
    take_referral(referral_id=referral.pk, expert=colleague, at=LATER)
    with pytest.raises(NotAllowed):
        delegate(referral_id=referral.pk, expert=expert, colleague=expert, at=LATER)

    Department.objects.filter(pk=department.pk).update(head=expert)

    assert delegate(referral_id=referral.pk, expert=expert, colleague=expert, at=LATER).expert == expert


def test_question_to_the_operator_stops_the_clock_until_the_answer(
    referral: Referral, expert: User, operator: User, case: Case
) -> None:
    assert referral.deadline
    due = referral.deadline.due_at
    ask_back(referral_id=referral.pk, who=Who(user=expert), text="С какого дня?", at=LATER, files=files("log.pdf"))

    asked = Referral.objects.get(pk=referral.pk)
    assert (asked.state, asked.expert) == (states.CLARIFYING, expert)
    assert asked.deadline
    assert asked.deadline.state == DeadlineState.PAUSED
    assert Notice.objects.filter(user=operator, facts__verb="ask").count() == 1

    answer_question(referral_id=referral.pk, actor=operator, text="С восьмого.", at=LATER + minutes(40))

    answered = Referral.objects.get(pk=referral.pk)
    assert answered.state == states.TAKEN
    assert answered.deadline
    assert (answered.deadline.state, answered.deadline.due_at) == (DeadlineState.RUNNING, due + minutes(40))
    assert list(referral.messages.values_list("body", "from_department")) == [
        ("С какого дня?", True),
        ("С восьмого.", False),
    ]
    assert referral.files.get().message == referral.messages.first()
    assert Notice.objects.filter(user=expert, facts__verb="answer").count() == 1
    assert case_verbs(case)[-2:] == ["referral_ask", "referral_answer"]


def test_operator_may_add_what_nobody_asked(referral: Referral, operator: User, teammate: User, expert: User) -> None:
    answer_question(referral_id=referral.pk, actor=teammate, text="Клиент прислал чек.", at=LATER)

    assert Referral.objects.get(pk=referral.pk).state == states.SENT
    assert referral.messages.get().author == teammate
    assert [verb for verb, _before, _after in events(referral)] == ["refer", "add"]


def test_expert_does_not_answer_for_the_operator(referral: Referral, expert: User, stranger: User) -> None:
    ask_back(referral_id=referral.pk, who=Who(user=expert), text="С какого дня?", at=LATER)

    for user in (expert, stranger):
        with pytest.raises(NotAllowed):
            answer_question(referral_id=referral.pk, actor=user, text="С восьмого.", at=LATER)


def test_nothing_is_asked_about_what_is_decided(referral: Referral, expert: User, operator: User) -> None:
    decided(referral, by=expert)

    with pytest.raises(IllegalTransition):
        ask_back(referral_id=referral.pk, who=Who(user=expert), text="С какого дня?", at=LATER)
    with pytest.raises(IllegalTransition):
        answer_question(referral_id=referral.pk, actor=operator, text="С восьмого.", at=LATER)
    assert not referral.messages.exists()


def test_more_time_as_far_as_the_rule_allows(referral: Referral, expert: User, operator: User) -> None:
    assert referral.deadline
    extended = extend_referral(referral_id=referral.pk, expert=expert, hours=8, reason="Ждём биллинг", at=LATER)

    assert extended.state == states.SENT
    deadline = Referral.objects.get(pk=referral.pk).deadline
    assert deadline
    assert deadline.due_at == referral.deadline.due_at + timedelta(days=1)
    assert Notice.objects.filter(user=operator, facts__verb="extend").exists()

    with pytest.raises(Conflict) as refusal:
        extend_referral(referral_id=referral.pk, expert=expert, hours=8, reason="Ещё", at=LATER)

    assert refusal.value.code == "extension_too_long"
    assert [verb for verb, _before, _after in events(referral)] == ["refer", "extend"]


def test_no_more_time_when_it_has_run_out(referral: Referral, expert: User) -> None:
    with pytest.raises(Conflict) as refusal:
        extend_referral(referral_id=referral.pk, expert=expert, hours=1, reason="Ждём", at=NOON + timedelta(days=2))

    assert refusal.value.code == "too_late"
