"""The decision: its author, its contents, what it sets going, and when it cannot be."""

from datetime import date, timedelta
from typing import Any

import pytest

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import DeadlineState, Notice
from contactcenter.decisions import states
from contactcenter.decisions.models import Decision, Referral, ResolutionCode
from contactcenter.decisions.operations.deciding import LARGEST_AMOUNT, decide, return_for_completion
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, ask_opinion, withdraw_referral
from contactcenter.decisions.operations.working import ask_back, take_referral
from contactcenter.lib.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from inquiries.operations.life import answer_inquiry, close_inquiry
from tests.deadlines.builders import NOON, minutes
from tests.decisions.builders import case_verbs, code, decided, events, files, refer, verdict
from tests.racing import race

LATER = NOON + minutes(30)


def test_decision_stops_the_clock_and_tells_the_operator(
    referral: Referral, expert: User, operator: User, case: Case
) -> None:
    decision = decided(
        referral, by=expert, note="Если приложит чек, верните.", fulfil_by=date(2026, 6, 30), files=files("bill.pdf")
    )

    done = Referral.objects.get(pk=referral.pk)
    assert (done.state, done.expert, done.decided_at) == (states.DECIDED, expert, LATER)
    assert (decision.amount, decision.decided_by, decision.code) == (6500, expert, code())
    assert decision.files.get().name == "bill.pdf"
    assert done.decision == decision
    assert done.deadline
    assert (done.deadline.state, done.deadline.stopped_at) == (DeadlineState.MET, LATER)
    assert case_verbs(case)[-1] == "decide"
    assert Notice.objects.filter(user=operator, facts__verb="decide").count() == 1


def test_late_decision_is_missed(referral: Referral, expert: User) -> None:
    decided(referral, by=expert, at=NOON + timedelta(days=3))

    deadline = Referral.objects.get(pk=referral.pk).deadline
    assert deadline
    assert deadline.state == DeadlineState.MISSED


