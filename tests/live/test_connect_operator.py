"""Who gets a socket of the workstation, and what it shows him."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from contactcenter.contacts.models import Queue
from contactcenter.push import fragments, topics
from contactcenter.push.hub import Hub
from contactcenter.push.publish import publish
from contactcenter.push.socket import SIGNED_OUT
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.staff.operations.sessions import end_sessions
from tests.cast import set_presence
from tests.live.sockets import Browser, cookie_of, workstation
from tests.push.watcher import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_thread_closed")]


@pytest.fixture(autouse=True)
def plain_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every topic is drawn as its own name, whatever screens are installed."""
    drawers = {name: lambda rest, _changes, name=name: f"{name}:{rest}" for name in ("queue", "operator", "floor")}
    monkeypatch.setattr(fragments, "_draw", drawers)


def watched_by_somebody() -> set[str]:
    return set(Hub._hubs[asyncio.get_running_loop()]._topics)


async def test_signed_in_operator_is_greeted_and_sees_his_queues(operator: User, queue: Queue) -> None:
    async with workstation(await sync_to_async(cookie_of)(operator)):
        assert watched_by_somebody() == {topics.operator(operator.pk), topics.queue(queue.pk)}


async def test_supervisor_sees_all_queues_and_the_floor(supervisor: User, queue: Queue) -> None:
    async with workstation(await sync_to_async(cookie_of)(supervisor)):
        assert watched_by_somebody() == {topics.operator(supervisor.pk), topics.queue(queue.pk), "floor"}


async def test_stranger_is_closed_with_a_code_that_says_sign_in() -> None:
    browser = Browser("/ws/operator/")
    assert await browser.open()

    assert (await browser.hear("error"))["code"] == "signed_out"
    assert await browser.closed_with() == SIGNED_OUT


async def test_page_of_another_site_gets_no_socket(operator: User) -> None:
    cookie = await sync_to_async(cookie_of)(operator)
    for origin in (b"https://evil.example", b"null", b""):
        browser = Browser("/ws/operator/", headers={b"cookie": cookie, b"origin": origin})
        assert not await browser.open()


async def test_address_without_a_socket_is_refused() -> None:
    assert not await Browser("/ws/nowhere/").open()


async def test_two_tabs_of_one_operator_get_the_same_frame(operator: User) -> None:
    cookie = await sync_to_async(cookie_of)(operator)
    async with workstation(cookie) as first, workstation(cookie) as second:
        await sync_to_async(publish)(topics.operator(operator.pk), kind="contacts")

        frames = [await tab.hear("html") for tab in (first, second)]

    assert frames[0] == frames[1]
    assert frames[0]["html"] == f"operator:{operator.pk}"


async def test_closing_one_of_two_tabs_leaves_the_other_alive(operator: User) -> None:
    cookie = await sync_to_async(cookie_of)(operator)
    async with workstation(cookie) as first:
        async with workstation(cookie):
            pass
        await sync_to_async(publish)(topics.operator(operator.pk), kind="contacts")

        assert await first.hear("html")


async def test_connecting_is_a_sign_of_life(operator: User) -> None:
    long_ago = timezone.now() - timedelta(seconds=15)
    await sync_to_async(set_presence)(operator, state=PresenceState.READY)
    await Presence.objects.filter(operator=operator).aupdate(seen_at=long_ago)

    async with workstation(await sync_to_async(cookie_of)(operator)):
        presence = await Presence.objects.aget(operator=operator)

    assert presence.seen_at > long_ago


async def test_open_socket_goes_on_giving_signs_of_life(operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contactcenter.push.attendance.EVERY_SECONDS", 0.05)
    await sync_to_async(set_presence)(operator, state=PresenceState.READY)
    async with workstation(await sync_to_async(cookie_of)(operator)):
        first = (await Presence.objects.aget(operator=operator)).seen_at
        seen = [first]

        async with asyncio.timeout(15):
            while seen[-1] == first:
                seen.append((await Presence.objects.aget(operator=operator)).seen_at)


async def test_queue_that_he_comes_to_serve_is_shown_after_resync(operator: User, queue: Queue) -> None:
    other = await Queue.objects.acreate(name="Продажи", slug="sales", function="sales")
    async with workstation(await sync_to_async(cookie_of)(operator)) as browser:
        await QueueMember.objects.acreate(queue=other, operator=operator, level=3)
        await QueueMember.objects.filter(queue=queue).adelete()

        Hub._hubs[asyncio.get_running_loop()].found()
        await browser.hear("resync")

        assert watched_by_somebody() == {topics.operator(operator.pk), topics.queue(other.pk)}


async def test_sign_out_in_one_tab_closes_all_sockets_of_the_session(operator: User) -> None:
    client = Client()
    await sync_to_async(client.force_login)(operator)
    cookie = f"sessionid={client.cookies['sessionid'].value}".encode()
    elsewhere = await sync_to_async(cookie_of)(operator)
    async with workstation(elsewhere) as other_session, workstation(cookie) as tab:
        request = HttpRequest()
        request.session, request.user = await sync_to_async(lambda: client.session)(), operator
        assert SESSION_KEY in request.session
        await sync_to_async(logout)(request)

        assert await tab.closed_with() == SIGNED_OUT
        await other_session.tell("ping")
        assert await other_session.hear("pong")


async def test_supervisor_who_signs_an_operator_out_closes_his_sockets_in_all_sessions(operator: User) -> None:
    here, there = [await sync_to_async(cookie_of)(operator) for _session in range(2)]
    async with workstation(here) as desk, workstation(there) as home:
        await sync_to_async(end_sessions)(user=operator, at=timezone.now(), actor=operator)

        assert await desk.closed_with() == SIGNED_OUT
        assert await home.closed_with() == SIGNED_OUT


async def test_last_socket_stops_the_hub(operator: User) -> None:
    async with workstation(await sync_to_async(cookie_of)(operator)):
        pass

    await until(lambda: asyncio.get_running_loop() not in Hub._hubs)
