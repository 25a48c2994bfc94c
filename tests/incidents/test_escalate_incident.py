"""What nobody acknowledges climbs: each level at its moment, once, however many sweep."""

from datetime import datetime, timedelta

import pytest

from contactcenter.incidents.models import Incident, IncidentEvent, IncidentKind, IncidentLevel
from contactcenter.incidents.operations.escalating import escalate_incidents
from contactcenter.incidents.operations.life import acknowledge_incident, report_incident
from contactcenter.staff.models import User
from tests.incidents.test_report_incident import told
from tests.racing import race, race_processes


@pytest.fixture
def incident(outage: IncidentKind, operator: User, supervisor: User, administrator: User, at: datetime) -> Incident:
    return report_incident(kind=outage, note="Нет связи", reported_by=operator, at=at)


def levels() -> list[int]:
    told = IncidentEvent.objects.filter(verb="escalate").order_by("id").values_list("level", flat=True)
    return [level or 0 for level in told]


def test_each_level_is_told_at_its_moment(
    incident: Incident, supervisor: User, administrator: User, at: datetime
) -> None:
    assert escalate_incidents(as_of=at + timedelta(seconds=19)) == 0
    assert escalate_incidents(as_of=at + timedelta(seconds=20)) == 1
    assert (told(supervisor)[-1], told(administrator)) == ("escalate", [])

    assert escalate_incidents(as_of=at + timedelta(seconds=60)) == 1
    assert told(administrator) == ["escalate"]
    assert escalate_incidents(as_of=at + timedelta(days=1)) == 0
    assert levels() == [1, 2]


def test_after_a_standstill_all_that_is_due_is_told(incident: Incident, at: datetime) -> None:
    assert escalate_incidents(as_of=at + timedelta(hours=1)) == 2
    assert levels() == [1, 2]
    assert Incident.objects.get().escalate_at is None


def test_acknowledged_incident_climbs_no_further(incident: Incident, supervisor: User, at: datetime) -> None:
    escalate_incidents(as_of=at + timedelta(seconds=20))
    acknowledge_incident(incident_id=incident.pk, actor=supervisor, at=at + timedelta(seconds=30))

    assert escalate_incidents(as_of=at + timedelta(hours=1)) == 0
    assert levels() == [1]


def test_level_without_people_reaches_the_administrators(
    incident: Incident, supervisor: User, administrator: User, at: datetime
) -> None:
    User.objects.filter(pk=supervisor.pk).update(is_active=False)

    escalate_incidents(as_of=at + timedelta(seconds=20))

    assert told(administrator) == ["escalate"]


def test_levels_that_were_taken_away_end_the_climb(incident: Incident, at: datetime) -> None:
    IncidentLevel.objects.all().delete()

    assert escalate_incidents(as_of=at + timedelta(hours=1)) == 0
    assert Incident.objects.get().escalate_at is None


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_tell_each_level_once(
    outage: IncidentKind, operator: User, supervisor: User, administrator: User, at: datetime
) -> None:
    for number in range(20):
        report_incident(kind=outage, note=f"Дом {number}", reported_by=operator, at=at)

    def sweep() -> int:
        return sum(escalate_incidents(as_of=at + timedelta(seconds=seconds)) for seconds in (20, 60, 90))

    results = race(sweep, sweep, sweep)
    while left := escalate_incidents(as_of=at + timedelta(seconds=90)):
        results.append(left)

    assert sum(results) == 40
    assert sorted(levels()) == [1] * 20 + [2] * 20


@pytest.mark.django_db(transaction=True)
def test_two_processes_tell_each_level_once(
    outage: IncidentKind, operator: User, supervisor: User, administrator: User, at: datetime
) -> None:
    report_incident(kind=outage, note="Нет связи", reported_by=operator, at=at)

    def sweep(meet: object) -> int:
        meet()  # type: ignore[operator]  # the barrier of race_processes
        return escalate_incidents(as_of=at + timedelta(hours=1))

    assert sum(race_processes(sweep, sweep)) == 2
    assert levels() == [1, 2]
