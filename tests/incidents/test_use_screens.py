"""The red button, the page of an incident and the journal: for whom, with what, and live for those who steer."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from contactcenter.contacts.models import Queue
from contactcenter.incidents.models import Incident, IncidentKind
from contactcenter.incidents.operations.life import acknowledge_incident, report_incident
from contactcenter.live.access import watchable
from contactcenter.push.fragments import render
from contactcenter.staff.models import User
from tests.cast import a_contact

HTMX = {"HX-Request": "true", "HX-Target": "dialogs"}


def as_user(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def incident(outage: IncidentKind, operator: User, at: datetime) -> Incident:
    return report_incident(kind=outage, note="Нет связи в трёх домах", reported_by=operator, at=at)


@pytest.mark.parametrize(
    ("who", "has"), [("operator", True), ("expert", True), ("supervisor", True), ("integrator", False)]
)
def test_button_is_on_every_page_of_who_may_report(who: str, has: bool, request: pytest.FixtureRequest) -> None:
    browser = as_user(request.getfixturevalue(who))

    page = browser.get("/", follow=True).content.decode()

    assert ("/incidents/report/" in page) is has


def test_dialog_takes_the_conversation_of_the_screen_along(operator: User, queue: Queue, outage: IncidentKind) -> None:
    contact = a_contact(operator=operator, queue=queue)
    browser = as_user(operator)
    there = {**HTMX, "HX-Current-URL": f"http://testserver/contacts/{contact.pk}/"}

    dialog = browser.get("/incidents/report/", headers=there).content.decode()
    assert f'name="contact" value="{contact.pk}"' in dialog

    given = {"kind": outage.pk, "note": "Угрозы", "contact": contact.pk}
    assert browser.post("/incidents/report/", given, headers=HTMX).status_code == 200
    assert Incident.objects.get().contact == contact


def test_dialog_does_not_take_along_what_is_not_shown(expert: User, operator: User, queue: Queue) -> None:
    contact = a_contact(operator=operator, queue=queue)
    there = {**HTMX, "HX-Current-URL": f"http://testserver/contacts/{contact.pk}/"}

    assert 'name="contact"' not in as_user(expert).get("/incidents/report/", headers=there).content.decode()


def test_report_without_words_is_asked_for_again(operator: User, outage: IncidentKind) -> None:
    answer = as_user(operator).post("/incidents/report/", {"kind": outage.pk, "note": ""}, headers=HTMX)

    assert answer.status_code == 422
    assert not Incident.objects.exists()


def test_acknowledged_by_a_click_and_refused_the_second_time(
    incident: Incident, supervisor: User, administrator: User
) -> None:
    door = f"/incidents/{incident.pk}/acknowledgement/"
    first = as_user(supervisor).post(door, headers=HTMX)
    second = as_user(administrator).post(door, headers=HTMX)

    assert (first.status_code, second.status_code) == (200, 409)
    assert Incident.objects.get().acknowledged_by == supervisor


@pytest.mark.parametrize(
    ("who", "status"),
    [("operator", 200), ("teammate", 404), ("supervisor", 200), ("administrator", 200), ("expert", 404)],
)
def test_who_opens_an_incident(who: str, status: int, incident: Incident, request: pytest.FixtureRequest) -> None:
    assert as_user(request.getfixturevalue(who)).get(f"/incidents/{incident.pk}/").status_code == status


@pytest.mark.parametrize(("who", "status"), [("operator", 403), ("expert", 403), ("supervisor", 200)])
def test_who_reads_the_journal(who: str, status: int, incident: Incident, request: pytest.FixtureRequest) -> None:
    assert as_user(request.getfixturevalue(who)).get("/incidents/").status_code == status


def test_journal_shows_the_days_that_were_asked_for(
    incident: Incident, outage: IncidentKind, operator: User, supervisor: User, at: datetime
) -> None:
    long_ago = report_incident(kind=outage, note="Давно", reported_by=operator, at=at - timedelta(days=30))
    for one in (incident, long_ago):  # the alarm would show what nobody has acknowledged
        acknowledge_incident(incident_id=one.pk, actor=supervisor, at=at)
    day = (at - timedelta(days=30)).astimezone().date()
    browser = as_user(supervisor)

    assert "Давно" not in browser.get("/incidents/").content.decode()
    page = browser.get("/incidents/", {"first": day.isoformat(), "last": day.isoformat()}).content.decode()
    assert "Давно" in page
    assert "в трёх домах" not in page
    assert browser.get("/incidents/", {"first": "nonsense", "last": ""}).status_code == 200


def test_journal_costs_the_same_at_two_rows_and_at_twenty(
    outage: IncidentKind, operator: User, supervisor: User, at: datetime
) -> None:
    browser = as_user(supervisor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/incidents/").status_code == 200
        return len(captured)

    def more(number: int) -> None:
        for _ in range(number):
            incident = report_incident(kind=outage, note="Нет связи", reported_by=operator, at=at)
            acknowledge_incident(incident_id=incident.pk, actor=supervisor, at=at)

    more(2)
    few = cost()
    more(18)

    assert cost() == few


def test_what_is_done_is_written_by_forms(incident: Incident, supervisor: User, operator: User) -> None:
    browser = as_user(supervisor)
    browser.post(f"/incidents/{incident.pk}/acknowledgement/")
    browser.post(f"/incidents/{incident.pk}/actions/", {"text": "Вызвана группа"})
    as_user(operator).post(f"/incidents/{incident.pk}/additions/", {"text": "Уже пять домов"})
    browser.post(f"/incidents/{incident.pk}/closure/", {"text": "Связь есть"})

    page = browser.get("/incidents/").content.decode()
    for text in ("Вызвана группа", "Уже пять домов", "Связь есть"):
        assert text in page


@pytest.mark.parametrize(
    ("who", "may"), [("supervisor", True), ("administrator", True), ("operator", False), ("expert", False)]
)
def test_who_hears_incidents(who: str, may: bool, request: pytest.FixtureRequest) -> None:
    assert bool(watchable(request.getfixturevalue(who), ["incidents"])) is may


def test_frame_holds_the_alarm_with_its_sound_and_the_signals(incident: Incident) -> None:
    html = render("incidents", changes=[{"kind": "incident"}], language="ru")

    assert 'id="incident-alarm"' in html
    assert 'data-sound-on="incident"' in html
    assert f'id="incident-signal-{incident.pk}"' in html
