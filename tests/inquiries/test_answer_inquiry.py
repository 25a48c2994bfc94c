"""Answering, closing and reopening."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Deadline, DeadlineState
from contactcenter.lib.errors import IllegalTransition, InvalidInput
from contactcenter.staff.models import User
from inquiries.models import Inquiry
from inquiries.operations.life import answer_inquiry, close_inquiry, reopen_inquiry

HOUR = timedelta(hours=1)


def verbs(case: Case) -> list[str]:
    return list(case.events.order_by("id").values_list("verb", flat=True))


def test_answer_stops_the_clock_and_leaves_one_event(inquiry: Case, operator: User, at: datetime) -> None:
    moved = answer_inquiry(case_id=inquiry.pk, answer="450 ₽", at=at + HOUR / 2, actor=operator)

    row = Inquiry.objects.get(case=inquiry)
    assert (moved.state, row.answer, row.answered_by) == ("answered", "450 ₽", operator)
    assert Deadline.objects.get(case=inquiry).state == DeadlineState.MET
    assert verbs(inquiry) == ["register", "answer"]


def test_late_answer_misses_the_deadline(inquiry: Case, operator: User, at: datetime) -> None:
    answer_inquiry(case_id=inquiry.pk, answer="450 ₽", at=at + 2 * HOUR, actor=operator)

    deadline = Deadline.objects.get(case=inquiry)
    assert (deadline.state, deadline.breached_at) == (DeadlineState.MISSED, at + HOUR)


def test_reopened_inquiry_keeps_its_number_and_gets_a_new_clock(inquiry: Case, operator: User, at: datetime) -> None:
    later = at + 30 * HOUR
    answer_inquiry(case_id=inquiry.pk, answer="450 ₽", at=at, actor=operator)
    close_inquiry(case_id=inquiry.pk, at=at, actor=operator)

    again = reopen_inquiry(case_id=inquiry.pk, at=later, actor=operator, reason="Спросил снова")

    assert (again.number, again.state, again.closed_at) == (inquiry.number, "open", None)
    first, second = Deadline.objects.filter(case=inquiry).order_by("id")
    assert (first.state, second.state) == (DeadlineState.MET, DeadlineState.RUNNING)
    assert second.due_at == later + HOUR
    assert verbs(inquiry) == ["register", "answer", "close", "reopen"]


@pytest.mark.parametrize("answer", ["", " \n", "x" * 5001])
def test_answer_that_cannot_be_kept_changes_nothing(inquiry: Case, operator: User, at: datetime, answer: str) -> None:
    with pytest.raises(InvalidInput):
        answer_inquiry(case_id=inquiry.pk, answer=answer, at=at, actor=operator)

    assert Case.objects.get(pk=inquiry.pk).state == "open"
    assert Deadline.objects.get(case=inquiry).state == DeadlineState.RUNNING


def test_second_answer_is_refused_with_what_is_possible(inquiry: Case, operator: User, at: datetime) -> None:
    answer_inquiry(case_id=inquiry.pk, answer="450 ₽", at=at, actor=operator)

    with pytest.raises(IllegalTransition) as refusal:
        answer_inquiry(case_id=inquiry.pk, answer="500 ₽", at=at, actor=operator)

    assert refusal.value.allowed == ["close", "reopen"]
    assert Inquiry.objects.get(case=inquiry).answer == "450 ₽"


def test_open_inquiry_is_not_closed_without_an_answer(inquiry: Case, operator: User, at: datetime) -> None:
    with pytest.raises(IllegalTransition):
        close_inquiry(case_id=inquiry.pk, at=at, actor=operator)
