"""What those who steer do about an incident: once, in order, and all of it written down."""

from datetime import datetime, timedelta

import pytest

from contactcenter.incidents import states
from contactcenter.incidents.models import Incident, IncidentKind
from contactcenter.incidents.operations.life import (
    acknowledge_incident,
    close_incident,
    note_action,
    report_incident,
)
from contactcenter.incidents.queries import journal, signals, unheard
from contactcenter.lib.errors import IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.incidents.test_report_incident import told
from tests.racing import race


@pytest.fixture
def incident(outage: IncidentKind, operator: User, at: datetime) -> Incident:
    return report_incident(kind=outage, note="Нет связи в трёх домах", reported_by=operator, at=at)


def test_acknowledged_acted_upon_and_closed(incident: Incident, supervisor: User, operator: User, at: datetime) -> None:
    later = at + timedelta(seconds=8)
    acknowledge_incident(incident_id=incident.pk, actor=supervisor, at=later)
    note_action(incident_id=incident.pk, actor=supervisor, text="Вызвал выездную группу", at=later)
    closed = close_incident(incident_id=incident.pk, actor=supervisor, text="Связь восстановлена", at=later)

    assert (closed.state, closed.acknowledged_by, closed.acknowledged_at) == (states.CLOSED, supervisor, later)
    assert list(closed.events.values_list("verb", "text")) == [
        ("report", ""),
        ("acknowledge", ""),
        ("act", "Вызвал выездную группу"),
        ("close", "Связь восстановлена"),
    ]
    assert told(operator) == ["acknowledge", "close"]


@pytest.mark.parametrize("who", ["operator", "teammate", "expert"])
def test_others_do_not_acknowledge(who: str, incident: Incident, at: datetime, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        acknowledge_incident(incident_id=incident.pk, actor=request.getfixturevalue(who), at=at)

    assert Incident.objects.get().state == states.NEW


@pytest.mark.django_db(transaction=True)
def test_of_two_who_acknowledge_at_once_one_has_it(
    incident: Incident, supervisor: User, administrator: User, at: datetime
) -> None:
    results = race(
        lambda: acknowledge_incident(incident_id=incident.pk, actor=supervisor, at=at),
        lambda: acknowledge_incident(incident_id=incident.pk, actor=administrator, at=at),
    )

    [lost] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(lost, IllegalTransition)
    assert lost.allowed == ["act", "add", "close"]
    assert incident.events.filter(verb="acknowledge").count() == 1


def test_nothing_is_closed_before_somebody_deals_with_it(incident: Incident, supervisor: User, at: datetime) -> None:
    with pytest.raises(IllegalTransition):
        close_incident(incident_id=incident.pk, actor=supervisor, text="Само прошло", at=at)


def test_closing_says_how_it_ended(incident: Incident, supervisor: User, at: datetime) -> None:
    acknowledge_incident(incident_id=incident.pk, actor=supervisor, at=at)
    with pytest.raises(InvalidInput):
        close_incident(incident_id=incident.pk, actor=supervisor, text="", at=at)


def test_floor_shows_what_is_open_and_hears_what_is_new(
    incident: Incident, outage: IncidentKind, operator: User, supervisor: User, at: datetime
) -> None:
    second = report_incident(kind=outage, note="Дым в зале", reported_by=operator, at=at)
    acknowledge_incident(incident_id=incident.pk, actor=supervisor, at=at)

    assert list(signals()) == [second, incident]
    assert list(unheard()) == [second]


def test_journal_holds_the_days_asked_for(
    incident: Incident, outage: IncidentKind, operator: User, supervisor: User, at: datetime
) -> None:
    report_incident(kind=outage, note="Давно", reported_by=operator, at=at - timedelta(days=3))
    today = at.astimezone().date()

    assert list(journal(user=supervisor, first=today, last=today)) == [incident]
    assert len(journal(user=supervisor, first=today - timedelta(days=4), last=today)) == 2
