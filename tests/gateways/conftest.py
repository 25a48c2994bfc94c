from typing import Any

import pytest

from contactcenter.contacts.models import Contact, Queue
from contactcenter.gateways.models import Widget
from contactcenter.staff.models import User
from tests.cast import accept, ready
from tests.gateways.windows import a_widget, hear_stage, in_thread, write
from tests.live.conftest import own_thread_closed
from tests.live.sockets import Browser

__all__ = ["own_thread_closed"]


@pytest.fixture
def widget(queue: Queue) -> Widget:
    """Open, and asks for no consent."""
    return a_widget(queue)


@pytest.fixture
def talking(widget: Widget, operator: User) -> Any:
    """Leads a window's first message to the operator and returns the contact."""

    async def talk(browser: Browser) -> Contact:
        await in_thread(ready)(operator)
        await write(browser)
        contact = await Contact.objects.aget()
        await in_thread(accept)(contact)
        await hear_stage(browser, "talking")
        return contact

    return talk
