"""No list costs more queries at 20 rows than at 2, and none quietly costs more than it did (query_counts.json)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contactcenter.cases.models import Case
from contactcenter.contacts.models import CannedReply, Contact, Disposition, Queue, Topic
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.staff.models import User
from inquiries.operations.life import answer_inquiry, register_inquiry, reopen_inquiry
from tests.api.conftest import Api
from tests.cast import a_client, a_contact, a_queue, accept, an_operator, arrive, ready

PINS: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text())


def clients(count: int) -> None:
    for _ in range(count):
        a_client()


def contacts(count: int) -> None:
    for _ in range(count):
        a_contact(queue=Queue.objects.first(), operator=an_operator())


def messages(count: int) -> None:
    contact, operator = _conversation()
    for number in range(count):
        send_reply(contact_id=contact.pk, author=operator, text=f"Ответ {number}", at=timezone.now())


def events(count: int) -> None:
    contact, _operator = _conversation()
    for _ in range(count):
        contact.events.create(at=timezone.now(), verb="answer", after="active", actor=an_operator())


def cases(count: int) -> None:
    for _ in range(count):
        owner = an_operator()
        register_inquiry(client=a_client(), question="Когда?", at=timezone.now(), actor=owner, owner=owner)


def history(count: int) -> None:
    if not Case.objects.exists():
        cases(1)
    case = Case.objects.get()
    for _ in range(count // 2):
        answer_inquiry(case_id=case.pk, answer="Завтра", at=timezone.now(), actor=an_operator())
        reopen_inquiry(case_id=case.pk, at=timezone.now(), actor=an_operator())


def offers(count: int) -> None:
    for _ in range(count):
        ready(an_operator())
        accept(arrive(a_queue_of_all()))


def operators(count: int) -> None:
    for _ in range(count):
        ready(an_operator())


def directory(count: int) -> None:
    for number in range(Topic.objects.count(), Topic.objects.count() + count):
        queue = a_queue(f"queue-{number}")
        arrive(queue)
        Topic.objects.create(function="inquiries", name="Тема", slug=f"t-{number}", queue=queue, parent=_any(Topic))
        Disposition.objects.create(function="inquiries", name="Итог", code=f"d-{number}")
        CannedReply.objects.create(shortcut=f"s-{number}", body="Здравствуйте!")


def a_queue_of_all() -> Queue:
    return Queue.objects.filter(slug="inquiries").first() or a_queue()


def _any(model: Any) -> Any:
    return model.objects.first()


def _conversation() -> tuple[Contact, User]:
    contact = Contact.objects.first() or a_contact(operator=an_operator())
    assert contact.operator
    return contact, contact.operator


LISTS: dict[str, Callable[[int], None]] = {
    "clients/": clients,
    "clients/?search=Иванова": clients,
    "contacts/": contacts,
    "contacts/{contact}/messages/": messages,
    "contacts/{contact}/events/": events,
    "cases/": cases,
    "cases/{case}/timeline/": history,
    "inquiries/": cases,
    "offers/": offers,
    "operators/": operators,
    "queues/": directory,
    "topics/": directory,
    "dispositions/": directory,
    "canned-replies/": directory,
}


@pytest.mark.parametrize("path", LISTS)
def test_twenty_rows_cost_what_two_do(full_api: Api, queue: Queue, path: str) -> None:
    more = LISTS[path]
    more(2)
    named = path.format(
        contact=Contact.objects.values_list("pk", flat=True).first(),
        case=Case.objects.values_list("pk", flat=True).first(),
    )
    full_api.get(named)  # the use of the token is noted once a minute

    few = queries_of(full_api, named, at_least=2)
    more(18)
    many = queries_of(full_api, named, at_least=20)

    assert len(few) == len(many), "\n".join(many)
    assert len(many) == PINS[path], "\n".join(many)


def queries_of(api: Api, path: str, *, at_least: int) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = api.get(path)
    assert len(answer.json()["results"]) >= at_least
    return [query["sql"] for query in captured]
