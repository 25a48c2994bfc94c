"""Numbers in addresses that no page has."""

import pytest
from django.test import Client as Browser

from contactcenter.contacts.models import Queue
from tests.cast import arrive

ENDLESS = "9" * 5_000


@pytest.mark.parametrize("page", [ENDLESS, "0", "-1", "two", "²", ""])
@pytest.mark.parametrize("address", ["/clients/", "/cases/", "/inquiries/"])
def test_any_page_number_is_answered(desk: Browser, address: str, page: str) -> None:
    assert desk.get(address, {"page": page}).status_code == 200


@pytest.mark.parametrize("before", [ENDLESS, "two"])
def test_words_before_a_message_that_cannot_be_are_not_found(desk: Browser, queue: Queue, before: str) -> None:
    contact = arrive(queue)

    assert desk.get(f"/contacts/{contact.pk}/transcript/", {"before": before}).status_code == 404
