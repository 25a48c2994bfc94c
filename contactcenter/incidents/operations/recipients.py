"""Who is told of an incident, from the people as they are now. Nobody is told by a level only when there is nobody."""

from __future__ import annotations

from contactcenter.incidents.models import Incident, IncidentLevel, Recipient
from contactcenter.staff.models import Role, User


def supervisors_of(user: User) -> list[int]:
    """Of the team; where the team has none, all of them."""
    supervisor = user.team.supervisor if user.team else None
    return [supervisor.pk] if supervisor and supervisor.is_active else _with_role(Role.SUPERVISOR)


def users_of(level: IncidentLevel, incident: Incident) -> list[int]:
    """The users of a level; one that would reach nobody reaches the administrators."""
    found: list[int] = []
    if level.recipient == Recipient.SUPERVISOR:
        found = supervisors_of(incident.reported_by)
    elif level.recipient == Recipient.SUPERVISORS:
        found = _with_role(Role.SUPERVISOR)
    return found or _with_role(Role.ADMINISTRATOR)


def _with_role(role: str) -> list[int]:
    return list(User.objects.filter(is_active=True, groups__name=role).order_by("pk").values_list("pk", flat=True))
