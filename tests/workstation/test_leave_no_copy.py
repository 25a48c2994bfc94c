"""What a screen has shown is not kept by the browser for who sits down next."""

import pytest
from django.test import Client as Browser

from contactcenter.contacts.models import Queue
from tests.cast import arrive


@pytest.mark.parametrize("address", ["/", "/clients/", "/cases/", "/inquiries/", "/search/?q=ан", "/notices/"])
def test_page_is_not_stored(desk: Browser, address: str) -> None:
    assert "no-store" in desk.get(address).headers["Cache-Control"]


def test_conversation_is_not_stored(desk: Browser, queue: Queue) -> None:
    contact = arrive(queue)

    assert "no-store" in desk.get(f"/contacts/{contact.pk}/").headers["Cache-Control"]
