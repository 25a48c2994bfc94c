"""Walking through a tree with a client."""

from __future__ import annotations

from datetime import datetime

import pytest

from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from support.models import TreeAnswer, TreeRun
from support.operations.trees import answer_step, go_back, leave_run, start_run
from support.queries.requests import facts
from support.queries.runs import checked_of, walk_of
from tests.cast import a_contact, a_queue, an_operator, ready
from tests.racing import race
from tests.support.builders import a_request
from tests.support.trees import a_body, a_tree


@pytest.fixture
def contact(operator: User, queue: Queue) -> Contact:
    return a_contact(operator=operator, queue=queue)


@pytest.fixture
def run(contact: Contact, operator: User, at: datetime) -> TreeRun:
    return start_run(contact_id=contact.pk, tree_id=a_tree().tree_id, operator=operator, at=at)


def test_answers_lead_to_the_end_and_are_kept(run: TreeRun, operator: User, at: datetime) -> None:
    answer_step(run_id=run.pk, step="power", number=1, operator=operator, at=at)
    ended = answer_step(run_id=run.pk, step="leds", number=2, operator=operator, at=at)

    assert (ended.outcome, ended.outcome_text, ended.cause) == ("refer", "Обрыв, нужен выезд", "Обрыв")
    assert ended.ended_at == at
    assert list(run.answers.values_list("question", "answer")) == [
        ("Терминал включён?", "Да"),
        ("Как горят индикаторы?", "LOS красный"),
    ]


def test_pane_shows_the_question_how_to_ask_it_and_how_far_it_is(
    run: TreeRun, contact: Contact, operator: User, at: datetime
) -> None:
    answer_step(run_id=run.pk, step="power", number=1, operator=operator, at=at)

    walk = walk_of(contact)

    assert walk
    assert walk.say == "Посмотрите, пожалуйста: PON горит ровно?"
    assert (walk.position, walk.length, list(walk.marks)) == (2, 3, ["done", "now", ""])


def test_back_takes_the_last_answer_back_and_keeps_it(run: TreeRun, operator: User, at: datetime) -> None:
    answer_step(run_id=run.pk, step="power", number=1, operator=operator, at=at)
    answer_step(run_id=run.pk, step="leds", number=2, operator=operator, at=at)

    again = go_back(run_id=run.pk, operator=operator, at=at)

    assert (again.step, again.ended_at, again.outcome) == ("leds", None, "")
    assert TreeAnswer.objects.filter(run=run, taken_back_at=at).count() == 1
    answer_step(run_id=run.pk, step="leds", number=1, operator=operator, at=at)


def test_back_to_an_earlier_question_takes_all_since_back(run: TreeRun, operator: User, at: datetime) -> None:
    answer_step(run_id=run.pk, step="power", number=1, operator=operator, at=at)
    answer_step(run_id=run.pk, step="leds", number=1, operator=operator, at=at)

    assert go_back(run_id=run.pk, operator=operator, at=at, to="power").step == "power"
    assert not run.answers.filter(taken_back_at__isnull=True).exists()


def test_there_is_nothing_before_the_first_question(run: TreeRun, operator: User, at: datetime) -> None:
    with pytest.raises(Conflict):
        go_back(run_id=run.pk, operator=operator, at=at)


def test_run_keeps_to_the_version_that_it_began_with(run: TreeRun, operator: User, at: datetime) -> None:
    body = a_body()
    body["steps"] = {"power": {"question": "?", "answers": [{"text": "Да", "remedy": "Ждать"}]}}
    a_tree(body=body)

    assert answer_step(run_id=run.pk, step="power", number=1, operator=operator, at=at).step == "leds"


@pytest.mark.parametrize("number", [0, 3, -1, 99])
def test_answer_that_is_not_there_is_refused(run: TreeRun, operator: User, at: datetime, number: int) -> None:
    with pytest.raises(InvalidInput):
        answer_step(run_id=run.pk, step="power", number=number, operator=operator, at=at)


def test_only_who_holds_the_contact_walks(run: TreeRun, teammate: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        answer_step(run_id=run.pk, step="power", number=1, operator=teammate, at=at)


def test_second_run_waits_for_the_end_of_the_first(
    run: TreeRun, contact: Contact, operator: User, at: datetime
) -> None:
    tree = run.version.tree_id
    with pytest.raises(Conflict):
        start_run(contact_id=contact.pk, tree_id=tree, operator=operator, at=at)

    leave_run(run_id=run.pk, operator=operator, at=at)

    assert start_run(contact_id=contact.pk, tree_id=tree, operator=operator, at=at) != run


def test_request_out_of_the_conversation_takes_the_answers_along(
    run: TreeRun, contact: Contact, operator: User, at: datetime
) -> None:
    answer_step(run_id=run.pk, step="power", number=1, operator=operator, at=at)

    case = a_request(operator, at=at, contact=contact, client=contact.client)
    answer_step(run_id=run.pk, step="leds", number=2, operator=operator, at=at)

    assert [answer.answer for answer in checked_of(case)] == ["Да", "LOS красный"]
    assert ("Терминал включён?", "Да") in [(str(label), text) for label, text in facts(case=case)]


@pytest.mark.django_db(transaction=True)
def test_key_pressed_twice_answers_one_question(at: datetime) -> None:
    operator = an_operator()
    queue = a_queue()
    ready(operator)
    contact = a_contact(operator=operator, queue=queue)
    run = start_run(contact_id=contact.pk, tree_id=a_tree().tree_id, operator=operator, at=at)

    results = race(
        *[lambda: answer_step(run_id=run.pk, step="power", number=1, operator=operator, at=at) for _press in range(2)]
    )

    assert sorted(type(result).__name__ for result in results) == ["Conflict", "TreeRun"]
    assert run.answers.count() == 1
