"""Two who have one contact open see each other; nobody else is told, the client least of all."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.participants import advise, consult, end_participation
from contactcenter.gateways.models import Widget
from contactcenter.push import topics
from contactcenter.routing.operations.takeover import take_over, whisper
from contactcenter.staff.models import User
from tests.cast import a_contact
from tests.gateways.conftest import talking, widget
from tests.gateways.windows import window
from tests.live.sockets import Browser, cookie_of, workstation

__all__ = ["talking", "widget"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_thread_closed")]
in_thread = sync_to_async


@pytest.fixture
def contact(queue: Queue, operator: User) -> Contact:
    return a_contact(operator=operator, queue=queue)


async def asks_to_look(browser: Browser, contact: Contact) -> None:
    await browser.tell("watch", topics=[topics.contact(contact.pk), topics.desk(contact.pk)])


async def looks(browser: Browser, contact: Contact, user: User) -> None:
    """Has the contact open, and is known to have."""
    await asks_to_look(browser, contact)
    await browser.hear("viewing", step="enter", user=user.pk)


@pytest.fixture
async def two(operator: User, teammate: User) -> AsyncIterator[tuple[Browser, Browser]]:
    cookies = [await in_thread(cookie_of)(user) for user in (operator, teammate)]
    async with workstation(cookies[0]) as first, workstation(cookies[1]) as second:
        yield first, second


async def test_who_comes_is_seen_and_sees_who_is_there(
    two: tuple[Browser, Browser], contact: Contact, operator: User, teammate: User
) -> None:
    first, second = two
    await looks(first, contact, operator)
    await looks(second, contact, teammate)
    came = await first.hear("viewing", step="enter", user=teammate.pk)
    assert came["name"] == teammate.short_name
    await second.hear("viewing", step="here", user=operator.pk)
    await second.tell("unwatch", topics=[topics.desk(contact.pk)])
    await first.hear("viewing", step="gone", user=teammate.pk, screen=came["screen"])


async def test_a_socket_that_dies_is_gone(contact: Contact, operator: User, teammate: User) -> None:
    cookies = [await in_thread(cookie_of)(user) for user in (operator, teammate)]
    async with workstation(cookies[0]) as first:
        await looks(first, contact, operator)
        async with workstation(cookies[1]) as second:
            await looks(second, contact, teammate)
            await first.hear("viewing", step="enter", user=teammate.pk)
        await first.hear("viewing", step="gone", user=teammate.pk)


async def test_who_writes_a_note_is_seen_only_at_that_contact(
    two: tuple[Browser, Browser], contact: Contact, operator: User, teammate: User
) -> None:
    first, second = two
    await second.tell("noting", contact=contact.pk)
    assert (await second.hear("error"))["code"] == "not_open"
    await looks(first, contact, operator)
    await looks(second, contact, teammate)
    await second.tell("noting", contact=contact.pk)
    await first.hear("noting", user=teammate.pk, name=teammate.short_name)


async def test_expert_watches_as_long_as_he_is_asked(contact: Contact, operator: User, expert: User) -> None:
    async with workstation(await in_thread(cookie_of)(expert)) as browser:
        await asks_to_look(browser, contact)
        await browser.hear("error")
        await in_thread(consult)(
            contact_id=contact.pk, operator=operator, person=expert, question="Как?", at=timezone.now()
        )
        called = await browser.hear("html", topic=topics.operator(expert.pk))
        assert "Как?" in called["html"]
        await looks(browser, contact, expert)
        await in_thread(end_participation)(contact_id=contact.pk, person=expert, actor=operator, at=timezone.now())
        await browser.hear("html", topic=topics.operator(expert.pk))
        await browser.tell("noting", contact=contact.pk)
        assert (await browser.hear("error"))["code"] == "not_open"


async def test_whisper_reaches_the_operator_at_once(contact: Contact, operator: User, supervisor: User) -> None:
    async with workstation(await in_thread(cookie_of)(operator)) as browser:
        await in_thread(whisper)(contact_id=contact.pk, author=supervisor, text="Дайте скидку", at=timezone.now())
        while "Дайте скидку" not in (await browser.hear("html", topic=topics.operator(operator.pk)))["html"]:
            pass


async def test_the_client_sees_nothing_of_it(
    widget: Widget,
    talking: object,
    operator: User,
    expert: User,
    supervisor: User,
) -> None:
    async with window(widget) as browser:
        contact = await talking(browser)  # type: ignore[operator]
        async with workstation(await in_thread(cookie_of)(operator)) as staff:
            await looks(staff, contact, operator)
            where = {"contact_id": contact.pk, "at": timezone.now()}
            await in_thread(consult)(**where, operator=operator, person=expert, question="тайна")
            await in_thread(advise)(**where, author=expert, text="тайна")
            await in_thread(whisper)(**where, author=supervisor, text="тайна")
            await staff.tell("noting", contact=contact.pk)
            await staff.hear("noting")
            await in_thread(take_over)(**where, actor=supervisor)
            heard: list[dict[str, Any]] = []
            while not heard or heard[-1].get("state", {}).get("operator") != supervisor.first_name:
                heard.append(await browser.hear("state", "messages", "typing", "viewing", "noting", "html"))
            assert [frame["t"] for frame in heard] == ["state"]
            assert "тайна" not in str(heard)
