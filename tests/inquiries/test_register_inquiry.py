"""Registering an inquiry."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Queue
from contactcenter.deadlines.models import Calendar, Deadline, DeadlineState, Rule
from contactcenter.lib.errors import DomainError, InvalidInput
from contactcenter.staff.models import User
from inquiries.models import Inquiry
from inquiries.operations.life import answer_inquiry, inform_client, register_from_wrapup, register_inquiry
from tests.cast import a_client, a_contact
from tests.deadlines.builders import a_rule


def test_inquiry_has_number_owner_and_running_deadline(inquiry: Case, operator: User, at: datetime) -> None:
    deadline = Deadline.objects.get(case=inquiry)

    assert inquiry.number.startswith("СП-")
    assert (inquiry.state, inquiry.owner, inquiry.subject) == ("open", operator, "Тарифы")
    assert (deadline.state, deadline.due_at) == (DeadlineState.RUNNING, at + timedelta(minutes=60))


def test_inquiry_of_a_wrapup_with_an_answer_is_answered_at_first_contact(
    operator: User, queue: Queue, rule: Rule, at: datetime
) -> None:
    contact = a_contact(operator=operator, queue=queue)

    case = register_from_wrapup(
        contact=contact, operator=operator, fields={"question": "Сколько?", "answer": "450 ₽"}, at=at
    )

    assert case.state == "answered"
    assert Inquiry.objects.get(case=case).first_contact
    assert Deadline.objects.get(case=case).state == DeadlineState.MET
    assert list(case.contacts.all()) == [contact]


@pytest.fixture
def promises(rule: Rule) -> None:
    """A first response within ten minutes and word within half an hour, besides the answer."""
    for target, n in (("first_response", 10), ("next_update", 30)):
        a_rule(rule.calendar, code=target, target=target, n=n)


def clocks(case: Case) -> dict[str, str]:
    """What was promised and how it stands, the latest of each."""
    return dict(Deadline.objects.filter(case=case).order_by("id").values_list("target", "state"))


def test_inquiry_promises_a_first_response_and_word_of_how_it_goes(
    promises: None, inquiry: Case, operator: User, at: datetime
) -> None:
    assert clocks(inquiry) == {"first_response": "running", "next_update": "running", "answer": "running"}

    inform_client(case_id=inquiry.pk, text="Ждём ответа бухгалтерии", at=at + timedelta(minutes=5), actor=operator)

    assert clocks(inquiry) == {"first_response": "met", "next_update": "running", "answer": "running"}
    assert Deadline.objects.open().get(target="next_update").due_at == at + timedelta(minutes=35)
    assert inquiry.events.get(verb="inform").data == {"reason": "Ждём ответа бухгалтерии"}
    answer_inquiry(case_id=inquiry.pk, answer="450 ₽", at=at + timedelta(minutes=6), actor=operator)
    assert clocks(inquiry) == {"first_response": "met", "next_update": "met", "answer": "met"}


def test_whoever_is_spoken_to_has_had_the_first_response(
    promises: None, operator: User, queue: Queue, at: datetime
) -> None:
    contact = a_contact(operator=operator, queue=queue, at=at)

    case = register_from_wrapup(contact=contact, operator=operator, fields={"question": "Сколько?"}, at=at)

    assert clocks(case) == {"first_response": "met", "next_update": "running", "answer": "running"}


def test_first_response_that_nobody_gave_is_late(promises: None, inquiry: Case, operator: User, at: datetime) -> None:
    answer_inquiry(case_id=inquiry.pk, answer="450 ₽", at=at + timedelta(minutes=11), actor=operator)

    assert clocks(inquiry) == {"first_response": "missed", "next_update": "met", "answer": "met"}


def test_inquiry_without_a_rule_has_no_deadline(operator: User, at: datetime) -> None:
    case = register_inquiry(client=a_client(at=at), question="Сколько?", at=at, actor=operator, owner=operator)

    assert not case.deadlines.exists()


@pytest.mark.parametrize("question", ["", "   ", "\x00", "x" * 5001])
def test_question_that_cannot_be_kept_writes_nothing(operator: User, at: datetime, question: str) -> None:
    client = a_client(at=at)

    with pytest.raises(InvalidInput) as refusal:
        register_inquiry(client=client, question=question, at=at, actor=operator, owner=operator)

    assert refusal.value.field == "question"
    assert not Case.objects.exists()


def test_inquiry_beyond_the_calendar_is_refused_whole(operator: User, rule: Rule, at: datetime) -> None:
    """The number goes back as well: the next inquiry gets it."""
    Rule.objects.update(unit="work_day", n=1)
    Calendar.objects.update(first_year=2024, last_year=2024)
    client = a_client(at=at)

    with pytest.raises(DomainError) as refusal:
        register_inquiry(client=client, question="Сколько?", at=at, actor=operator, owner=operator)

    assert refusal.value.code == "no_calendar"
    assert not Case.objects.exists()
    Rule.objects.update(is_active=False)
    case = register_inquiry(client=client, question="Сколько?", at=at, actor=operator, owner=operator)
    assert case.number.endswith("-000001")


@pytest.mark.parametrize("question", ["🙂" * 40, "שלום עולם", "a\u202egnp.exe"])
def test_unusual_words_are_kept(operator: User, at: datetime, question: str) -> None:
    case = register_inquiry(client=a_client(at=at), question=question, at=at, actor=operator, owner=operator)

    assert Inquiry.objects.get(case=case).question == question.replace("\u202e", "")
