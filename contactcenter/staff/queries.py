"""Questions about the staff."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from contactcenter.staff.models import Presence, PresenceInterval, PresenceState, Role, User


def operators() -> QuerySet[User]:
    """Everyone who may be offered contacts."""
    return User.objects.filter(is_active=True, groups__name=Role.OPERATOR)


def time_in_states(*, operator: User, start: datetime, end: datetime) -> dict[str, timedelta]:
    """Time spent in each state between two moments, all of it: before he first came he was offline.

    What lasts still counts up to `end`.
    """
    total: dict[str, timedelta] = defaultdict(timedelta)
    finished = PresenceInterval.objects.filter(
        Q(started_at__lt=end) & Q(ended_at__gt=start), operator=operator
    ).values_list("state", "started_at", "ended_at")
    for state, started_at, ended_at in finished:
        total[state] += min(ended_at, end) - max(started_at, start)
    current = Presence.objects.filter(operator=operator, since__lt=end).first()
    if current:
        total[current.state] += end - max(current.since, start)
    total[PresenceState.OFFLINE] += end - start - sum(total.values(), timedelta())
    return {state: time for state, time in total.items() if time}
