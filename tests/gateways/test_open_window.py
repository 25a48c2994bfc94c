"""The public socket: who gets in, and finds his conversation again."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Message
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.passes import PASS_SECONDS, Pass, new_token, write_pass
from contactcenter.push.hub import Hub
from contactcenter.push.socket import FORBIDDEN
from contactcenter.staff.models import User
from tests.cast import ready
from tests.gateways.windows import SITE, a_widget, in_thread, reply, socket, window, write, write_and_hear
from tests.live.sockets import Browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_thread_closed")]


# Getting in


async def test_newcomer_is_welcomed_with_a_token_and_an_empty_window(widget: Widget) -> None:
    async with window(widget) as browser:
        welcome = browser.welcome

    assert welcome["token"]
    assert (welcome["state"]["stage"], welcome["messages"], welcome["consent"]) == ("new", [], None)
    assert not await ChatSession.objects.aexists()


async def test_looking_leaves_no_trace_until_something_is_said(widget: Widget) -> None:
    async with window(widget) as first, window(widget, token=first.welcome["token"]) as again:
        assert again.welcome["token"] == first.welcome["token"]

    assert not await ChatSession.objects.aexists()


@pytest.mark.parametrize("token", ["", "guessed", "x" * 500])
async def test_token_that_is_not_ours_is_replaced(widget: Widget, token: str) -> None:
    async with window(widget, token=token) as browser:
        assert browser.welcome["token"] != token


async def test_page_of_another_site_cannot_open_the_socket(widget: Widget) -> None:
    for origin in (SITE.encode(), b"https://evil.example", b"null"):
        assert not await Browser(f"/ws/chat/?key={widget.key}", headers={b"origin": origin}).open()


@pytest.mark.parametrize("frame_pass", ["", "forged", "other", "old", None])
async def test_without_a_good_pass_of_this_widget_nothing_is_shown(
    widget: Widget, frame_pass: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = {
        "other": write_pass(Pass(key="another", origin=SITE)),
        "old": write_pass(Pass(key=widget.key, origin=SITE)),
    }
    if frame_pass == "old":
        monkeypatch.setattr("contactcenter.gateways.passes.PASS_SECONDS", -1)
    async with socket(widget.key) as browser:
        await browser.tell("hello", **{"pass": passes.get(frame_pass or "", frame_pass)})

        assert (await browser.hear("error"))["code"] == "bad_pass"
        assert await browser.closed_with() == FORBIDDEN
    assert PASS_SECONDS > 0


async def test_widget_that_does_not_exist_is_refused() -> None:
    async with socket("nothing") as browser:
        await browser.tell("hello", **{"pass": write_pass(Pass(key="nothing", origin=""))})

        assert (await browser.hear("error"))["code"] == "unknown_widget"


@pytest.mark.parametrize("kind", ["say", "leave", "shown", "end"])
async def test_before_the_hello_nothing_is_taken(widget: Widget, kind: str) -> None:
    async with socket(widget.key) as browser:
        await browser.tell(kind, id=str(uuid.uuid4()), text="да", up_to=1)

        assert (await browser.hear("error"))["code"] == "no_hello"
    assert not await Contact.objects.aexists()


async def test_switched_off_chat_says_so(widget: Widget) -> None:
    await Widget.objects.aupdate(is_active=False)

    async with window(widget) as browser:
        assert browser.welcome["state"]["stage"] == "off"
        await browser.tell("say", id=str(uuid.uuid4()), text="да")
        assert (await browser.hear("error"))["code"] == "switched_off"


# Coming back, and two tabs


async def test_reload_brings_the_conversation_back(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser:
        contact = await talking(browser)
        await reply(contact, operator, "Слушаю вас")
    async with window(widget, token=browser.welcome["token"]) as again:
        welcome = again.welcome

    assert [message["text"] for message in welcome["messages"]] == ["Здравствуйте!", "Слушаю вас"]
    assert welcome["state"]["stage"] == "talking"


async def test_token_of_one_widget_opens_nothing_in_another(widget: Widget) -> None:
    other = await in_thread(lambda: a_widget(widget.queue, name="Другой"))()
    async with window(widget) as browser:
        await write(browser, "Секрет")
    async with window(other, token=browser.welcome["token"]) as elsewhere:
        assert elsewhere.welcome["messages"] == []


async def test_two_tabs_of_one_visitor_show_the_same(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as first, window(widget, token=first.welcome["token"]) as second:
        contact = await talking(first)
        assert (await second.hear("messages"))["messages"][0]["text"] == "Здравствуйте!"

        await reply(contact, operator, "Обоим")
        for tab in (first, second):
            async with asyncio.timeout(15):
                while not any(m["text"] == "Обоим" for m in (await tab.hear("messages"))["messages"]):
                    pass

    assert await ChatSession.objects.acount() == 1


async def test_closed_window_begins_to_count_the_absence_and_an_open_one_does_not(widget: Widget) -> None:
    async with window(widget) as browser:
        await write_and_hear(browser, "state")  # only now does the socket know whose absence it would count
        long_ago = timezone.now() - timedelta(minutes=5)
        await ChatSession.objects.aupdate(last_seen_at=long_ago)

    assert (await ChatSession.objects.aget()).last_seen_at > long_ago


async def test_missed_messages_are_fetched_after_the_bus_was_away(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser:
        contact = await talking(browser)
        # Written behind the bus's back.
        await Message.objects.acreate(
            contact=contact,
            direction="out",
            author=operator,
            body="Пропущено",
            created_at=timezone.now(),
            channel="webchat",
        )
        Hub._hubs[asyncio.get_running_loop()].found()

        async with asyncio.timeout(15):
            while not any(m["text"] == "Пропущено" for m in (await browser.hear("messages"))["messages"]):
                pass


async def test_offer_alone_says_nothing_of_operators(widget: Widget, operator: User) -> None:
    await in_thread(ready)(operator)
    async with window(widget) as browser:
        state = (await write_and_hear(browser, "state"))["state"]["state"]

    assert (state["stage"], state["operator"]) == ("waiting", "")
    assert (await Contact.objects.aget()).state == states.OFFERED


def test_tokens_are_long_and_different() -> None:
    assert new_token() != new_token()
    assert len(new_token()) > 60
