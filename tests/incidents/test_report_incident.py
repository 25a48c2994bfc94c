"""Sounding the alarm: by whom, with what, and who hears it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contactcenter.contacts.models import Queue
from contactcenter.deadlines.models import Notice, NoticeKind
from contactcenter.deadlines.words import notice_text
from contactcenter.incidents import states
from contactcenter.incidents.models import Incident, IncidentKind, Urgency
from contactcenter.incidents.operations.life import add_to_report, report_incident
from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.cast import a_contact


def told(user: User) -> list[str]:
    notices = Notice.objects.filter(user=user, kind=NoticeKind.INCIDENT).order_by("id")
    return [notice.facts["verb"] for notice in notices]


def test_supervisor_of_the_team_is_told(
    outage: IncidentKind, operator: User, supervisor: User, administrator: User, at: datetime
) -> None:
    operator = User.objects.get(pk=operator.pk)
    incident = report_incident(kind=outage, note="Нет связи в трёх домах", reported_by=operator, at=at)

    assert (incident.state, incident.urgency) == (states.NEW, Urgency.CRITICAL)
    assert incident.escalate_at == at + timedelta(seconds=20)
    assert [told(user) for user in (supervisor, administrator, operator)] == [["report"], [], []]
    assert "Нет связи в трёх домах" in notice_text(Notice.objects.get(user=supervisor))
    assert list(incident.events.values_list("verb", "before", "after")) == [("report", "", "new")]


def test_team_without_a_supervisor_tells_all(
    outage: IncidentKind, outsider: User, supervisor: User, at: datetime
) -> None:
    report_incident(kind=outage, note="Нет связи", reported_by=outsider, at=at)

    assert told(supervisor) == ["report"]


def test_what_stands_on_the_screen_goes_along(outage: IncidentKind, operator: User, queue: Queue, at: datetime) -> None:
    contact = a_contact(operator=operator, queue=queue)

    assert report_incident(kind=outage, note="Угрозы", reported_by=operator, at=at, contact=contact).contact == contact


def test_expert_does_not_attach_what_he_does_not_see(
    outage: IncidentKind, operator: User, expert: User, queue: Queue, at: datetime
) -> None:
    contact = a_contact(operator=operator, queue=queue)
    with pytest.raises(InvalidInput):
        report_incident(kind=outage, note="Угрозы", reported_by=expert, at=at, contact=contact)

    assert not Incident.objects.exists()


def test_other_systems_do_not_report(outage: IncidentKind, integrator: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        report_incident(kind=outage, note="Нет связи", reported_by=integrator, at=at)


@pytest.mark.parametrize(("fields", "field"), [({"note": " "}, "note"), ({"urgency": 9}, "urgency")])
def test_report_without_sense_is_refused(
    fields: dict[str, Any], field: str, outage: IncidentKind, operator: User, at: datetime
) -> None:
    given: dict[str, Any] = {"kind": outage, "note": "Нет связи", "reported_by": operator, "at": at}
    with pytest.raises(InvalidInput) as refusal:
        report_incident(**given | fields)

    assert refusal.value.field == field


def test_reporter_adds_to_his_own_report_only(
    outage: IncidentKind, operator: User, teammate: User, at: datetime
) -> None:
    incident = report_incident(kind=outage, note="Нет связи", reported_by=operator, at=at)

    add_to_report(incident_id=incident.pk, actor=operator, text="Уже пять домов", at=at)
    with pytest.raises(NotAllowed):
        add_to_report(incident_id=incident.pk, actor=teammate, text="И у нас", at=at)

    assert list(incident.events.values_list("verb", "text")) == [("report", ""), ("add", "Уже пять домов")]


@pytest.mark.parametrize(
    ("who", "sees"), [("operator", True), ("teammate", False), ("supervisor", True), ("expert", False)]
)
def test_who_sees_a_report(
    who: str, sees: bool, outage: IncidentKind, operator: User, at: datetime, request: pytest.FixtureRequest
) -> None:
    report_incident(kind=outage, note="Нет связи", reported_by=operator, at=at)

    assert Incident.objects.visible_to(request.getfixturevalue(who)).exists() is sees
