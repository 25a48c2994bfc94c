"""No page costs more queries at 20 rows than at 2, and none quietly costs more than it did (query_counts.json)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contactcenter.cases.models import Case, FollowUp
from contactcenter.clients.models import Client
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Disposition, Queue
from contactcenter.contacts.operations.messages import send_reply, write_note
from contactcenter.deadlines.models import NoticeKind
from contactcenter.deadlines.operations.notices import tell_staff
from contactcenter.privacy.models import Purpose
from contactcenter.privacy.operations.consents import give_consent
from contactcenter.routing.models import Seat
from contactcenter.staff.models import User
from inquiries.operations.life import answer_inquiry, register_inquiry, reopen_inquiry
from tests.cast import a_client, a_contact, arrive, ready

PINS: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
HTMX = {"HX-Request": "true"}


def operator() -> User:
    return User.objects.get(username="operator")


def the_client() -> Client:
    return Client.objects.filter(last_name="Лисицын").first() or a_client("Лисицын Артём Денисович")


def waiting(count: int) -> None:
    queue = Queue.objects.get()
    for _ in range(count):
        arrive(queue)


def in_hand(count: int) -> None:
    """More than anybody could hold: what is measured is the page."""
    ready(operator())
    for _ in range(count):
        Seat.objects.filter(operator=operator()).update(load=0)
        a_contact(operator=operator())


def talk(count: int) -> None:
    contact = Contact.objects.first() or a_contact(operator=operator())
    Contact.objects.filter(pk=contact.pk).update(client=the_client())
    contact = Contact.objects.get(pk=contact.pk)
    for number in range(count):
        send_reply(contact_id=contact.pk, author=operator(), text=f"Ответ {number}", at=timezone.now())
        write_note(contact_id=contact.pk, author=operator(), text="Заметка", at=timezone.now())
        _case(contact)


def _case(contact: Contact | None = None) -> Case:
    client = contact.client if contact else a_client()
    return register_inquiry(
        client=client, question="Когда?", at=timezone.now(), owner=operator(), actor=operator(), contact=contact
    )


def wrapping_up(count: int) -> None:
    contact = Contact.objects.first() or a_contact(operator=operator(), state=states.WRAPUP)
    for number in range(count):
        code = f"d-{Disposition.objects.count()}"
        Disposition.objects.create(function="inquiries", name=f"Итог {number}", code=code)
        _case(contact)


def cases(count: int) -> None:
    for _ in range(count):
        _case()


def history(count: int) -> None:
    case = Case.objects.first() or _case()
    for _ in range(count // 2):
        answer_inquiry(case_id=case.pk, answer="Завтра", at=timezone.now(), actor=operator())
        reopen_inquiry(case_id=case.pk, at=timezone.now(), actor=operator())


def clients(count: int) -> None:
    for _ in range(count):
        a_client("Лисицын Пётр")


def life(count: int) -> None:
    client = the_client()
    for purpose in Purpose:
        give_consent(client=client, purpose=purpose, at=timezone.now())
    for _ in range(count):
        contact = a_contact(operator=None, queue=Queue.objects.get(), state=states.CLOSED)
        Contact.objects.filter(pk=contact.pk).update(client=client)
        _case(Contact.objects.get(pk=contact.pk))


def promises(count: int) -> None:
    now = timezone.now()
    for _ in range(count):
        FollowUp.objects.create(
            operator=operator(), text="Позвонить", due_at=now + timedelta(hours=1), created_at=now, case=_case()
        )


def told(count: int) -> None:
    for _ in range(count):
        facts = {"calendar": "РФ", "last": "2027-12-31"}
        tell_staff(users=[operator().pk], kind=NoticeKind.CALENDAR, facts=facts, at=timezone.now(), case=_case())


PAGES: dict[str, Callable[[int], None]] = {
    "/": waiting,
    "/desk/queue/?queues=all": waiting,
    "/desk/contacts/": in_hand,
    "/desk/watch/": promises,
    "/contacts/{contact}/": talk,
    "/contacts/{contact}/wrapup/": wrapping_up,
    "/cases/": cases,
    "/cases/{case}/": history,
    "/clients/": clients,
    "/clients/{client}/": life,
    "/clients/{client}/timeline/": life,
    "/search/?q=Лисицын": clients,
    "/notices/": told,
}


@pytest.mark.parametrize("path", PAGES)
def test_twenty_rows_cost_what_two_do(desk: Browser, queue: Queue, path: str) -> None:
    more = PAGES[path]
    client = the_client()
    more(2)
    named = path.format(
        contact=Contact.objects.values_list("pk", flat=True).first(),
        case=Case.objects.values_list("pk", flat=True).first(),
        client=client.pk,
    )
    desk.get(named)  # what a process keeps is kept from the first time on

    few = queries_of(desk, named)
    more(18)
    many = queries_of(desk, named)

    assert shapes(few) == shapes(many)
    assert len(many) == PINS[path], "\n".join(many)


def queries_of(browser: Browser, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(path)
    assert answer.status_code == 200
    return [query["sql"] for query in captured]


def shapes(queries: list[str]) -> Counter[str]:
    """How often each statement was asked, whatever its values: a difference names the one that grows."""
    return Counter(re.sub(r"IN \([^)]*\)|'[^']*'|\d+", "…", query) for query in queries)
