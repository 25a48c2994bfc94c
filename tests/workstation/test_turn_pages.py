"""What stands in the address of a page and cannot be."""

import pytest
from django.test import Client as Browser

from contactcenter.contacts.models import Queue
from tests.cast import a_client, arrive

ENDLESS = "9" * 5_000


@pytest.mark.parametrize("page", [ENDLESS, "0", "-1", "two", "²", ""])
@pytest.mark.parametrize("address", ["/clients/", "/cases/", "/inquiries/"])
def test_any_page_number_is_answered(desk: Browser, address: str, page: str) -> None:
    assert desk.get(address, {"page": page}).status_code == 200


@pytest.mark.parametrize("before", [ENDLESS, "two"])
def test_words_before_a_message_that_cannot_be_are_not_found(desk: Browser, queue: Queue, before: str) -> None:
    contact = arrive(queue)

    assert desk.get(f"/contacts/{contact.pk}/transcript/", {"before": before}).status_code == 404


@pytest.mark.parametrize("after", [f"2026-01-01T00:00:00+00:00_1_{ENDLESS}", "2026-01-01_1_1", "_", "\x00"])
def test_timeline_that_cannot_go_on_there_begins_anew(desk: Browser, after: str) -> None:
    assert desk.get(f"/clients/{a_client().pk}/timeline/", {"after": after}).status_code == 200


@pytest.mark.parametrize("address", ["canned/?start=%00", "panels/client/?x=%00"])
def test_invisible_letters_find_nothing_and_break_nothing(desk: Browser, queue: Queue, address: str) -> None:
    assert desk.get(f"/contacts/{arrive(queue).pk}/{address}").status_code == 200
