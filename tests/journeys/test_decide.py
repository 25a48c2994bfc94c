"""From the operator's question to the client's letter: three browsers, a worker and a mail server; nobody reloads."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contactcenter.cases.models import Case
from contactcenter.clients.models import AddressKind
from contactcenter.clients.operations.addresses import add_address
from contactcenter.decisions.operations.defaults import create_resolution_codes
from contactcenter.staff.models import Department, User
from tests.browser import PATIENCE_MS, Windows
from tests.decisions.builders import QUESTION, a_department, an_inquiry, refer
from tests.journeys.axe import faults
from tests.journeys.conftest import OpenDesk
from tests.stack import Stack


@pytest.fixture
def case(norms: None, operator: User, queue: object) -> Case:
    """An inquiry of a client with a mailbox."""
    create_resolution_codes()
    case = an_inquiry(operator, at=timezone.now())
    add_address(client=case.client, kind=AddressKind.EMAIL, value="anna@example.ru", at=timezone.now())
    return case


def open_case(open_desk: OpenDesk, operator: User, case: Case) -> Page:
    page = open_desk(operator)
    page.goto(f"/cases/{case.pk}/")
    expect(page.locator("[data-live-status][data-state=online]")).to_be_visible()
    return page


def open_inbox(open_desk: OpenDesk, expert: User) -> Page:
    page = open_desk(expert)
    expect(page).to_have_url(re.compile(r"/department/$"))
    expect(page.locator("[data-live-status][data-state=online]")).to_be_visible()
    return page


def refer_by_hand(page: Page, department: Department) -> None:
    page.keyboard.press("Alt+g")
    page.select_option("#referral-dialog [name=department]", str(department.pk))
    page.fill("#referral-dialog [name=question]", QUESTION)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#referral-dialog")).to_have_count(0)


def letter_to(stack: Stack, address: str, page: Page) -> EmailMessage:
    """Waits until the mail server has a letter for this address."""
    for _ in range(PATIENCE_MS // 100):
        if found := [letter for letter in stack.mail.letters if letter["To"] == address]:
            return found[-1]
        page.wait_for_timeout(100)
    raise AssertionError(f"no letter for {address}")


def test_question_is_decided_in_another_browser_and_the_client_is_written_to(
    open_desk: OpenDesk, case: Case, operator: User, expert: User, department: Department, stack: Stack
) -> None:
    desk, inbox = open_case(open_desk, operator, case), open_inbox(open_desk, expert)

    refer_by_hand(desk, department)
    expect(desk.locator("#referrals")).to_contain_text(department.name)

    inbox.locator(".item", has_text=case.number).click()
    expect(inbox.locator("#p-question")).to_contain_text(QUESTION[:40])
    inbox.fill("#question-text", "С какого дня?")
    inbox.click("#talk ~ form [type=submit]")

    expect(desk.locator("#referrals")).to_contain_text("С какого дня?")
    desk.fill("#referrals [name=text]", "С восьмого ноября.")
    desk.click("#referrals form [type=submit]")

    expect(inbox.locator("#p-question")).to_contain_text("С восьмого ноября.")
    inbox.keyboard.press("Escape")
    inbox.locator("#p-question h2").click()
    inbox.keyboard.press("Alt+2")
    inbox.fill("#p-decision [name=amount]", "65,00")
    inbox.fill("#p-decision [name=text]", "Простой подтверждён, три дня. Возврат 65,00 ₽.")
    inbox.keyboard.press("Control+Enter")
    expect(inbox.locator("#p-decision .pill-ok")).to_be_visible()

    expect(desk.locator("#referrals .pill-ok").first).to_be_visible()
    expect(desk.locator("#referrals")).to_contain_text("Простой подтверждён, три дня.")
    desk.keyboard.press("Alt+o")
    expect(desk.locator("#referral-dialog [name=text]")).to_have_value(re.compile("Простой подтверждён"))
    desk.keyboard.press("Control+Enter")

    letter = letter_to(stack, "anna@example.ru", desk)
    assert "Простой подтверждён, три дня." in letter.get_content()
    assert case.number in letter["Subject"]
    expect(desk.locator("#referrals .msg-mark .ti-check")).to_be_visible()
    expect(desk.locator(f"#case-state-{case.pk}")).to_have_text("дан ответ")


def test_department_without_accounts_decides_behind_its_letter(
    windows: Windows, open_desk: OpenDesk, case: Case, operator: User, stack: Stack
) -> None:
    far = a_department("far", email="far@example.ru")
    desk = open_case(open_desk, operator, case)
    refer_by_hand(desk, far)

    link = re.search(r"http://\S+/department/letters/\S+/", letter_to(stack, "far@example.ru", desk).get_content())
    assert link
    page = windows.open(link[0], bypass_csp=True)
    assert faults(page) == []
    page.check("label.answer:nth-of-type(3) input", force=True)
    page.fill("form[action$='decision/'] [name=text]", "Оснований для возврата нет.")
    page.fill("form[action$='decision/'] [name=name]", "Степан Озёрский, главный инженер")
    page.click("form[action$='decision/'] [type=submit]")
    expect(page.locator("h1")).to_contain_text(case.number)

    expect(desk.locator("#referrals")).to_contain_text("Степан Озёрский, главный инженер")
    page.goto(link[0])
    expect(page.locator("h1")).to_contain_text(case.number)
    assert page.locator("form").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_screen_of_a_department(
    theme: str, open_desk: OpenDesk, windows: Windows, case: Case, operator: User, expert: User, department: Department
) -> None:
    referral = refer(case, department, actor=operator, at=timezone.now())
    page = open_desk(expert, theme=theme, bypass_csp=True)
    assert faults(page) == []

    page.goto(f"/department/{referral.pk}/")
    expect(page.locator("#p-decision form")).to_be_visible()
    windows.picture(page, f"department-{theme}-1440")
    assert faults(page) == []

    desk = open_desk(operator, theme=theme, bypass_csp=True)
    desk.goto(f"/cases/{case.pk}/")
    desk.keyboard.press("Alt+g")
    expect(desk.locator("#referral-dialog")).to_be_visible()
    assert faults(desk) == []
