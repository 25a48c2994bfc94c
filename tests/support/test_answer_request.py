"""Answering, telling how it goes, closing, asking whether it helped, reopening."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contactcenter.cases.models import Case, FollowUp
from contactcenter.deadlines.models import Deadline, DeadlineState
from contactcenter.lib.errors import IllegalTransition, InvalidInput
from contactcenter.staff.models import User
from support.models import Product, SupportRequest
from support.operations.asking import record_check
from support.operations.life import answer_request, close_request, inform_client, reopen_request
from tests.racing import race
from tests.support.builders import a_request, norms

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def verbs(case: Case) -> list[str]:
    return list(case.events.order_by("id").values_list("verb", flat=True))


def answered(case: Case, operator: User, *, at: datetime) -> Case:
    return answer_request(case_id=case.pk, answer="Заменили порт", cause="Порт сгорел", at=at, actor=operator)


def test_answer_stops_the_clocks_and_leaves_one_event(case: Case, operator: User, at: datetime) -> None:
    moved = answered(case, operator, at=at + HOUR / 4)

    row = SupportRequest.objects.get(case=case)
    assert (moved.state, row.answer, row.cause, row.answered_by) == (
        "answered",
        "Заменили порт",
        "Порт сгорел",
        operator,
    )
    assert row.resolved_first_line
    assert not Deadline.objects.open().filter(case=case).exists()
    assert verbs(case) == ["register", "answer"]


def test_check_is_planned_for_the_owner_as_the_product_says(case: Case, operator: User, at: datetime) -> None:
    answered(case, operator, at=at)

    task = FollowUp.objects.get(case=case)
    assert (task.operator, task.due_at, task.done_at) == (operator, at + 3 * DAY, None)
    assert SupportRequest.objects.get(case=case).check_task == task


def test_product_that_asks_nobody_plans_no_check(case: Case, operator: User, at: datetime) -> None:
    Product.objects.update(check_days=0)

    answered(case, operator, at=at)

    assert not FollowUp.objects.exists()


def test_check_that_says_it_helped_ends_the_task(case: Case, operator: User, at: datetime) -> None:
    answered(case, operator, at=at)

    checked = record_check(case_id=case.pk, helped=True, at=at + 3 * DAY, actor=operator)

    row = SupportRequest.objects.get(case=case)
    assert (checked.state, row.helped, row.asked_at) == ("answered", True, at + 3 * DAY)
    assert FollowUp.objects.get(case=case).done_at == at + 3 * DAY
    assert verbs(case) == ["register", "answer", "check"]


def test_check_that_says_it_did_not_help_reopens_with_new_clocks(case: Case, operator: User, at: datetime) -> None:
    answered(case, operator, at=at)
    close_request(case_id=case.pk, at=at, actor=operator)

    again = record_check(case_id=case.pk, helped=False, note="Опять упал", at=at + DAY, actor=operator)

    assert (again.number, again.state, again.closed_at) == (case.number, "registered", None)
    assert SupportRequest.objects.get(case=case).helped is False
    assert Deadline.objects.open().get(case=case, target="answer").due_at == at + DAY + HOUR
    assert verbs(case) == ["register", "answer", "close", "check", "reopen"]


def test_next_answer_forgets_what_was_said_about_the_last_one(case: Case, operator: User, at: datetime) -> None:
    answered(case, operator, at=at)
    record_check(case_id=case.pk, helped=False, at=at, actor=operator)

    answered(case, operator, at=at)

    row = SupportRequest.objects.get(case=case)
    assert (row.helped, row.asked_at) == (None, None)
    assert FollowUp.objects.filter(case=case, done_at__isnull=True).count() == 1


def test_reopening_keeps_the_number_and_drops_the_check(case: Case, operator: User, at: datetime) -> None:
    answered(case, operator, at=at)

    again = reopen_request(case_id=case.pk, at=at + DAY, actor=operator, reason="Снова")

    assert (again.number, again.state) == (case.number, "registered")
    assert FollowUp.objects.get(case=case).done_at == at + DAY
    assert not SupportRequest.objects.get(case=case).resolved_first_line


def test_word_on_the_way_starts_the_clock_of_the_next_one(case: Case, operator: User, at: datetime) -> None:
    moved = inform_client(case_id=case.pk, text="Мастер едет", at=at + HOUR / 4, actor=operator)

    assert moved.state == "registered"
    first, second = Deadline.objects.filter(case=case, target="next_update").order_by("id")
    assert (first.state, second.due_at) == (DeadlineState.MET, at + HOUR / 4 + HOUR / 2)
    assert Deadline.objects.get(case=case, target="answer").state == DeadlineState.RUNNING
    assert case.events.get(verb="inform").data == {"reason": "Мастер едет"}


@pytest.mark.parametrize("answer", ["", " \n", "x" * 5001])
def test_answer_that_cannot_be_kept_changes_nothing(case: Case, operator: User, at: datetime, answer: str) -> None:
    with pytest.raises(InvalidInput):
        answer_request(case_id=case.pk, answer=answer, at=at, actor=operator)

    assert Case.objects.get(pk=case.pk).state == "registered"
    assert verbs(case) == ["register"]


def test_second_answer_is_refused_with_what_is_possible(case: Case, operator: User, at: datetime) -> None:
    answered(case, operator, at=at)

    with pytest.raises(IllegalTransition) as refusal:
        answered(case, operator, at=at)

    assert refusal.value.allowed == ["check", "close", "reopen"]


def test_registered_request_is_neither_closed_nor_checked(case: Case, operator: User, at: datetime) -> None:
    with pytest.raises(IllegalTransition):
        close_request(case_id=case.pk, at=at, actor=operator)
    with pytest.raises(IllegalTransition):
        record_check(case_id=case.pk, helped=True, at=at, actor=operator)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(operator: User, teammate: User, at: datetime) -> None:
    norms()
    case = a_request(operator, at=at)

    results = race(*(lambda who=who: answered(case, who, at=at) for who in (operator, teammate)))

    assert sorted(type(result).__name__ for result in results) == ["Case", "IllegalTransition"]
    assert verbs(case) == ["register", "answer"]
    assert FollowUp.objects.count() == 1
