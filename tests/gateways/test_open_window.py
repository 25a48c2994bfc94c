"""The public socket: who gets in, what he is shown, and what he never sees."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Delivery, DeliveryState, Disposition, Message
from contactcenter.contacts.operations.life import close_contact, finish_contact
from contactcenter.contacts.operations.messages import mark_read, send_reply, write_note
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.passes import PASS_SECONDS, Pass, new_token, write_pass
from contactcenter.push import topics
from contactcenter.push.hub import Hub
from contactcenter.push.publish import hint
from contactcenter.push.socket import FORBIDDEN, FRAME_BYTES, TOO_FAST
from contactcenter.staff.models import User
from tests.cast import accept, arrive, ready
from tests.gateways.windows import SITE, a_consent_text, a_widget, in_thread, socket, window, write
from tests.live.sockets import Browser
from tests.push.watcher import Notes, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talking(widget: Widget, operator: User) -> Any:
    """Leads a window's first message to the operator and returns the contact."""

    async def talk(browser: Browser) -> Contact:
        await in_thread(ready)(operator)
        await write(browser)
        contact = await Contact.objects.aget()
        await in_thread(accept)(contact)
        await browser.hear("state")
        return contact

    return talk


async def reply(contact: Contact, operator: User, text: str) -> Message:
    return await in_thread(send_reply)(contact_id=contact.pk, author=operator, text=text, at=timezone.now())


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


# Talking


async def test_first_word_waits_with_its_place(widget: Widget) -> None:
    await in_thread(arrive)(await in_thread(lambda: widget.queue)())
    async with window(widget) as browser:
        said = await write(browser, "Помогите")
        state = (await browser.hear("state"))["state"]

    assert (said["text"], said["own"]) == ("Помогите", True)
    assert (state["stage"], state["place"]) == ("waiting", 2)