@pytest.mark.parametrize("who", ["stranger", "operator", "supervisor", "administrator"])
def test_others_may_not_decide(who: str, referral: Referral, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        decided(referral, by=request.getfixturevalue(who))

    assert not Decision.objects.exists()


def test_what_a_colleague_has_taken_is_decided_by_him(referral: Referral, expert: User, colleague: User) -> None:
    take_referral(referral_id=referral.pk, expert=colleague, at=LATER)

    with pytest.raises(NotAllowed) as refusal:
        decided(referral, by=expert)

    assert refusal.value.code == "taken_by_another"
    assert decided(referral, by=colleague).decided_by == colleague


@pytest.mark.parametrize("end", ["decide", "withdraw"])
def test_closed_referral_names_what_is_possible(end: str, referral: Referral, expert: User, operator: User) -> None:
    if end == "decide":
        decided(referral, by=expert)
    else:
        withdraw_referral(referral_id=referral.pk, actor=operator, at=LATER)

    with pytest.raises(IllegalTransition) as refusal:
        decided(referral, by=expert)

    assert refusal.value.allowed == (["return"] if end == "decide" else [])
    assert Decision.objects.count() == (1 if end == "decide" else 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts(referral: Referral, expert: User, colleague: User) -> None:
    def make(user: User) -> object:
        return decide(referral_id=referral.pk, who=Who(user=user), verdict=verdict(), at=LATER)

    results = race(lambda: make(expert), lambda: make(colleague))

    [won] = [result for result in results if isinstance(result, Decision)]
    assert sum(isinstance(result, IllegalTransition | NotAllowed) for result in results) == 1
    assert Decision.objects.get() == won
    assert Referral.objects.get(pk=referral.pk).expert == won.decided_by


@pytest.mark.django_db(transaction=True)
def test_decision_and_withdrawal_at_once_leave_one_end(referral: Referral, expert: User, operator: User) -> None:
    results = race(
        lambda: decide(referral_id=referral.pk, who=Who(user=expert), verdict=verdict(), at=LATER),
        lambda: withdraw_referral(referral_id=referral.pk, actor=operator, at=LATER),
    )

    assert sum(isinstance(result, Exception) for result in results) == 1
    assert len(events(referral)) == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "ы" * 5001}, "text"),
        ({"amount": -1}, "amount"),
        ({"amount": LARGEST_AMOUNT + 1}, "amount"),
    ],
)
def test_what_is_no_decision_is_refused(fields: dict[str, Any], field: str, referral: Referral, expert: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        decided(referral, by=expert, **fields)

    assert refusal.value.field == field
    assert Referral.objects.get(pk=referral.pk).state == states.SENT


def test_refusal_takes_no_amount(referral: Referral, expert: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        decided(referral, by=expert, code=code("rejected"))

    assert refusal.value.code == "no_amount"
    assert decided(referral, by=expert, code=code("rejected"), amount=None).amount is None


def test_code_of_another_function_is_refused(referral: Referral, expert: User) -> None:
    foreign = ResolutionCode.objects.create(code="claim", name="Претензия", function="complaints")

    with pytest.raises(InvalidInput):
        decided(referral, by=expert, code=foreign, amount=None)


def test_file_that_is_none_leaves_the_referral_open(referral: Referral, expert: User) -> None:
    with pytest.raises(InvalidInput):
        decided(referral, by=expert, files=files("bill.exe"))

    assert Referral.objects.get(pk=referral.pk).state == states.SENT


def test_unanswered_question_does_not_keep_from_deciding(referral: Referral, expert: User) -> None:
    ask_back(referral_id=referral.pk, who=Who(user=expert), text="С какого дня?", at=LATER)

    decided(referral, by=expert)

    deadline = Referral.objects.get(pk=referral.pk).deadline
    assert deadline
    assert deadline.state == DeadlineState.MET


def test_decision_waits_for_the_opinion_that_was_asked(referral: Referral, expert: User, stranger: User) -> None:
    question = Question(text="Была ли авария?", department=stranger.department)
    opinion = ask_opinion(referral_id=referral.pk, question=question, at=LATER, expert=expert)
    assert (opinion.parent, opinion.asked_by) == (referral, expert)
    with pytest.raises(Conflict) as refusal:
        decided(referral, by=expert)
    assert refusal.value.code == "child_open"

    decided(opinion, by=stranger)

    assert decided(referral, by=expert).referral == referral


class TestCase:
    """A case waits for every department that was asked."""

    def test_inquiry_is_not_answered_over_a_departments_head(
        self, referral: Referral, case: Case, operator: User, expert: User
    ) -> None:
        with pytest.raises(Conflict) as refusal:
            answer_inquiry(case_id=case.pk, answer="Вернём", at=LATER, actor=operator)
        assert refusal.value.code == "referral_open"
        assert str(referral.department) in str(refusal.value)

        decided(referral, by=expert)

        assert answer_inquiry(case_id=case.pk, answer="Вернём", at=LATER, actor=operator).state == "answered"

    def test_answered_inquiry_is_not_closed_while_a_new_question_waits(
        self, case: Case, department: object, expert: User, operator: User, referral: Referral
    ) -> None:
        decided(referral, by=expert)
        answer_inquiry(case_id=case.pk, answer="Вернём", at=LATER, actor=operator)
        refer(case, referral.department, actor=operator, at=LATER)

        with pytest.raises(Conflict):
            close_inquiry(case_id=case.pk, at=LATER, actor=operator)

    def test_second_department_keeps_the_case_waiting(
        self, referral: Referral, case: Case, operator: User, expert: User, stranger: User
    ) -> None:
        second = refer(case, stranger.department, actor=operator)
        decided(referral, by=expert)
        with pytest.raises(Conflict):
            answer_inquiry(case_id=case.pk, answer="Вернём", at=LATER, actor=operator)

        decided(second, by=stranger)

        assert answer_inquiry(case_id=case.pk, answer="Вернём", at=LATER, actor=operator).state == "answered"


class TestCompletion:
    """A decision that is not enough goes back, with its history and a new term."""

    def test_returned_decision_is_completed_by_another_one(
        self, referral: Referral, expert: User, operator: User, case: Case
    ) -> None:
        first = decided(referral, by=expert)
        returned = return_for_completion(referral_id=referral.pk, actor=operator, reason="Нет суммы", at=LATER)

        assert (returned.state, returned.expert, returned.decided_at) == (states.REWORK, expert, None)
        assert returned.deadline
        assert returned.deadline.state == DeadlineState.RUNNING
        assert Notice.objects.filter(user=expert, facts__verb="return").count() == 1
        assert referral.messages.get().body == "Нет суммы"

        second = decided(referral, by=expert, text="Сумма 65 рублей", at=LATER + minutes(5))

        assert Referral.objects.get(pk=referral.pk).decision == second
        assert list(referral.decisions.all()) == [first, second]
        assert case_verbs(case)[-3:] == ["decide", "referral_return", "decide"]

    def test_expert_does_not_return_his_own(self, referral: Referral, expert: User) -> None:
        decided(referral, by=expert)
        with pytest.raises(NotAllowed):
            return_for_completion(referral_id=referral.pk, actor=expert, reason="Подумаю ещё", at=LATER)

    def test_nothing_to_return_before_a_decision(self, referral: Referral, operator: User) -> None:
        with pytest.raises(IllegalTransition):
            return_for_completion(referral_id=referral.pk, actor=operator, reason="Нет суммы", at=LATER)

    def test_reason_must_be_given(self, referral: Referral, expert: User, operator: User) -> None:
        decided(referral, by=expert)
        with pytest.raises(InvalidInput):
            return_for_completion(referral_id=referral.pk, actor=operator, reason="", at=LATER)
