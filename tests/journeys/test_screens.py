"""Every screen of the workstation: nothing that axe finds, in both themes; and its picture, if asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contactcenter.contacts.models.channels import FULL_LOAD
from contactcenter.contacts.operations.life import finish_contact
from contactcenter.routing.models import Seat
from contactcenter.staff.models import User
from tests.browser import Windows
from tests.cast import a_queue, arrive
from tests.journeys.axe import faults
from tests.journeys.conftest import OpenDesk
from tests.journeys.scene import Scene, set_scene

SIZES = {"1440": (1440, 900), "1920": (1920, 1080)}

pytestmark = pytest.mark.screenshots


@pytest.fixture
def scene(norms: None, operator: User) -> Scene:
    return set_scene(operator=operator, at=timezone.now())


def conversation(page: Page, scene: Scene) -> None:
    page.goto(f"/contacts/{scene.contact.pk}/")
    expect(page.locator(".msg-note")).to_be_visible()
    page.locator(".composer textarea").focus()
    page.keyboard.type("/сиг")
    expect(page.locator(".canned [role=option]").first).to_be_visible()


def case_tab(page: Page, scene: Scene) -> None:
    page.goto(f"/contacts/{scene.contact.pk}/")
    page.locator(".composer textarea").fill("")
    page.click("#tab-case")
    expect(page.locator("#panel-case")).to_contain_text(scene.case.number)


def offer(page: Page, scene: Scene) -> None:
    page.goto("/")
    expect(page.locator("[data-live-status][data-state=online]")).to_be_visible()
    queue = a_queue("offer", skill="inquiries", name="Справка, вечер", offer_seconds=60, priority=5)
    Seat.objects.filter(operator=scene.contact.operator).update(load=FULL_LOAD - scene.contact.weight)
    arrive(queue, name="Ирина Ковалёва", text="Хочу подключить «Гигу», это 990 рублей?", priority=5)
    expect(page.locator("#offer-card .offer")).to_be_visible()


def wrapup(page: Page, scene: Scene) -> None:
    finish_contact(contact_id=scene.contact.pk, at=timezone.now(), actor=scene.contact.operator)
    page.goto(f"/contacts/{scene.contact.pk}/")
    page.keyboard.press("2")
    page.fill(
        "[name=summary]",
        "Обрывы связи третий вечер подряд, с 20 до 23 часов. Сигнал на ONT −27,4 дБм.",
    )
    page.click("[name=has_task]")


def client(page: Page, scene: Scene) -> None:
    page.goto(f"/clients/{scene.client.pk}/")
    expect(page.locator("#timeline")).to_be_visible()


def clients(page: Page, scene: Scene) -> None:
    page.goto("/clients/")
    expect(page.locator("#client-rows")).to_be_visible()


def case(page: Page, scene: Scene) -> None:
    page.goto(f"/cases/{scene.case.pk}/")
    expect(page.locator("#case-body")).to_be_visible()


def cases(page: Page, scene: Scene) -> None:
    page.goto("/cases/?state=all")
    expect(page.locator("tbody tr").first).to_be_visible()


def search(page: Page, scene: Scene) -> None:
    page.goto("/cases/")
    page.keyboard.press("Control+k")
    page.locator("#search-input").press_sequentially("лисицын")
    expect(page.locator(".search-hit").first).to_be_visible()


def empty(page: Page, scene: Scene) -> None:
    page.goto("/")
    expect(page.locator("#centre-hint")).to_be_visible()


SCREENS: dict[str, Callable[[Page, Scene], None]] = {
    "workstation": empty,
    "conversation": conversation,
    "case-tab": case_tab,
    "client": client,
    "clients": clients,
    "case": case,
    "cases": cases,
    "search": search,
    "offer": offer,
    "wrapup": wrapup,
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_screens_are_open_to_everybody(
    scene: Scene, operator: User, open_desk: OpenDesk, windows: Windows, theme: str
) -> None:
    # The page's policy is for the page: axe measures with inline styles.
    page = open_desk(operator, theme=theme, bypass_csp=True)
    found: list[str] = []
    for name, show in SCREENS.items():
        show(page, scene)
        found += [f"{name}: {fault}" for fault in faults(page)]
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            windows.picture(page, f"{name}-{theme}-{size}")
        page.set_viewport_size({"width": 1440, "height": 900})
        if name == "offer":
            page.keyboard.press("F4")
            expect(page.locator(".composer")).to_be_visible()

    assert not found, "\n".join(found)
