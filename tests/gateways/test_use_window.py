"""The chat in a real browser, on the real site: written, answered, reloaded, cut off and found again."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import FrameLocator, Page, expect

from contactcenter.contacts.models import Contact, DeliveryState, Message, Queue
from contactcenter.contacts.operations.messages import send_reply, write_note
from contactcenter.gateways.models import Widget
from contactcenter.privacy.models import Consent
from contactcenter.staff.models import Presence, User
from tests.browser import Windows
from tests.cast import accept, ready
from tests.gateways.sites import a_site
from tests.gateways.windows import a_consent_text, a_widget
from tests.journeys.axe import faults
from tests.pictures import a_png
from tests.stack import Stack


@pytest.fixture
def widget(queue: Queue, stack: Stack) -> Widget:
    return a_widget(queue, greeting_ru="Здравствуйте! Чем помочь?", conversations_per_address=0)


def opened(page: Page) -> FrameLocator:
    page.get_by_role("button", name=re.compile("чат|chat")).click()
    return frame_of(page)


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("contactcenter-chat iframe")


def write(frame: FrameLocator, text: str) -> None:
    frame.locator("#text").fill(text)
    frame.locator("#text").press("Enter")


def marked(frame: FrameLocator, text: str) -> str:
    item = frame.locator("li.own", has_text=text)
    expect(item).to_have_attribute("data-mark", re.compile("sent|delivered|read"))
    return item.get_attribute("data-mark") or ""


def accepted(operator: User) -> Contact:
    """The operator takes the only contact; he stays here for as long as the test lasts."""
    ready(operator)
    Presence.objects.filter(operator=operator).update(seen_at=timezone.now() + timedelta(hours=1))
    return accept(Contact.objects.get())


def reply(contact: Contact, operator: User, text: str) -> Message:
    return send_reply(contact_id=contact.pk, author=operator, text=text, at=timezone.now())


def test_whole_conversation(widget: Widget, operator: User, windows: Windows) -> None:
    page = windows.open("/demo/site/")
    frame = opened(page)
    expect(frame.get_by_text("Здравствуйте! Чем помочь?")).to_be_visible()
    windows.picture(page, "chat-start")

    frame.locator("#name").fill("Артём 🦊")
    write(frame, "Не работает интернет")
    expect(frame.locator("body")).to_have_attribute("data-stage", "waiting")
    contact = accepted(operator)
    expect(frame.locator("body")).to_have_attribute("data-stage", "talking")
    expect(frame.locator("[data-status]")).to_contain_text("Мария")

    write_note(contact_id=contact.pk, author=operator, text="Должник", at=timezone.now())
    answer = reply(contact, operator, "Уже смотрю <b>линию</b>")
    expect(frame.locator("li.msg:not(.own) .bubble")).to_have_text("Уже смотрю <b>линию</b>")
    expect(frame.get_by_text("Должник")).to_have_count(0)
    windows.picture(page, "chat-conversation")

    frame.locator("[data-end]").click()
    frame.locator("[data-ask] [value=end]").click()
    expect(frame.locator("body")).to_have_attribute("data-stage", "ended")
    assert Message.objects.get(pk=answer.pk).seen_at
    assert answer.delivery.__class__.objects.get(message=answer).state == DeliveryState.DELIVERED
    assert Contact.objects.get().client.name == "Артём 🦊".replace("Артём 🦊", "🦊 Артём")


def test_reload_keeps_the_conversation_and_the_open_window(widget: Widget, operator: User, windows: Windows) -> None:
    page = windows.open("/demo/site/")
    write(opened(page), "Первый вопрос")
    marked(frame_of(page), "Первый вопрос")

    page.reload()

    expect(frame_of(page).get_by_text("Первый вопрос")).to_be_visible()
    write(frame_of(page), "Второй вопрос")
    marked(frame_of(page), "Второй вопрос")
    assert Contact.objects.count() == 1


def test_answer_to_a_closed_window_is_counted_on_the_button(widget: Widget, operator: User, windows: Windows) -> None:
    page = windows.open("/demo/site/")
    frame = opened(page)
    write(frame, "Вопрос")
    marked(frame, "Вопрос")
    contact = accepted(operator)
    expect(frame.locator("body")).to_have_attribute("data-stage", "talking")
    frame.locator("#text").press("Escape")
    expect(page.locator("contactcenter-chat iframe")).to_be_hidden()

    reply(contact, operator, "Ответ")
    expect(page.locator("contactcenter-chat .count")).to_have_text("1")

    opened(page)
    expect(page.locator("contactcenter-chat .count")).to_be_hidden()


def test_words_typed_while_the_site_is_down_arrive_once_when_it_is_back(
    widget: Widget, windows: Windows, stack: Stack
) -> None:
    page = windows.open("/demo/site/")
    frame = opened(page)
    write(frame, "До обрыва")
    marked(frame, "До обрыва")

    stack.kill("web")
    expect(frame.locator("[data-alert]")).to_be_visible()
    write(frame, "Во время обрыва")
    expect(frame.locator("li.own", has_text="Во время обрыва")).to_have_attribute("data-mark", "sending")
    stack.start_web()
    stack.wait_until(200, path="/healthz")

    marked(frame, "Во время обрыва")
    expect(frame.locator("[data-alert]")).to_be_hidden()
    expect(frame.locator("li.own")).to_have_count(2)
    assert list(Message.objects.values_list("body", flat=True)) == ["До обрыва", "Во время обрыва"]


def test_window_is_right_again_after_redis_restarts(
    widget: Widget, operator: User, windows: Windows, stack: Stack
) -> None:
    page = windows.open("/demo/site/")
    frame = opened(page)
    write(frame, "Вопрос")
    marked(frame, "Вопрос")
    contact = accepted(operator)
    expect(frame.locator("body")).to_have_attribute("data-stage", "talking")

    stack.restart_redis()
    reply(contact, operator, "Ответ после сбоя")

    expect(frame.get_by_text("Ответ после сбоя")).to_be_visible()


def test_two_tabs_show_one_conversation(widget: Widget, windows: Windows) -> None:
    first = windows.open("/demo/site/")
    frame = opened(first)
    second = first.context.new_page()
    second.goto("/demo/site/")
    other = opened(second)
    expect(other.get_by_text("Здравствуйте! Чем помочь?")).to_be_visible()

    write(frame, "Из первой вкладки")
    expect(other.get_by_text("Из первой вкладки")).to_be_visible()
    write(other, "Из второй вкладки")
    expect(frame.get_by_text("Из второй вкладки")).to_be_visible()

    assert Contact.objects.count() == 1


def test_file_goes_out_and_one_that_is_not_a_picture_is_answered_with_a_sentence(
    widget: Widget, windows: Windows, tmp_path: Path
) -> None:
    picture, lie = tmp_path / "роутер.png", tmp_path / "ложь.png"
    picture.write_bytes(a_png(40, 30))
    lie.write_bytes(b"<html>")
    page = windows.open("/demo/site/")
    frame = opened(page)
    write(frame, "Вот фото")
    marked(frame, "Вот фото")

    frame.locator("[data-file]").set_input_files(picture)
    expect(frame.locator(".file img")).to_have_js_property("naturalWidth", 40)
    with page.expect_download() as download:
        frame.locator(".file").click()
    assert download.value.path().read_bytes() == picture.read_bytes()

    frame.locator("[data-file]").set_input_files(lie)
    expect(frame.locator("[data-alert]")).to_contain_text(re.compile(r"PNG, JPEG"))
    assert Message.objects.count() == 2


def test_consent_is_given_by_hand_before_the_first_word(queue: Queue, stack: Stack, windows: Windows) -> None:
    a_widget(queue, requires_consent=True)
    text = a_consent_text()
    frame = opened(windows.open("/demo/site/"))
    write(frame, "Вопрос")
    expect(frame.locator("[data-compose] [data-error]")).to_be_visible()
    assert not Contact.objects.exists()

    frame.locator("summary").first.click()
    expect(frame.locator("[data-compose]").get_by_text(text.body)).to_be_visible()
    frame.locator("#consent-compose").check()
    write(frame, "Вопрос")

    marked(frame, "Вопрос")
    expect(frame.locator("[data-compose] [data-consent]")).to_be_hidden()
    assert Consent.objects.get().text == text


def test_chat_lives_on_a_site_that_is_allowed(queue: Queue, stack: Stack, windows: Windows) -> None:
    widget = a_widget(queue)
    with a_site(f'<script src="{stack.url}/widget/{widget.key}.js" async></script>', language="en") as origin:
        Widget.objects.update(allowed_origins=[origin])
        windows.allowed_origins.add(origin)
        frame = opened(windows.open(origin))

        write(frame, "Hello from another site")

        marked(frame, "Hello from another site")
        expect(frame.locator("html")).to_have_attribute("lang", "en")
    assert Contact.objects.get().language == "en"


def test_foreign_site_gets_no_window_even_when_it_frames_it_by_itself(
    widget: Widget, stack: Stack, windows: Windows
) -> None:
    frame = f'<iframe referrerpolicy="no-referrer" src="{stack.url}/widget/{widget.key}/frame/"></iframe>'
    with a_site(f'<script src="{stack.url}/widget/{widget.key}.js"></script>{frame}') as origin:
        windows.allowed_origins.add(origin)
        page = windows.open(origin)
        inside = page.frames[-1]
        page.wait_for_timeout(500)
        assert "data-compose" not in inside.content()
    # The script came, since this page hid who it is; but nothing that it can open shows the chat.
    assert any("frame-ancestors" in error for error in windows.errors)
    windows.errors.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_stumbles_over_the_window(widget: Widget, operator: User, windows: Windows, scheme: str) -> None:
    page = windows.open(color_scheme=scheme, bypass_csp=True)
    page.goto(f"/widget/{widget.key}/frame/?lang=ru")
    expect(page.locator("[data-compose]")).to_be_visible()
    assert faults(page) == []

    page.locator("#text").fill("Вопрос")
    page.locator("#text").press("Enter")
    expect(page.locator("body")).to_have_attribute("data-stage", "waiting")
    contact = accepted(operator)
    reply(contact, operator, "Ответ")
    expect(page.get_by_text("Ответ", exact=True)).to_be_visible()
    assert faults(page) == []


def test_keyboard_alone_is_enough(widget: Widget, windows: Windows) -> None:
    page = windows.open("/demo/site/")
    expect(page.get_by_role("button", name="Открыть чат")).to_be_visible()
    page.keyboard.press("Tab")
    for _ in range(10):
        if page.evaluate("document.activeElement.localName") == "contactcenter-chat":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = frame_of(page)
    expect(frame.locator("#text")).to_be_focused()

    page.keyboard.type("Без мыши")
    page.keyboard.press("Enter")
    marked(frame, "Без мыши")
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Открыть чат")).to_be_focused()
