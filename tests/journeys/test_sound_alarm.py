"""The red button from anywhere: every supervisor's screen shows it, one of them acknowledges, the journal keeps it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contactcenter.incidents.models import Incident, IncidentKind
from contactcenter.incidents.operations.defaults import create_kinds
from contactcenter.incidents.operations.life import acknowledge_incident, note_action, report_incident
from contactcenter.staff.models import User
from tests.browser import Windows
from tests.decisions.builders import an_inquiry
from tests.journeys.axe import faults
from tests.journeys.conftest import OpenDesk


@pytest.fixture(autouse=True)
def kinds(norms: None) -> None:
    create_kinds()


def test_alarm_is_seen_on_every_screen_and_gone_when_somebody_deals_with_it(
    open_desk: OpenDesk, operator: User, supervisor: User, administrator: User
) -> None:
    case = an_inquiry(operator, at=timezone.now())
    floor, elsewhere = open_desk(supervisor), open_desk(administrator)
    desk = open_desk(operator, bypass_csp=True)
    floor.goto("/floor/")
    elsewhere.goto("/cases/")
    desk.goto(f"/cases/{case.pk}/")
    for page in (floor, elsewhere, desk):
        expect(page.locator("[data-live-status][data-state=online]")).to_be_visible()

    desk.keyboard.press("Alt+Shift+A")
    expect(desk.locator("#incident-dialog")).to_contain_text(case.number)
    assert faults(desk) == []
    desk.keyboard.press("Alt+2")
    desk.fill("#incident-dialog [name=note]", "Нет связи в трёх домах, ул. Лунная")
    desk.keyboard.press("Control+Enter")

    for page in (floor, elsewhere):
        expect(page.locator("#incident-alarm")).to_contain_text("Нет связи в трёх домах")
    expect(floor.locator("#incident-signals .is-crit")).to_be_visible()
    assert Incident.objects.get().case == case

    floor.keyboard.press("Alt+a")
    for page in (floor, elsewhere):
        expect(page.locator("#incident-alarm")).to_be_hidden()
    expect(floor.locator("#incident-signals")).to_contain_text("Старшова")
    expect(desk.locator("#bell .count")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_an_incident_and_in_the_journal(
    theme: str, open_desk: OpenDesk, windows: Windows, operator: User, supervisor: User
) -> None:
    now = timezone.now()
    kind = IncidentKind.objects.get(code="outage")
    incident = report_incident(kind=kind, note="Нет связи в трёх домах", reported_by=operator, at=now)
    acknowledge_incident(incident_id=incident.pk, actor=supervisor, at=now)
    note_action(incident_id=incident.pk, actor=supervisor, text="Вызвана выездная группа", at=now)
    page = open_desk(supervisor, theme=theme, bypass_csp=True)

    page.goto(f"/incidents/{incident.pk}/")
    expect(page.locator("#incident")).to_be_visible()
    assert faults(page) == []
    page.goto("/incidents/")
    expect(page.locator("#journal tbody tr")).to_have_count(1)
    windows.picture(page, f"journal-{theme}-1440")
    assert faults(page) == []
