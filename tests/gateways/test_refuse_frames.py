"""Bad frames of a chat window: a sentence each, and nothing half written."""

import uuid
from typing import Any

import pytest

from contactcenter.contacts.models import Contact, Message
from contactcenter.gateways.models import Widget
from contactcenter.push.socket import FRAME_BYTES, TOO_FAST
from tests.gateways.windows import a_consent_text, in_thread, window, write_and_hear

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_thread_closed")]


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

        heard = await write_and_hear(browser, "state", text="да", consent=newer.pk)
        assert heard["state"]["consent"] is None


async def test_sentences_come_in_the_language_of_the_window(widget: Widget) -> None:
    async with window(widget, language="en") as browser:
        await browser.tell("say", id=str(uuid.uuid4()), text="")

        assert (await browser.hear("error"))["message"] == "Nothing was written."
