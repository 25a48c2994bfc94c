"""The documentation page in a real browser, under the site's Content-Security-Policy."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import Windows


def test_page_draws_every_resource_and_asks_nobody_else(windows: Windows) -> None:
    page = windows.open("/api/v1/docs/")

    expect(page.get_by_role("heading", name="contacts")).to_be_visible()
    expect(page.locator("#operations-contacts-contacts_create")).to_contain_text("/api/v1/contacts/")
    windows.picture(page, "api")
