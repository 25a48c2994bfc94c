"""Registering a support request."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from contactcenter.cases.models import Case, CasePriority
from contactcenter.contacts import states
from contactcenter.contacts.models import Queue
from contactcenter.deadlines.models import Deadline, DeadlineState, Rule
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User
from support.models import SupportRequest
from support.operations.life import register_from_wrapup
from tests.cast import a_client, a_contact
from tests.support.builders import a_product, a_request, a_symptom

DAY = timedelta(days=1)


def clocks(case: Case) -> dict[str, tuple[str, datetime]]:
    return {row.target: (row.state, row.due_at) for row in Deadline.objects.filter(case=case)}


def test_request_has_number_owner_subject_and_running_clocks(case: Case, operator: User, at: datetime) -> None:
    assert case.number.startswith("ТП-")
    assert (case.state, case.owner, case.subject) == ("registered", operator, "Нет соединения")
    assert clocks(case) == {
        "first_response": (DeadlineState.RUNNING, at + timedelta(minutes=10)),
        "next_update": (DeadlineState.RUNNING, at + timedelta(minutes=30)),
        "answer": (DeadlineState.RUNNING, at + timedelta(minutes=60)),
    }


def test_severity_sets_the_priority_and_the_norm(operator: User, rules: list[Rule], at: datetime) -> None:
    case = a_request(operator, at=at, severity="critical")

    assert case.priority == CasePriority.URGENT
    assert clocks(case)["answer"] == (DeadlineState.RUNNING, at + timedelta(minutes=30))


def test_whoever_is_spoken_to_has_had_the_first_response(
    operator: User, queue: Queue, rules: list[Rule], at: datetime
) -> None:
    contact = a_contact(operator=operator, queue=queue)

    case = a_request(operator, at=contact.arrived_at, contact=contact, client=contact.client)

    assert clocks(case)["first_response"][0] == DeadlineState.MET
    assert list(case.contacts.all()) == [contact]


def test_account_is_that_of_the_client_unless_another_is_named(operator: User, at: datetime) -> None:
    client = a_client(at=at)
    client.account = "770000001"
    client.save()

    own, other = a_request(operator, at=at, client=client), a_request(operator, at=at, client=client, account="5")

    rows = SupportRequest.objects.in_bulk([own.pk, other.pk])
    assert [rows[own.pk].account, rows[other.pk].account] == ["770000001", "5"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"description": " "}, "description"),
        ({"description": "x" * 5001}, "description"),
        ({"affected_count": 0}, "affected_count"),
        ({"affected_count": 10**7}, "affected_count"),
        ({"severity": "awful"}, "severity"),
        ({"service_address": "x" * 301}, "service_address"),
    ],
)
def test_what_cannot_be_kept_writes_nothing(operator: User, at: datetime, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        a_request(operator, at=at, **wrong)

    assert refusal.value.field == field
    assert not Case.objects.exists()


def test_symptom_of_another_product_is_refused(operator: User, at: datetime) -> None:
    symptom = a_symptom("no-picture", product=a_product("tv"))

    with pytest.raises(InvalidInput) as refusal:
        a_request(operator, at=at, symptoms=[symptom])

    assert refusal.value.field == "symptoms"


def test_same_symptom_of_the_same_client_again_is_noticed(operator: User, at: datetime) -> None:
    client, symptom = a_client(at=at), a_symptom()
    first = a_request(operator, at=at - 20 * DAY, client=client, symptoms=[symptom])

    again = a_request(operator, at=at, client=client, symptoms=[symptom])

    assert SupportRequest.objects.get(case=again).repeats == first
    assert again.events.get(verb="register").data == {"repeats": first.number}


def test_another_symptom_client_or_month_is_no_repetition(operator: User, at: datetime) -> None:
    client, symptom = a_client(at=at), a_symptom()
    a_request(operator, at=at - 31 * DAY, client=client, symptoms=[symptom])
    a_request(operator, at=at - DAY, client=client, symptoms=[a_symptom("slow")])
    a_request(operator, at=at - DAY, symptoms=[symptom])

    again = a_request(operator, at=at, client=client, symptoms=[symptom])

    assert SupportRequest.objects.get(case=again).repeats is None


def test_days_of_the_product_decide_what_is_a_repetition(operator: User, at: datetime) -> None:
    product = a_product(repeat_days=90)
    client, symptom = a_client(at=at), a_symptom(product=product)
    first = a_request(operator, at=at - 80 * DAY, client=client, symptoms=[symptom])

    again = a_request(operator, at=at, client=client, symptoms=[symptom])

    assert SupportRequest.objects.get(case=again).repeats == first


def test_wrapup_with_an_answer_is_answered_on_the_first_line(
    operator: User, queue: Queue, rules: list[Rule], at: datetime
) -> None:
    contact = a_contact(state=states.WRAPUP, operator=operator, queue=queue)
    fields = {"product": a_product(), "description": "Не работает", "answer": "Перезагрузили", "remedy": "Перезагрузка"}

    case = register_from_wrapup(contact=contact, operator=operator, fields=fields, at=at)

    row = SupportRequest.objects.get(case=case)
    assert (case.state, row.resolved_first_line, row.remedy) == ("answered", True, "Перезагрузка")
    assert {state for state, _due in clocks(case).values()} == {DeadlineState.MET}
