"""Questions about incidents; each costs the same at 2 rows and at 20."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from contactcenter.incidents import states
from contactcenter.incidents.models import Incident, IncidentEvent, IncidentLevel
from contactcenter.incidents.models import IncidentQuerySet as Incidents
from contactcenter.staff.models import User

SIGNALS = 8
# Those closed within so many minutes stay on the floor as a line.
LATELY = timedelta(minutes=30)


def levels_for(*, urgency: int) -> list[IncidentLevel]:
    """The levels of an urgency in their order; a row of its own replaces the same level for all."""
    chosen: dict[int, IncidentLevel] = {}
    for level in sorted(IncidentLevel.objects.all(), key=lambda row: row.urgency is not None):
        if level.urgency in {None, urgency}:
            chosen[level.level] = level
    return [chosen[number] for number in sorted(chosen)]


def signals() -> Sequence[Incident]:
    """What stands on the floor: open incidents, what nobody has acknowledged first."""
    rows = Incident.objects.open().with_people()
    return sorted(rows[:SIGNALS], key=lambda incident: (incident.state != states.NEW, -incident.urgency, -incident.pk))


def unheard() -> Sequence[Incident]:
    """What nobody has acknowledged yet, the most urgent first: this is heard on every screen of those who handle it."""
    return list(Incident.objects.filter(state=states.NEW).order_by("-urgency", "-id").with_people()[:3])


def journal(*, user: User, first: date, last: date) -> Sequence[Incident]:
    """The incidents of some days with all that was done, the oldest first: as they are read and printed."""
    events = IncidentEvent.objects.select_related("actor").order_by("id")
    rows = _of_days(Incident.objects.visible_to(user), first, last)
    return list(rows.with_people().prefetch_related(Prefetch("events", queryset=events)).order_by("at", "id"))


def _of_days(rows: Incidents, first: date, last: date) -> Incidents:
    start = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    return rows.filter(at__gte=start, at__lt=end)
