"""The chain of the job description (3.1.3.1-6) in four browsers: a chat becomes a request for support, a department
decides it, the clock runs out meanwhile, and the client is told in the chat and by letter. Nobody reloads a page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Frame, Page, expect

from contactcenter.cases.models import Case
from contactcenter.clients.models import AddressKind
from contactcenter.clients.operations.addresses import add_address
from contactcenter.contacts.models import Contact, Queue
from contactcenter.deadlines.models import ClockEntry, Deadline, EntryKind, Target
from contactcenter.decisions.operations.defaults import create_resolution_codes
from contactcenter.staff.models import Department, User
from tests.cast import a_queue
from tests.journeys.conftest import OpenDesk
from tests.journeys.test_decide import letter_to, open_inbox
from tests.journeys.test_main_job import accept_first_offer, answer, say
from tests.stack import Stack
from tests.support.builders import a_symptom

DECISION = "Обрыв на узле устранён, скорость восстановлена."


@pytest.fixture
def queue(norms: None) -> Queue:
    """Of support, whose catalogue knows one symptom."""
    create_resolution_codes()
    a_symptom()
    return a_queue("inquiries", function="support")


def talk(chat: Frame, desk: Page) -> None:
    """A client writes and is greeted; his mailbox is known."""
    chat.fill("[name=name]", "Артём")
    say(chat, "Здравствуйте! Третий вечер подряд пропадает интернет.")
    accept_first_offer(desk)
    contact = Contact.objects.get()
    add_address(client=contact.client, kind=AddressKind.EMAIL, value="anna@example.ru", at=timezone.now())
    answer(desk, contact, "Артём, здравствуйте! Проверяю линию.")


def clocks(case: Case) -> dict[str, str]:
    """What was promised and how it stands."""
    return dict(Deadline.objects.filter(case=case).values_list("target", "state"))


def register_request(desk: Page) -> Case:
    desk.keyboard.press("Alt+d")
    dialog = desk.locator("#new-case")
    dialog.locator("[name=case-product]").select_option(label="Internet")
    dialog.locator("[name=case-symptoms]").first.check()
    dialog.locator("[name=case-description]").fill("Третий вечер пропадает интернет")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".toast-note").last).to_contain_text("ТП-")
    return Case.objects.get()


def refer_from_the_conversation(desk: Page, department: Department) -> None:
    expect(desk.locator("#new-case")).to_have_count(0)
    desk.locator("#tab-decisions").click()
    expect(desk.locator("#contact-referrals [data-key='Alt+G']")).to_be_visible()
    desk.keyboard.press("Alt+g")
    desk.select_option("#referral-dialog [name=department]", str(department.pk))
    desk.fill("#referral-dialog [name=question]", "Проверьте узел и линию.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#contact-referrals")).to_contain_text(department.name)


def move_clock(case: Case, target: str, *, by: timedelta) -> None:
    """What was promised becomes so much older; the site's own sweep finds out."""

    def earlier(moment: str) -> str:
        return (datetime.fromisoformat(moment) - by).isoformat()

    deadline = Deadline.objects.get(case=case, target=target)
    assert deadline.next_event_at
    deadline.steps = [[earlier(moment), step] for moment, step in deadline.steps]
    for name in ("started_at", "due_at", "internal_due_at", "next_event_at"):
        setattr(deadline, name, getattr(deadline, name) - by)
    deadline.save()


def decide(inbox: Page, case: Case) -> None:
    inbox.locator(".item", has_text=case.number).click()
    expect(inbox.locator("#p-question")).to_contain_text("Проверьте узел")
    inbox.locator("#p-question h2").click()
    inbox.keyboard.press("Alt+1")
    inbox.fill("#p-decision [name=text]", DECISION)
    inbox.keyboard.press("Control+Enter")
    expect(inbox.locator("#p-decision .pill-ok")).to_be_visible()


def tell_client(desk: Page, *, way: str, is_final: bool) -> None:
    desk.keyboard.press("Alt+o")
    dialog = desk.locator("#referral-dialog")
    expect(dialog.locator("[name=text]")).to_have_value(re.compile(DECISION))
    dialog.locator(f"[name=way][value^={way}]").check(force=True)
    dialog.locator("[name=is_final]").set_checked(is_final)
    desk.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)


def test_chat_becomes_a_request_that_a_department_decides_late_and_the_client_is_told_twice(
    chat: Frame,
    operator: User,
    expert: User,
    supervisor: User,
    department: Department,
    open_desk: OpenDesk,
    stack: Stack,
) -> None:
    desk, inbox, floor = open_desk(operator), open_inbox(open_desk, expert), open_desk(supervisor)
    floor.goto("/floor/")
    talk(chat, desk)
    case = register_request(desk)
    assert clocks(case) == {"first_response": "met", "next_update": "running", "answer": "running"}
    refer_from_the_conversation(desk, department)
    expect(inbox.locator(".item", has_text=case.number)).to_be_visible()
    expect(desk.locator("#watch")).to_contain_text(case.number)

    move_clock(case, Target.DECISION, by=timedelta(hours=8, minutes=30))
    expect(desk.locator("#watch [data-level=crit]")).to_be_visible()
    expect(inbox.locator(".item", has_text=case.number).locator("[data-level=crit]")).to_be_visible()
    for told in (desk, floor):
        expect(told.locator("#bell .count")).to_be_visible()
    assert clocks(case)["decision"] == "breached"
    assert ClockEntry.objects.filter(deadline__case=case, kind=EntryKind.ESCALATE).count() == 2

    decide(inbox, case)
    expect(desk.locator("#contact-referrals .pill-ok").first).to_be_visible()
    expect(desk.locator("#contact-referrals")).to_contain_text(DECISION)
    tell_client(desk, way="contact", is_final=True)
    expect(chat.locator("[data-log]")).to_contain_text(DECISION)
    tell_client(desk, way="email", is_final=False)
    letter = letter_to(stack, "anna@example.ru", desk)
    assert DECISION in letter.get_content()
    assert case.number in letter["Subject"]

    assert Case.objects.get().state == "answered"
    assert clocks(case) == {"first_response": "met", "next_update": "met", "answer": "met", "decision": "missed"}
