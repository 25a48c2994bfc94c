"""What a visitor is shown of his conversation, and what he never sees."""

import asyncio
from typing import Any

import pytest
from django.utils import timezone

from contactcenter.contacts.models import Contact, Delivery, DeliveryState, Disposition, Message
from contactcenter.contacts.operations.life import close_contact, finish_contact
from contactcenter.contacts.operations.messages import mark_read, write_note
from contactcenter.gateways.models import Widget
from contactcenter.push import topics
from contactcenter.push.hub import Hub
from contactcenter.push.publish import hint
from contactcenter.staff.models import User
from tests.cast import accept, arrive, ready
from tests.gateways.windows import hear_stage, in_thread, reply, window, write, write_and_hear
from tests.push.watcher import Notes, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_thread_closed")]


async def test_first_word_waits_with_its_place(widget: Widget) -> None:
    await in_thread(arrive)(await in_thread(lambda: widget.queue)())
    async with window(widget) as browser:
        heard = await write_and_hear(browser, "state", text="Помогите")

    said, state = heard["said"]["message"], heard["state"]["state"]
    assert (said["text"], said["own"]) == ("Помогите", True)
    assert (state["stage"], state["place"]) == ("waiting", 2)


async def test_place_moves_up_when_somebody_before_leaves(widget: Widget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contactcenter.gateways.webchat.consumer.PLACE_SECONDS", 0.05)
    async with window(widget) as first, window(widget) as second:
        await write(first)
        assert (await write_and_hear(second, "state"))["state"]["state"]["place"] == 2

        await first.tell("end")

        assert (await second.hear("state"))["state"]["place"] == 1


async def test_operator_is_named_when_he_accepts(widget: Widget, operator: User, talking: Any) -> None:
    async with window(widget) as browser:
        await in_thread(ready)(operator)
        await write(browser)
        await in_thread(accept)(await Contact.objects.aget())
        state = await hear_stage(browser, "talking")

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
        heard = await write_and_hear(stranger, "messages", "state", text="Кто здесь?")

    assert "1234" not in str(heard)
    assert [message["text"] for message in heard["messages"]["messages"]] == ["Кто здесь?"]


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
