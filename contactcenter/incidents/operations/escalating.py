"""What nobody acknowledges climbs, each level once: the sweep takes what is due from a partial index and skips what
another sweeper has locked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contactcenter.incidents.models import Incident, IncidentEvent, IncidentLevel
from contactcenter.incidents.operations.life import announce, next_escalation, tell
from contactcenter.incidents.operations.recipients import users_of
from contactcenter.incidents.queries import levels_for

BATCH = 200


@transaction.atomic
def escalate_incidents(*, as_of: datetime) -> int:
    """Tell every level whose moment is not after `as_of`; returns how many were told."""
    told = 0
    due = Incident.objects.unheard(as_of=as_of).select_for_update(skip_locked=True, no_key=True, of=("self",))
    for incident in due.select_related("kind", "case", "reported_by__team__supervisor")[:BATCH]:
        told += _climb(incident, as_of=as_of)
    return told


def _climb(incident: Incident, *, as_of: datetime) -> int:
    """Every level that is due; after a standstill several may be."""
    told = 0
    levels = {level.level: level for level in levels_for(urgency=incident.urgency)}
    while incident.escalate_at and incident.escalate_at <= as_of:
        number = min((level for level in levels if level > incident.level), default=None)
        if number is None:  # an administrator has taken the levels away meanwhile
            incident.escalate_at = None
            break
        incident.level = number
        _tell_level(incident, levels[number], at=as_of)
        incident.escalate_at = next_escalation(incident)
        told += 1
    incident.save(update_fields=["level", "escalate_at"])
    return told


def _tell_level(incident: Incident, level: IncidentLevel, *, at: datetime) -> None:
    users = users_of(level, incident)
    IncidentEvent.objects.create(
        incident=incident,
        at=at,
        verb="escalate",
        before=incident.state,
        after=incident.state,
        level=level.level,
        data={"recipient": level.recipient, "users": users},
    )
    tell(incident, users=users, verb="escalate", at=at)
    announce(incident)