async def test_place_moves_up_when_somebody_before_leaves(widget: Widget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contactcenter.gateways.webchat.consumer.PLACE_SECONDS", 0.05)
    async with window(widget) as first, window(widget) as second:
        await write(first)
        await write(second)
        assert (await second.hear("state"))["state"]["place"] == 2

        await first.tell("end")

        assert (await second.hear("state"))["state"]["place"] == 1


async def test_operator_is_named_when_he_accepts(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser:
        await in_thread(ready)(operator)
        await write(browser)
        await in_thread(accept)(await Contact.objects.aget())
        await browser.hear("state")
        async with asyncio.timeout(15):
            while (state := (await browser.hear("state"))["state"])["stage"] != "talking":
                pass

    assert state["operator"] == operator.first_name


async def test_answer_appears_with_the_operators_first_name(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser:
        contact = await talking(browser)
        await reply(contact, operator, "Здравствуйте! Проверяю.")
        async with asyncio.timeout(15):
            while not (answers := [m for m in (await browser.hear("messages"))["messages"] if not m["own"]]):
                pass

    assert [(answer["text"], answer["name"]) for answer in answers] == [("Здравствуйте! Проверяю.", "Мария")]


async def test_note_of_a_colleague_never_reaches_the_window(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser:
        contact = await talking(browser)
        await in_thread(write_note)(
            contact_id=contact.pk, author=operator, text="Клиент должен 500 рублей", at=timezone.now()
        )
        await reply(contact, operator, "Конец")
        frames: list[dict[str, Any]] = []
        async with asyncio.timeout(15):
            while not any("Конец" in str(frame) for frame in frames):
                frames.append(await browser.hear("messages", "state", "typing", "said"))
        assert "должен" not in str(frames)
        token = browser.welcome["token"]

    async with window(widget, token=token) as later:
        assert "Конец" in str(later.welcome)
        assert "должен" not in str(later.welcome)


async def test_conversation_of_another_visitor_stays_his(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser, window(widget) as stranger:
        contact = await talking(browser)
        await reply(contact, operator, "Ваш пароль 1234")
        await browser.hear("messages")
        await write(stranger, "Кто здесь?")
        frames = [await stranger.hear("messages"), await stranger.hear("state")]

    assert "1234" not in str(frames)
    assert [message["text"] for message in frames[0]["messages"]] == ["Кто здесь?"]


async def test_typing_goes_both_ways(widget: Widget, operator: User, talking: Any) -> None:
    watcher = Notes()
    async with window(widget) as browser, Hub.joined(watcher) as hub:
        contact = await talking(browser)
        hub.watch(topics.contact(contact.pk), watcher)

        await browser.tell("typing")
        await until(lambda: watcher.of("typing"))
        assert watcher.of("typing")[0]["who"] == "client"

        await in_thread(hint)(topics.contact(contact.pk), kind="answering", operator=operator.pk, name="Мария")
        assert await browser.hear("typing") == {"t": "typing"}


async def test_ticks_follow_the_operator(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser:
        contact = await talking(browser)
        message = await Message.objects.aget()
        await in_thread(mark_read)(contact_id=contact.pk, reader=operator, at=timezone.now())
        async with asyncio.timeout(15):
            while (state := (await browser.hear("state"))["state"])["read_up_to"] != message.pk:
                pass

    assert state["delivered_up_to"] == message.pk


async def test_shown_answer_is_delivered_and_seen_answer_is_seen(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser:
        contact = await talking(browser)
        answer = await reply(contact, operator, "Готово")
        await browser.tell("shown", up_to=answer.pk, seen=False)
        await browser.tell("ping")
        await browser.hear("pong")
        delivery = await Delivery.objects.aget(message=answer)
        assert (delivery.state, (await Message.objects.aget(pk=answer.pk)).seen_at) == (DeliveryState.DELIVERED, None)

        await browser.tell("shown", up_to=answer.pk, seen=True)
        await browser.tell("ping")
        await browser.hear("pong")

    assert (await Message.objects.aget(pk=answer.pk)).seen_at


async def test_end_of_the_conversation_is_shown_and_a_word_after_it_begins_anew(
    widget: Widget, operator: User, talking: Any, disposition: Disposition
) -> None:
    async with window(widget) as browser:
        contact = await talking(browser)
        await in_thread(finish_contact)(contact_id=contact.pk, actor=operator, at=timezone.now())
        await in_thread(close_contact)(
            contact_id=contact.pk, actor=operator, disposition_id=disposition.pk, summary="да", at=timezone.now()
        )
        async with asyncio.timeout(15):
            while (await browser.hear("state"))["state"]["stage"] != "ended":
                pass

        await write(browser, "Ещё вопрос")

    assert await Contact.objects.acount() == 2
    assert await Contact.objects.exclude(pk=contact.pk).aexists()


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
        await write(browser)
        await browser.hear("state")
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
        await write(browser)
        state = (await browser.hear("state"))["state"]

    assert (state["stage"], state["operator"]) == ("waiting", "")
    assert (await Contact.objects.aget()).state == states.OFFERED


# Bad input


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"t": "say", "id": "1" * 8, "text": ""}, "empty"),
        ({"t": "say", "id": "1" * 8, "text": 5}, "bad_frame"),
        ({"t": "say", "text": "да"}, "bad_frame"),
        ({"t": "say", "id": "1" * 8, "text": "x" * 4001}, "too_long"),
        ({"t": "say", "id": "1" * 8, "text": "x" * 1_000_000}, "too_large"),
        ({"t": "shown", "up_to": "1"}, "bad_frame"),
        ({"t": "shown", "up_to": 10**40}, "bad_frame"),
        ({"t": "leave", "id": "1" * 8, "text": "да", "reach": "112"}, "bad_phone"),
        ({"t": "hello"}, "bad_frame"),
        ({"t": "watch", "topics": ["floor"]}, "bad_frame"),
    ],
)
async def test_bad_frame_is_answered_with_a_sentence_and_writes_nothing(
    widget: Widget, frame: dict[str, Any], code: str
) -> None:
    async with window(widget) as browser:
        await browser.send_json_to(frame)

        error = await browser.hear("error")
        assert (error["code"], error["message"][-1]) == (code, ".")
        await browser.tell("ping")
        assert await browser.hear("pong")
    assert not await Contact.objects.aexists()
    assert FRAME_BYTES == 16 * 1024


async def test_half_a_surrogate_pair_does_no_harm(widget: Widget) -> None:
    async with window(widget) as browser:
        await browser.send_to(text_data='{"t": "say", "id": "11111111", "text": "\\ud83d привет"}')

        assert (await browser.hear("said"))["message"]["text"] == "привет"


async def test_flood_is_told_then_cut_off_and_what_was_taken_stays(widget: Widget) -> None:
    async with window(widget) as browser:
        for number in range(60):
            await browser.tell("say", id=str(uuid.uuid4()), text=f"сообщение {number}")
        assert (await browser.hear("error"))["code"] == "too_fast"
        for _ in range(5):
            await browser.tell("ping")
        assert await browser.closed_with() == TOO_FAST

    assert await Message.objects.acount() == 19  # the hello was the first of twenty frames


async def test_refused_consent_shows_what_to_agree_to(widget: Widget) -> None:
    await Widget.objects.aupdate(requires_consent=True)
    text = await in_thread(a_consent_text)()
    async with window(widget) as browser:
        assert browser.welcome["consent"] == {"id": text.pk, "text": text.body}
        newer = await in_thread(a_consent_text)(version=2)
        await browser.tell("say", id=str(uuid.uuid4()), text="да", consent=text.pk)

        assert (await browser.hear("error"))["code"] == "consent_needed"
        assert (await browser.hear("state"))["consent"]["id"] == newer.pk

        await write(browser, "да", consent=newer.pk)
        assert (await browser.hear("state"))["consent"] is None


async def test_sentences_come_in_the_language_of_the_window(widget: Widget) -> None:
    async with window(widget, language="en") as browser:
        await browser.tell("say", id=str(uuid.uuid4()), text="")

        assert (await browser.hear("error"))["message"] == "Nothing was written."


def test_tokens_are_long_and_different() -> None:
    assert new_token() != new_token()
    assert len(new_token()) > 60
