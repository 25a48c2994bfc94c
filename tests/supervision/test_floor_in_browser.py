"""The floor moves by itself, in the workstation and on the start page of the administration."""

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from playwright.sync_api import Page, expect

from contactcenter.contacts.models import Queue
from contactcenter.staff.models import PresenceState, User
from contactcenter.staff.operations.presence import change_presence, record_signs_of_life
from tests.browser import Windows
from tests.cast import arrive, ready
from tests.journeys.axe import faults


def signed_in(windows: Windows, user: User, path: str, *, theme: str = "light", **options: Any) -> Page:
    """A window of this user on `path`."""
    browser = Browser()
    browser.force_login(user)
    page = windows.open(**options)
    cookies = {"sessionid": browser.cookies["sessionid"].value, "theme": theme}
    page.context.add_cookies([{"name": name, "value": value, "url": windows.url} for name, value in cookies.items()])
    page.goto(path)
    return page


@pytest.mark.parametrize("path", ["/floor/", "/admin/"])
def test_supervisor_sees_a_change_without_reload(
    windows: Windows, queue: Queue, operator: User, supervisor: User, path: str
) -> None:
    page = signed_in(windows, supervisor, path)
    tile = page.locator(f"#floor-operator-{operator.pk}")
    expect(tile).to_have_class(re.compile(r"\bop-off\b"))

    ready(operator)
    expect(tile).to_have_class(re.compile(r"\bop-ready\b"))
    expect(page.locator("#floor-group-ready")).to_have_text("1")

    change_presence(operator=operator, state=PresenceState.TRAINING, at=timezone.now(), actor=operator)
    expect(tile).to_have_class(re.compile(r"\bop-away\b"))


def test_waiting_client_shows_at_once_with_a_running_clock(windows: Windows, queue: Queue, supervisor: User) -> None:
    page = signed_in(windows, supervisor, "/floor/")
    card = page.locator(f"#floor-queue-{queue.pk}")
    expect(card.locator(".num").first).to_have_text("0")

    arrive(queue)

    expect(card.locator(".num").first).to_have_text("1")
    expect(card.locator("time")).to_have_text(re.compile(r"^0:0[1-9]$"))
    windows.picture(page, "floor")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_floor_is_open_to_everybody(
    windows: Windows, queue: Queue, operator: User, teammate: User, supervisor: User, theme: str
) -> None:
    ready(operator)  # the teammate is off shift
    arrive(queue)
    # The page's policy is for the page: axe measures with inline styles.
    page = signed_in(windows, supervisor, "/floor/", theme=theme, bypass_csp=True)
    expect(page.locator(f"#floor-operator-{teammate.pk}")).to_be_visible()

    assert faults(page) == []


def test_filter_hides_the_others_and_survives_a_change(
    windows: Windows, queue: Queue, operator: User, teammate: User, supervisor: User
) -> None:
    ready(operator)
    page = signed_in(windows, supervisor, "/floor/")
    page.locator(".seg label").nth(2).click()
    mine, other = (page.locator(f"#floor-operator-{user.pk}") for user in (operator, teammate))
    expect(mine).to_be_visible()
    expect(other).to_be_hidden()

    ready(teammate)

    expect(other).to_be_visible()


def test_supervisor_sets_a_state_and_moves_a_client(
    windows: Windows, queue: Queue, operator: User, supervisor: User
) -> None:
    contact = arrive(queue)
    page = signed_in(windows, supervisor, f"/floor/queues/{queue.pk}/")
    row = page.locator(f"#waiting-{contact.pk}")
    row.locator("input[name=priority]").fill("7")
    row.locator("form").first.get_by_role("button").click()
    expect(page.locator(f"#waiting-{contact.pk} input[name=priority]")).to_have_value("7")

    ready(operator)
    record_signs_of_life(operator_ids=[operator.pk], at=timezone.now())
    page.goto(f"/floor/operators/{operator.pk}/")
    page.locator("select[name=state]").select_option("break")
    page.locator("#operator-state button").click()

    expect(page.locator(f"#floor-operator-{operator.pk}")).to_have_class(re.compile(r"\bop-away\b"))


def test_administration_is_dark_where_the_workstation_is(windows: Windows, queue: Queue, supervisor: User) -> None:
    page = signed_in(windows, supervisor, "/admin/")
    expect(page.locator("html")).not_to_have_class(re.compile(r"\bdark\b"))
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": windows.url}])

    page.goto("/admin/contacts/queue/")
    expect(page.locator("html")).to_have_class(re.compile(r"\bdark\b"))

    page.goto("/floor/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
