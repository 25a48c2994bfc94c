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
from contactcenter.decisions.models import Referral, ResolutionCode
from contactcenter.decisions.operations.deciding import Verdict, decide
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, refer_case
from contactcenter.decisions.operations.working import answer_question
from contactcenter.staff.models import Department, Role, User
from inquiries.operations.life import answer_inquiry, register_inquiry, reopen_inquiry
from support.models import SupportRequest
from tests.api.conftest import Api
from tests.cast import a_client, a_contact, a_queue, a_user, accept, an_operator, arrive, ready
from tests.support.builders import a_request, a_symptom, an_outage

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


def requests(count: int) -> None:
    for _ in range(count):
        case = a_request(an_operator(), at=timezone.now(), symptoms=[a_symptom()])
        SupportRequest.objects.filter(case=case).update(outage=an_outage(at=timezone.now()))


def history(count: int) -> None:
    if not Case.objects.exists():
        cases(1)
    case = Case.objects.get()
    for _ in range(count // 2):
        answer_inquiry(case_id=case.pk, answer="Завтра", at=timezone.now(), actor=an_operator())
        reopen_inquiry(case_id=case.pk, at=timezone.now(), actor=an_operator())


def referrals(count: int) -> None:
    for number in range(count):
        owner, expert = an_operator(), a_user(f"expert-{Referral.objects.count()}", Role.EXPERT)
        expert.department = Department.objects.create(name=f"Отдел {expert.pk}", code=f"d-{expert.pk}")
        expert.save()
        case = register_inquiry(client=a_client(), question="Когда?", at=timezone.now(), actor=owner, owner=owner)
        question = Question(text="Когда вернут?", department=expert.department)
        referral = refer_case(case_id=case.pk, question=question, at=timezone.now(), actor=owner)
        if number % 2:
            code, _new = ResolutionCode.objects.get_or_create(code="upheld", defaults={"name": "Да"})
            verdict = Verdict(code=code, text="Вернём.")
            decide(
                referral_id=referral.pk,
                who=Who(user=User.objects.get(pk=expert.pk)),
                verdict=verdict,
                at=timezone.now(),
            )


def talk(count: int) -> None:
    if not Referral.objects.exists():
        referrals(1)
    referral = Referral.objects.get()
    for number in range(count):
        answer_question(referral_id=referral.pk, actor=an_operator(), text=f"Ещё {number}", at=timezone.now())


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
    "support-requests/": requests,
    "outages/": requests,
    "offers/": offers,
    "referrals/": referrals,
    "referrals/{referral}/messages/": talk,
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
        referral=Referral.objects.values_list("pk", flat=True).first(),
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
