"""What a page may ask its socket for, and how it is refused."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from contactcenter.contacts.models import Contact, Queue
from contactcenter.push import fragments, topics
from contactcenter.push.hub import Hub
from contactcenter.push.publish import hint, publish
from contactcenter.push.socket import FRAME_BYTES, TOO_FAST, Socket
from contactcenter.staff.models import User
from tests.cast import accept, arrive, ready
from tests.live.sockets import cookie_of, workstation
from tests.push.watcher import Notes, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_thread_closed")]


@pytest.fixture(autouse=True)
def plain_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(rest: str, changes: list[Mapping[str, Any]]) -> str:
        return ",".join(str(change["kind"]) for change in changes)

    monkeypatch.setattr(fragments, "_draw", {"contact": draw})


@pytest.fixture
def cookie(operator: User) -> bytes:
    return cookie_of(operator)


@pytest.fixture
def contact(operator: User, queue: Queue) -> Contact:
    ready(operator)
    return accept(arrive(queue))


async def test_contact_is_watched_and_left(cookie: bytes, contact: Contact, queue: Queue) -> None:
    topic, other = topics.contact(contact.pk), topics.contact((await sync_to_async(arrive)(queue)).pk)
    async with workstation(cookie) as browser:
        await browser.tell("watch", topics=[topic, other])
        await browser.tell("ping")
        await browser.hear("pong")
        await sync_to_async(publish)(topic, kind="seen")
        assert "seen" in (await browser.hear("html", topic=topic))["html"]

        await browser.tell("unwatch", topics=[topic])
        await sync_to_async(publish)(topic, kind="left")
        await sync_to_async(publish)(other, kind="stayed")

        frames = await browser.hear_until("html")
    assert [(frame["topic"], frame["html"]) for frame in frames if frame["t"] == "html"] == [(other, "stayed")]


@pytest.mark.parametrize(
    "topic", ["operator:{teammate}", "floor", "contact:999999999", "contact:x", "nonsense", "queue:"]
)
async def test_what_is_not_his_is_refused_by_name(cookie: bytes, teammate: User, topic: str) -> None:
    name = topic.format(teammate=teammate.pk)
    async with workstation(cookie) as browser:
        await browser.tell("watch", topics=[name])

        error = await browser.hear("error")

    assert error["code"] == "not_allowed"
    assert name in error["message"]


async def test_expert_without_contacts_of_his_own_watches_none(expert: User, contact: Contact) -> None:
    async with workstation(await sync_to_async(cookie_of)(expert)) as browser:
        await browser.tell("watch", topics=[topics.contact(contact.pk)])

        assert (await browser.hear("error"))["code"] == "not_allowed"


async def test_typing_of_the_client_is_shown_to_who_watches(cookie: bytes, contact: Contact) -> None:
    async with workstation(cookie) as browser:
        await browser.tell("watch", topics=[topics.contact(contact.pk)])
        await browser.tell("ping")
        await browser.hear("pong")

        await sync_to_async(hint)(topics.contact(contact.pk), kind="typing", who="client")

        assert await browser.hear("typing") == {"t": "typing", "topic": topics.contact(contact.pk), "who": "client"}


async def test_typing_of_the_holder_goes_to_the_client_side(cookie: bytes, contact: Contact, operator: User) -> None:
    watcher = Notes()
    async with workstation(cookie) as browser, Hub.joined(watcher) as hub:
        hub.follow(topics.contact(contact.pk), watcher)

        await browser.tell("typing", contact=contact.pk)
        await until(lambda: watcher.changes)

    assert watcher.changes[0]["kind"] == "answering"
    assert watcher.changes[0]["operator"] == operator.pk


async def test_typing_in_a_colleagues_contact_is_refused(teammate: User, contact: Contact) -> None:
    async with workstation(await sync_to_async(cookie_of)(teammate)) as browser:
        await browser.tell("typing", contact=contact.pk)

        assert (await browser.hear("error"))["code"] == "not_yours"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", "bad_frame"),
        ("[1, 2]", "bad_frame"),
        ("{}", "bad_frame"),
        ('{"t": ["watch"]}', "bad_frame"),
        ('{"t": "gone"}', "bad_frame"),
        ('{"t": "watch"}', "bad_frame"),
        ('{"t": "watch", "topics": [1]}', "bad_frame"),
        ('{"t": "typing", "contact": "7"}', "bad_frame"),
        (json.dumps({"t": "typing", "contact": 10**30}), "not_yours"),
        (json.dumps({"t": "watch", "topics": ["contact:1"] * 51}), "bad_frame"),
        ("[" * 10_000, "bad_frame"),
        ("x" * (FRAME_BYTES + 1), "too_large"),
        ("ы" * (FRAME_BYTES // 2 + 1), "too_large"),
    ],
)
async def test_bad_frame_is_answered_with_a_sentence_and_the_socket_lives(cookie: bytes, text: str, code: str) -> None:
    async with workstation(cookie) as browser:
        await browser.send_to(text_data=text)

        error = await browser.hear("error")
        assert error["code"] == code
        assert error["message"].endswith(".")
        await browser.tell("ping")
        assert await browser.hear("pong")


async def test_bytes_are_no_frame(cookie: bytes) -> None:
    async with workstation(cookie) as browser:
        await browser.send_to(bytes_data=b"\x00")

        assert (await browser.hear("error"))["code"] == "bad_frame"


async def test_who_sends_too_fast_is_told_and_who_goes_on_is_cut_off(cookie: bytes) -> None:
    limit, _seconds = Socket.rate
    async with workstation(cookie) as browser:
        for _ in range(limit + 1):
            await browser.tell("ping")
        assert (await browser.hear("error"))["code"] == "too_fast"

        for _ in range(2 * limit):
            await browser.tell("ping")
        assert await browser.closed_with() == TOO_FAST


async def test_refusal_comes_in_the_language_of_the_browser(operator: User) -> None:
    async with workstation(await sync_to_async(cookie_of)(operator, language="en")) as browser:
        await browser.tell("gone")

        assert (await browser.hear("error"))["message"] == "This kind of frame is not known here."
