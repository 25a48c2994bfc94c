"""A case along the table of its function."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from contactcenter.cases.models import Case, CaseEvent
from contactcenter.cases.operations.life import NewCase, lock_case, move_case, note_case_event, register_case
from contactcenter.lib.errors import IllegalTransition
from contactcenter.staff.models import User
from tests.cast import a_client, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(operator: User, at: datetime) -> Case:
    new = NewCase(function="inquiries", client=a_client(), subject="Вопрос", received_at=at, owner=operator)
    return register_case(new=new, at=at, actor=operator)


def move(case: Case, verb: str, actor: User, at: datetime) -> Case:
    return move_case(lock_case(case.pk), verb=verb, at=at, actor=actor, data={"why": "так надо"})


def test_one_transition_writes_one_event(case: Case, operator: User, at: datetime) -> None:
    move(case, "answer", operator, at)
    move(case, "close", operator, at)
    told = [(event.verb, event.before, event.after) for event in CaseEvent.objects.filter(case=case).order_by("id")]
    assert told == [("register", "", "open"), ("answer", "open", "answered"), ("close", "answered", "closed")]
    event = CaseEvent.objects.filter(case=case).latest("id")
    assert (event.actor, event.at, event.data) == (operator, at, {"why": "так надо"})


def test_end_is_dated_and_reopening_takes_the_date_away(case: Case, operator: User, at: datetime) -> None:
    move(case, "answer", operator, at)
    assert move(case, "close", operator, at).closed_at == at
    reopened = move(case, "reopen", operator, at)
    assert (reopened.closed_at, reopened.is_open, reopened.number) == (None, True, case.number)


def test_illegal_verb_names_what_is_possible_and_writes_nothing(case: Case, operator: User, at: datetime) -> None:
    with pytest.raises(IllegalTransition) as refused, transaction.atomic():
        move(case, "close", operator, at)
    assert (refused.value.state, refused.value.allowed) == ("open", ["answer", "convert", "inform"])
    assert CaseEvent.objects.filter(case=case).count() == 1
    assert Case.objects.get(pk=case.pk).state == "open"


def test_correction_leaves_the_state(case: Case, operator: User, at: datetime) -> None:
    note_case_event(case, verb="correct", at=at, actor=operator, data={"subject": "x"})
    event = CaseEvent.objects.filter(case=case).latest("id")
    assert (event.before, event.after) == ("open", "open")


@pytest.mark.parametrize("change", ["UPDATE cases_caseevent SET verb = 'x'", "DELETE FROM cases_caseevent"])
def test_history_cannot_be_rewritten(case: Case, change: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_who_answers_clients_sees_cases_and_others_do_not(case: Case, operator: User, supervisor: User) -> None:
    assert list(Case.objects.visible_to(operator)) == list(Case.objects.visible_to(supervisor)) == [case]
    assert not Case.objects.visible_to(a_user("nobody")).exists()
