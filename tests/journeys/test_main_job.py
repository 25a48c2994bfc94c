"""The whole way in two windows: a client writes, is answered, sends a file, and a registered inquiry stays behind."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Frame, Page, expect

from contactcenter.cases.models import Case
from contactcenter.contacts.models import CannedReply, Contact, Disposition, Queue
from contactcenter.contacts.operations.life import finish_contact
from contactcenter.deadlines.models import Deadline, DeadlineState
from contactcenter.staff.models import User
from tests.browser import Windows
from tests.cast import arrive
from tests.journeys.conftest import OpenDesk, in_hand
from tests.stack import Stack

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff"
    "89993d1d0000000049454e44ae426082"
)


@pytest.mark.usefixtures("norms")
def test_client_is_answered_and_a_registered_inquiry_stays_behind(
    chat: Frame, operator: User, disposition: Disposition, open_desk: OpenDesk
) -> None:
    chat.fill("[name=name]", "Артём")
    say(chat, "Здравствуйте! Третий вечер подряд пропадает интернет.")

    desk = open_desk(operator)
    accept_first_offer(desk)
    contact = Contact.objects.get()
    expect(desk.locator(f"#log-{contact.pk}")).to_contain_text("Третий вечер")
    assert desk.url.endswith(f"/contacts/{contact.pk}/")
    answer(desk, contact, "Артём, здравствуйте! Проверяю линию.")
    expect(chat.locator("[data-log]")).to_contain_text("Проверяю линию")
    expect(desk.locator(".msg-mark .ti-checks")).to_be_visible()
    chat.set_input_files("[data-file]", {"name": "терминал.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(desk.locator("img.att-pic")).to_be_visible()
    wrap_up(desk, "Обрывы по вечерам, линия проверена.")

    case = Case.objects.get()
    assert case.number.startswith("СП-")
    assert list(case.contacts.all()) == [contact]
    assert Deadline.objects.get(case=case, target="answer").state == DeadlineState.RUNNING
    expect(desk.locator("#watch")).to_contain_text(case.number)


def say(chat: Frame, text: str) -> None:
    chat.fill("#text", text)
    chat.press("#text", "Enter")
    expect(chat.locator("[data-log]")).to_contain_text(text)


def accept_first_offer(desk: Page) -> None:
    """From the first look at the screen, where everybody is offline."""
    expect(desk.locator("#centre-hint")).to_contain_text("F2")
    expect(desk.locator("[data-queue-list] li")).to_have_count(1)
    desk.keyboard.press("F2")
    desk.keyboard.press("1")
    expect(desk.locator("#offer-card .offer")).to_be_visible()
    desk.keyboard.press("F4")
    expect(desk.locator(".composer")).to_be_visible()


def answer(desk: Page, contact: Contact, text: str) -> None:
    desk.locator(f"#text-{contact.pk}").fill(text)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".msg-out")).to_contain_text(text)
    expect(desk.locator(f"#text-{contact.pk}")).to_have_value("")


def wrap_up(desk: Page, summary: str) -> None:
    desk.keyboard.press("Alt+e")
    expect(desk.locator("#wrapup")).to_be_visible()
    desk.keyboard.press("1")
    desk.fill("[name=summary]", summary)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".toast-note")).to_contain_text("СП-")


def test_offer_waits_in_a_line_while_something_is_typed_and_says_why_it_left(
    operator: User, queue: Queue, open_desk: OpenDesk
) -> None:
    Queue.objects.update(offer_seconds=3)
    running = in_hand(operator, queue)
    desk = open_desk(operator)
    desk.goto(f"/contacts/{running.pk}/")
    desk.locator(f"#text-{running.pk}").fill("Пишу отв")

    arrive(queue, name="Юлия")

    expect(desk.locator("#offer-bar .ws-dock-now")).to_contain_text("Юлия")
    expect(desk.locator(f"#text-{running.pk}")).to_be_focused()
    expect(desk.locator(".toast-note")).to_be_visible()
    expect(desk.locator("#offer-bar")).to_be_hidden()
    expect(desk.locator(f"#text-{running.pk}")).to_have_value("Пишу отв")


def test_prepared_text_note_and_draft_by_keys_alone(operator: User, queue: Queue, open_desk: OpenDesk) -> None:
    CannedReply.objects.create(shortcut="привет", body="{name}, здравствуйте! Меня зовут {operator}.")
    CannedReply.objects.create(shortcut="приём", body="Вижу вас хорошо.")
    contact = in_hand(operator, queue)
    desk = open_desk(operator)
    desk.goto(f"/contacts/{contact.pk}/")
    text = desk.locator(f"#text-{contact.pk}")
    text.focus()

    desk.keyboard.type("/при")
    expect(desk.locator(".canned [role=option]")).to_have_count(2)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    expect(text).to_have_value("Анна, здравствуйте! Меня зовут Мария.")

    desk.reload()
    expect(text).to_have_value("Анна, здравствуйте! Меня зовут Мария.")
    desk.keyboard.press("Alt+n")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".msg-note")).to_contain_text("Меня зовут Мария.")
    assert not contact.messages.filter(direction="out").exists()


def test_conversation_that_the_client_ends_becomes_wrapup_where_it_is_open(
    operator: User, queue: Queue, open_desk: OpenDesk
) -> None:
    contact = in_hand(operator, queue)
    desk = open_desk(operator)
    desk.goto(f"/contacts/{contact.pk}/")
    expect(desk.locator("[data-live-status][data-state=online]")).to_be_visible()

    finish_contact(contact_id=contact.pk, at=timezone.now())

    expect(desk.locator("#wrapup")).to_be_visible()
    expect(desk.locator("#own-contacts .ti-pencil")).to_be_visible()


def test_screen_is_right_again_after_the_web_process_was_killed(
    operator: User, queue: Queue, open_desk: OpenDesk, windows: Windows, running_stack: Stack
) -> None:
    contact = in_hand(operator, queue)
    desk = open_desk(operator)
    desk.goto(f"/contacts/{contact.pk}/")
    running_stack.kill("web")
    arrive(queue, name="Юлия")
    running_stack.start_web()
    running_stack.wait_until(200, path="/healthz")

    expect(desk.locator("[data-live-status][data-state=online]")).to_be_visible()
    offered = desk.locator("#offer-card .offer").or_(desk.locator("#waiting"))
    expect(offered.filter(has_text="Юлия").first).to_be_visible()
    # htmx logs what was on its way when the server died; anything else would be a fault of the screen.
    assert [error for error in windows.errors if not error.startswith(("htmx:", "undefined"))] == []
    windows.errors.clear()
