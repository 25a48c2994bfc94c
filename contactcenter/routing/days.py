"""The day of an operator: every moment of his states, and everything that was in his hands, to the microsecond."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import PresenceState, User
from contactcenter.staff.queries import Stretch, states_of

# In his hands from an accept, a take or a take-over until the event that leads the contact out of them. What began more
# than a day before is left out, as everywhere in the figures (supervision/queries/occupancy.py).
_HANDLED = """
SELECT e.contact_id, e.verb, e.at, left_at.at, left_at.verb, talked.at
FROM contacts_contactevent e
LEFT JOIN LATERAL (
    SELECT n.id, n.at, n.verb FROM contacts_contactevent n
    WHERE n.contact_id = e.contact_id AND n.id > e.id
      AND (n.after NOT IN ('active', 'wrapup') OR n.verb = 'take_over')
    ORDER BY n.id LIMIT 1
) left_at ON true
LEFT JOIN LATERAL (
    SELECT f.at FROM contacts_contactevent f
    WHERE f.contact_id = e.contact_id AND f.id > e.id AND f.verb = 'finish'
      AND (left_at.id IS NULL OR f.id < left_at.id)
    ORDER BY f.id DESC LIMIT 1
) talked ON true
WHERE e.actor_id = %(operator)s AND e.verb IN ('accept', 'take', 'take_over')
  AND e.at >= %(start)s - interval '1 day' AND e.at < %(end)s AND (left_at.at IS NULL OR left_at.at > %(start)s)
ORDER BY e.at, e.id
"""


@dataclass(frozen=True, kw_only=True)
class Handled:
    """One contact in his hands: from when until when, when the conversation ended, and by what it left them.

    `until` and `finished_at` are empty while it lasts; none of the moments is cut at the bounds of the day.
    """

    contact: Contact
    came_by: str
    since: datetime
    finished_at: datetime | None
    until: datetime | None
    left_by: str

    @property
    def talked(self) -> float | None:
        """Seconds until the conversation ended in his hands; None while it runs, or where it went on in others."""
        return (self.finished_at - self.since).total_seconds() if self.finished_at else None

    @property
    def lasted(self) -> float | None:
        """Seconds with wrap-up; None while he has it."""
        return (self.until - self.since).total_seconds() if self.until else None

    @property
    def came(self) -> str:
        """In words."""
        return str(states.CONTACT.verbs[self.came_by])

    @property
    def left(self) -> str:
        """In words; empty while he has it."""
        return str(states.CONTACT.verbs.get(self.left_by, self.left_by))


@dataclass(frozen=True, kw_only=True)
class Day:
    """From `start` up to `end`, midnight or now; the stretches fill it without a gap."""

    start: datetime
    end: datetime
    stretches: Sequence[Stretch]
    handled: Sequence[Handled]

    @property
    def times(self) -> Mapping[str, timedelta]:
        """Time in each state that occurred, in the order of the states; together the length of the day."""
        total = {str(state): timedelta() for state in PresenceState}
        for stretch in self.stretches:
            total[stretch.state] += stretch.lasted
        return {state: spent for state, spent in total.items() if spent}

    @property
    def labelled_times(self) -> list[tuple[str, timedelta]]:
        """The same with the states in words."""
        return [(str(PresenceState(state).label), spent) for state, spent in self.times.items()]

    @property
    def on_line(self) -> timedelta:
        """Anything but offline."""
        return self.end - self.start - self.times.get(PresenceState.OFFLINE, timedelta())

    @property
    def with_contacts(self) -> timedelta:
        """Time with at least one contact in hand; several at once count once."""
        return sum((end - start for start, end in self._busy()), timedelta())

    @property
    def on_line_seconds(self) -> float:
        """For other programs."""
        return self.on_line.total_seconds()

    @property
    def with_contacts_seconds(self) -> float:
        """For other programs."""
        return self.with_contacts.total_seconds()

    @property
    def overrun(self) -> timedelta:
        """Of all breaks together."""
        return sum((stretch.overrun for stretch in self.stretches), timedelta())

    def _busy(self) -> Iterator[tuple[datetime, datetime]]:
        reached = self.start
        for one in sorted(self.handled, key=lambda handled: handled.since):
            since, until = max(one.since, reached), min(one.until or self.end, self.end)
            if until > since:
                yield since, until
                reached = until


def day_of(*, operator: User, day: date, as_of: datetime) -> Day:
    """One calendar day by the organisation's clock, up to now if it is today; three statements."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = min(timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)), as_of)
    if end <= start:
        return Day(start=start, end=start, stretches=(), handled=())
    return Day(
        start=start,
        end=end,
        stretches=states_of(operator=operator, start=start, end=end),
        handled=_handled(operator, start=start, end=end),
    )


def day_asked_for(given: str, *, as_of: datetime) -> date:
    """A date as addresses carry it; today where none is given. Raises InvalidInput for what is no date."""
    if not given:
        return timezone.localtime(as_of).date()
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise InvalidInput(_("Write the date as 2026-11-25."), code="bad_date", field="date") from None
    if not 2000 <= day.year < 2100:
        raise InvalidInput(_("Write the date as 2026-11-25."), code="bad_date", field="date")
    return day


def _handled(operator: User, *, start: datetime, end: datetime) -> list[Handled]:
    with connection.cursor() as cursor:
        cursor.execute(_HANDLED, {"operator": operator.pk, "start": start, "end": end})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    contacts = Contact.objects.select_related("queue", "client", "disposition").in_bulk({row[0] for row in rows})
    return [
        Handled(
            contact=contacts[contact_id],
            came_by=came_by,
            since=since,
            finished_at=finished_at,
            until=until,
            left_by=left_by or "",
        )
        for contact_id, came_by, since, until, left_by, finished_at in rows
    ]


def as_rows(day: Day) -> Iterator[list[str]]:
    """The day as a table for other programs: moments by ISO 8601 to the millisecond, lengths in seconds."""
    yield ["kind", "what", "from", "until", "seconds", "contact", "queue", "note"]
    for stretch in day.stretches:
        yield [
            "state",
            stretch.label,
            _iso(stretch.start),
            _iso(stretch.end),
            f"{stretch.lasted.total_seconds():.3f}",
            "",
            "",
            stretch.note,
        ]
    for one in day.handled:
        seconds = "" if one.lasted is None else f"{one.lasted:.3f}"
        until = _iso(one.until) if one.until else ""
        queue = one.contact.queue.name
        yield ["contact", one.came, _iso(one.since), until, seconds, str(one.contact.pk), queue, one.left]


def _iso(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="milliseconds")
