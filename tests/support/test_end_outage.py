"""An outage groups requests, tells the clients, and answers all of them when it ends: each once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contactcenter.cases.models import Case, CaseEvent, FollowUp
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, Direction, Message
from contactcenter.decisions.operations.referring import Question, refer_case
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.staff.models import Department, User
from support.models import Outage, SupportRequest
from support.operations.life import answer_request, close_request, reopen_request
from support.operations.outages import (
    NewOutage,
    announce_outage,
    end_outage,
    foretell_outage,
    join_outage,
    leave_outage,
)
from support.operations.settling import settle_outage, settle_request
from support.queries.outages import covers, suggested
from support.tasks import sweep_outages
from tests.cast import a_client, a_contact, a_queue, an_operator, ready
from tests.racing import race
from tests.support.builders import HOUSE, a_product, a_request, an_outage

HOUR = timedelta(hours=1)
WORKS = "Всё починили, приносим извинения."


def grouped(outage: Outage, operator: User, *, at: datetime, n: int = 1) -> list[Case]:
    cases = [a_request(operator, at=at) for _number in range(n)]
    for case in cases:
        join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator)
    return cases


def ended(outage: Outage, operator: User, *, at: datetime) -> Outage:
    return end_outage(outage_id=outage.pk, closing_text=WORKS, at=at, actor=operator)


def said_to(contact: Contact) -> list[str]:
    return list(Message.objects.filter(contact=contact, direction=Direction.OUT).values_list("body", flat=True))


def verbs(case: Case) -> list[str]:
    return list(case.events.order_by("id").values_list("verb", flat=True))


# Which outage it may be


@pytest.mark.parametrize(
    ("place", "address", "inside"),
    [
        ("Лунная, 12", HOUSE, True),
        ("ул. Лунная", HOUSE, True),
        ("лунная 12", "Город, Лунная ул., 12", True),
        ("Лунная, 5", HOUSE, False),
        ("12 Лунная", HOUSE, False),
        ("Садовая", HOUSE, False),
        ("", HOUSE, False),
        ("Лунная", "", False),
        ("Зелёная", "ул. Зеленая, 1", True),
    ],
)
def test_address_lies_in_a_place_with_all_its_words_in_order(place: str, address: str, inside: bool) -> None:
    assert covers(place, address) is inside


@pytest.mark.django_db
def test_outage_suggests_itself_by_product_and_area(at: datetime) -> None:
    client, internet = a_client(at=at), a_product()
    here = an_outage(at=at)
    everywhere = an_outage(at=at, name="Ядро сети", places=[])
    an_outage(at=at, places=["Садовая"])
    an_outage(at=at, product=a_product("tv"))
    an_outage(at=at, ended_at=at, closing_text=WORKS)

    assert set(suggested(client=client, product=internet, address=HOUSE)) == {here, everywhere}
    assert set(suggested(client=client, product=internet)) == {everywhere}


def test_without_an_address_those_of_earlier_requests_count(operator: User, at: datetime) -> None:
    client = a_client(at=at)
    a_request(operator, at=at, client=client)
    outage = an_outage(at=at)

    assert list(suggested(client=client, product=None)) == [outage]


# Announcing


@pytest.mark.django_db
def test_announced_outage_runs(supervisor: User, at: datetime) -> None:
    new = NewOutage(name="Обрыв", product=a_product(), text="Чиним", started_at=at - HOUR, places=["Лунная", " "])

    outage = announce_outage(new=new, at=at, actor=supervisor)

    assert (outage.is_running, outage.places, outage.created_by) == (True, ["Лунная"], supervisor)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"text": ""}, "text"),
        ({"places": ["..."]}, "places"),
        ({"places": ["x"] * 201}, "places"),
        ({"shift": HOUR}, "started_at"),
        ({"until": -HOUR}, "expected_until"),
    ],
)
@pytest.mark.django_db
def test_outage_that_makes_no_sense_is_refused(at: datetime, wrong: dict[str, object], field: str) -> None:
    shift, until = wrong.pop("shift", timedelta(0)), wrong.pop("until", None)
    given = {"name": "Обрыв", "product": a_product(), "text": "Чиним", **wrong}
    new = NewOutage(started_at=at + shift, expected_until=at + until if until else None, **given)  # type: ignore[operator, arg-type]

    with pytest.raises(InvalidInput) as refusal:
        announce_outage(new=new, at=at, actor=None)

    assert refusal.value.field == field


# Grouping


def test_client_in_a_running_conversation_is_told_at_once_and_once(operator: User, at: datetime) -> None:
    contact, outage = a_contact(operator=operator), an_outage(at=at)
    first = a_request(operator, at=at, contact=contact, client=contact.client)
    second = a_request(operator, at=at, contact=contact, client=contact.client)

    for case in (first, first, second):
        join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator)

    assert said_to(contact) == [outage.text]
    assert verbs(first) == ["register", "join_outage"]


def test_who_telephones_is_not_written_to(operator: User, at: datetime) -> None:
    contact, outage = a_contact(operator=operator, channel=Channel.PHONE), an_outage(at=at)
    case = a_request(operator, at=at, contact=contact, client=contact.client)

    join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator)

    assert said_to(contact) == []


def test_conversation_that_is_over_is_not_disturbed(operator: User, at: datetime) -> None:
    contact, outage = a_contact(state=states.WRAPUP, operator=operator), an_outage(at=at)
    case = a_request(operator, at=at, contact=contact, client=contact.client)

    join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator)

    assert said_to(contact) == []


def test_answered_request_and_ended_outage_do_not_meet(operator: User, at: datetime) -> None:
    outage, case, late = an_outage(at=at), a_request(operator, at=at), a_request(operator, at=at)
    answer_request(case_id=case.pk, answer="Готово", at=at, actor=operator)
    with pytest.raises(Conflict):
        join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator)

    ended(outage, operator, at=at)
    with pytest.raises(Conflict):
        join_outage(case_id=late.pk, outage_id=outage.pk, at=at, actor=operator)
    with pytest.raises(Conflict):
        foretell_outage(outage_id=outage.pk, text="Ещё час", expected_until=None, at=at)


def test_request_that_left_is_not_answered_with_the_group(operator: User, at: datetime) -> None:
    outage = an_outage(at=at)
    (case,) = grouped(outage, operator, at=at)
    leave_outage(case_id=case.pk, at=at, actor=operator)

    ended(outage, operator, at=at)
    settle_outage(outage_id=outage.pk, at=at)

    assert Case.objects.get(pk=case.pk).state == "registered"
    assert verbs(case) == ["register", "join_outage", "leave_outage"]


# The end


def test_group_is_answered_and_closed_in_batches_each_with_its_events(operator: User, at: datetime) -> None:
    outage = an_outage(at=at)
    cases = grouped(outage, operator, at=at, n=5)
    ended(outage, operator, at=at + HOUR)

    done = [settle_outage(outage_id=outage.pk, at=at + HOUR, batch=2) for _round in range(4)]

    assert done == [2, 2, 1, 0]
    assert Outage.objects.get().settled_at == at + HOUR
    assert {case.state for case in Case.objects.all()} == {"closed"}
    assert [verbs(case) for case in cases] == [["register", "join_outage", "answer", "close"]] * 5
    row = SupportRequest.objects.first()
    assert row
    assert (row.answer, row.cause, row.answered_by) == (WORKS, outage.name, operator)


def test_outage_without_requests_is_settled_at_once(operator: User, at: datetime) -> None:
    outage = ended(an_outage(at=at), operator, at=at)

    sweep_outages()

    outage.refresh_from_db()
    assert outage.settled_at


def test_client_is_told_of_the_end_once(operator: User, at: datetime) -> None:
    contact, outage = a_contact(operator=operator), an_outage(at=at)
    cases = [a_request(operator, at=at, contact=contact, client=contact.client) for _n in range(2)]
    for case in cases:
        join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator)
    ended(outage, operator, at=at)

    settle_outage(outage_id=outage.pk, at=at)

    assert said_to(contact) == [outage.text, WORKS]


def test_who_cannot_be_written_to_is_to_be_called(operator: User, at: datetime) -> None:
    outage = an_outage(at=at)
    (case,) = grouped(outage, operator, at=at)
    ended(outage, operator, at=at)

    settle_outage(outage_id=outage.pk, at=at)

    assert FollowUp.objects.filter(case=case, due_at=at + HOUR, operator=operator).exists()


def test_referral_to_a_department_is_withdrawn_with_the_end(
    operator: User, department: Department, expert: User, at: datetime
) -> None:
    outage = an_outage(at=at)
    (case,) = grouped(outage, operator, at=at)
    refer_case(case_id=case.pk, question=Question(text="Когда?", department=department), at=at, actor=operator)
    assert Case.objects.get(pk=case.pk).state == "referred"
    ended(outage, operator, at=at)

    settle_outage(outage_id=outage.pk, at=at)

    assert Case.objects.get(pk=case.pk).state == "closed"
    assert case.referrals.get().state == "withdrawn"
    assert verbs(case) == ["register", "join_outage", "refer", "recall", "answer", "close"]


def test_what_was_answered_before_is_only_closed_and_what_was_closed_stays(operator: User, at: datetime) -> None:
    outage = an_outage(at=at)
    answered, closed = grouped(outage, operator, at=at, n=2)
    for case in (answered, closed):
        answer_request(case_id=case.pk, answer="Сам заработал", at=at, actor=operator)
    close_request(case_id=closed.pk, at=at, actor=operator)
    ended(outage, operator, at=at)

    settle_outage(outage_id=outage.pk, at=at)

    assert verbs(answered) == ["register", "join_outage", "answer", "close"] == verbs(closed)
    assert set(SupportRequest.objects.values_list("answer", flat=True)) == {"Сам заработал"}


def test_request_reopened_after_the_end_is_not_answered_again(operator: User, at: datetime) -> None:
    outage = an_outage(at=at)
    (case,) = grouped(outage, operator, at=at)
    ended(outage, operator, at=at)
    settle_outage(outage_id=outage.pk, at=at)
    reopen_request(case_id=case.pk, at=at, actor=operator)

    assert settle_outage(outage_id=outage.pk, at=at) == 0
    assert not settle_request(case_id=case.pk, at=at)
    assert Case.objects.get(pk=case.pk).state == "registered"


def test_one_rotten_request_does_not_hold_up_the_rest(
    operator: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = an_outage(at=at)
    rotten, sound = grouped(outage, operator, at=at, n=2)
    ended(outage, operator, at=at)
    SupportRequest.objects.filter(pk=rotten.pk).update(product=a_product())
    Case.objects.filter(pk=rotten.pk).update(state="registered", function="nonsense")

    settle_outage(outage_id=outage.pk, at=at)

    assert Case.objects.get(pk=sound.pk).state == "closed"
    assert Outage.objects.get().settled_at is None
    Case.objects.filter(pk=rotten.pk).update(function="support")
    settle_outage(outage_id=outage.pk, at=at)
    settle_outage(outage_id=outage.pk, at=at)
    assert Outage.objects.get().settled_at == at


@pytest.mark.django_db(transaction=True)
def test_of_two_operators_who_end_an_outage_at_once_one_does(at: datetime) -> None:
    first, second = an_operator(), an_operator()
    outage = an_outage(at=at)
    cases = grouped(outage, first, at=at, n=3)

    results = race(*(lambda who=who: ended(outage, who, at=at) for who in (first, second)))

    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Outage"]
    settle_outage(outage_id=outage.pk, at=at)
    assert [verbs(case) for case in cases] == [["register", "join_outage", "answer", "close"]] * 3


@pytest.mark.django_db(transaction=True)
def test_workers_that_settle_at_once_answer_each_request_once(at: datetime) -> None:
    operator, outage, queue = an_operator(), an_outage(at=at), a_queue()
    ready(operator)
    contact = a_contact(operator=operator, queue=queue)
    cases = [
        a_request(operator, at=at, contact=contact, client=contact.client),
        *(a_request(operator, at=at) for _ in range(5)),
    ]
    for case in cases:
        join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator)
    ended(outage, operator, at=at)

    results = race(*[lambda: settle_outage(outage_id=outage.pk, at=at) for _worker in range(4)])

    assert sum(results) == 6, results
    assert CaseEvent.objects.filter(verb="answer").count() == 6 == CaseEvent.objects.filter(verb="close").count()
    assert said_to(contact).count(WORKS) == 1


@pytest.mark.django_db(transaction=True)
def test_request_that_joins_while_the_outage_ends_is_answered_or_refused(at: datetime) -> None:
    operator, outage = an_operator(), an_outage(at=at)
    case = a_request(operator, at=at)

    joined, _end = race(
        lambda: join_outage(case_id=case.pk, outage_id=outage.pk, at=at, actor=operator),
        lambda: ended(outage, operator, at=at),
    )
    settle_outage(outage_id=outage.pk, at=at)

    refused = isinstance(joined, Conflict)
    assert Case.objects.get(pk=case.pk).state == ("registered" if refused else "closed")
