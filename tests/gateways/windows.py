"""Chat windows inside the test's own process: what a visitor's browser sends and hears."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.utils import timezone

from contactcenter.contacts.models import Contact, Message, Queue
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.gateways.models import Widget
from contactcenter.gateways.operations.chats import Words, say
from contactcenter.gateways.operations.visitors import Visitor
from contactcenter.gateways.passes import Pass, new_token, write_pass
from contactcenter.privacy.models import ConsentText, Purpose
from contactcenter.staff.models import User
from tests.live.sockets import Browser

SITE = "https://www.example.ru"


def a_widget(queue: Queue, **fields: Any) -> Widget:
    given = {"name": "СеверЛинк", "allowed_origins": [SITE], "requires_consent": False}
    return Widget.objects.create(queue=queue, **{**given, **fields})


def a_consent_text(*, version: int = 1, language: str = "ru") -> ConsentText:
    return ConsentText.objects.create(
        purpose=Purpose.PERSONAL_DATA,
        language=language,
        version=version,
        body=f"Согласие, редакция {version}.",
        valid_from=timezone.now(),
    )


def a_visitor(widget: Widget, *, token: str = "", address: str = "192.0.2.1") -> Visitor:
    """Somebody who has opened the window and said nothing yet."""
    return Visitor(key=widget.key, token=token or new_token(), language="ru", origin=SITE, address=address)


def words(text: str = "Здравствуйте!", **fields: Any) -> Words:
    return Words(**{"key": str(uuid.uuid4()), "text": text, **fields})


def says(visitor: Visitor, text: str = "Здравствуйте!", **fields: Any) -> Any:
    return say(visitor=visitor, words=words(text, **fields), at=timezone.now())


@contextlib.asynccontextmanager
async def socket(
    key: str, *, headers: dict[bytes, bytes] | None = None, language: str = "ru"
) -> AsyncIterator[Browser]:
    """A connected window that has not said hello."""
    browser = Browser(f"/ws/chat/?{urlencode({'key': key, 'lang': language})}")
    assert await browser.open()
    try:
        yield browser
    finally:
        await browser.disconnect()


@contextlib.asynccontextmanager
async def window(widget: Widget, *, token: str = "", language: str = "ru") -> AsyncIterator[Browser]:
    """A window that has been welcomed; what the welcome said is in `.welcome`."""
    async with socket(widget.key, language=language) as browser:
        await browser.tell("hello", **{"pass": write_pass(Pass(key=widget.key, origin=SITE)), "token": token})
        browser.welcome = await browser.hear("welcome")
        yield browser


async def write(browser: Browser, text: str = "Здравствуйте!", **facts: Any) -> dict[str, Any]:
    """Send a message and return it as the server confirmed it."""
    await browser.tell("say", **{"id": str(uuid.uuid4()), "text": text, **facts})
    said: dict[str, Any] = (await browser.hear("said"))["message"]
    return said


async def write_and_hear(
    browser: Browser, *kinds: str, text: str = "Здравствуйте!", **facts: Any
) -> dict[str, dict[str, Any]]:
    """Send a message; its confirmation and the first frame of each kind, by kind.

    The socket looks again at what has changed without waiting for the confirmation, so they come in any order.
    """
    await browser.tell("say", **{"id": str(uuid.uuid4()), "text": text, **facts})
    heard: dict[str, dict[str, Any]] = {}
    while missing := {"said", *kinds} - set(heard):
        frame = await browser.hear(*missing)
        heard[frame["t"]] = frame
    return heard


async def hear_stage(browser: Browser, stage: str) -> dict[str, Any]:
    """The state once it is `stage`; what lies between may be told or be passed over."""
    while (state := (await browser.hear("state"))["state"])["stage"] != stage:
        pass
    found: dict[str, Any] = state
    return found


in_thread = sync_to_async


async def reply(contact: Contact, operator: User, text: str) -> Message:
    """The operator answers."""
    return await in_thread(send_reply)(contact_id=contact.pk, author=operator, text=text, at=timezone.now())
