"""A site that a client's browser can open, and the operator's desk beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from contactcenter.contacts.models import Contact, Queue
from contactcenter.deadlines.operations.loading import load_norms
from contactcenter.gateways.models import Widget
from contactcenter.staff.models import User
from tests.browser import Windows
from tests.cast import PASSWORD, accept, arrive, ready
from tests.gateways.windows import a_widget
from tests.stack import Stack

OpenDesk = Callable[..., Page]


def in_hand(operator: User, queue: Queue, **fields: Any) -> Contact:
    """A conversation that the operator has just accepted."""
    ready(operator)
    return accept(arrive(queue, **fields))


@pytest.fixture(autouse=True)
def empty_mailbox(stack: Stack) -> None:
    """The mail server lives as long as the site: another test's letter would be taken for the one awaited."""
    stack.mail.letters.clear()
    stack.mail.recipients.clear()


@pytest.fixture
def norms(transactional_db: None) -> None:
    """The rules by which cases get their deadlines."""
    load_norms()


@pytest.fixture
def widget(queue: Queue, stack: Stack) -> Widget:
    """On the demo page of the running site, without a consent."""
    return a_widget(queue, allowed_origins=[stack.url])


@pytest.fixture
def open_desk(windows: Windows) -> OpenDesk:
    """`open_desk(operator)` signs in through the door and shows the workstation, connected."""

    def opened(user: User, *, theme: str = "light", **options: Any) -> Page:
        page = windows.open(**options)
        page.context.add_cookies([{"name": "theme", "value": theme, "url": windows.url}])
        page.goto("/login/")
        page.fill("[name=username]", user.username)
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        expect(page.locator("[data-live-status][data-state=online]")).to_be_visible()
        return page

    return opened


@pytest.fixture
def chat(windows: Windows, widget: Widget) -> Frame:
    """A client's chat window on the demo page, opened with its button."""
    page = windows.open(f"/demo/site/?key={widget.key}")
    # The button lives in a closed shadow root: a test reaches it as a hand does.
    page.wait_for_function("document.querySelector('contactcenter-chat')")
    assert page.viewport_size is not None
    page.mouse.click(page.viewport_size["width"] - 48, page.viewport_size["height"] - 48)
    frame: Frame = page.wait_for_event("framenavigated", lambda frame: "/frame/" in frame.url)
    expect(frame.locator("#text")).to_be_visible()
    return frame
