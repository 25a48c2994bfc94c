"""The admin under its Content-Security-Policy in a real browser: no script error and no foreign request."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from tests.browser import Windows


def test_administrator_signs_in_and_every_script_of_the_admin_may_run(windows: Windows) -> None:
    get_user_model().objects.create_superuser(username="root", password="long-enough-1")
    page = windows.open("/admin/")

    page.locator("input[name=username]").fill("root")
    page.locator("input[name=password]").fill("long-enough-1")
    page.locator("button[type=submit]").click()

    expect(page.locator("#logout-form").first).to_be_attached()
    page.goto("/admin/auth/group/add/")
    expect(page.locator("input[name=name]")).to_be_visible()


def test_foreign_request_is_stopped_and_fails_the_test(windows: Windows) -> None:
    page = windows.open()  # an empty page: no policy of ours stops the request first

    page.evaluate("() => { new Image().src = 'https://example.org/pixel.gif' }")
    page.wait_for_timeout(100)

    with pytest.raises(AssertionError, match="another site"):
        windows.close()
    windows.foreign_requests.clear()
