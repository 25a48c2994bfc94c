"""When a client may be called: by his clock, within the window of the rule, while the queue is open.

Moments are kept in UTC; a window and what a person chooses are local to the client. A local time that summer time
skips is refused, one that comes twice means its first occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import timezone as number_zones

from contactcenter.callbacks.models import CallbackRule
from contactcenter.contacts.models import Queue
from contactcenter.deadlines.arithmetic import OutsideCalendar
from contactcenter.deadlines.calendars import compiled
from contactcenter.lib.errors import InvalidInput
from contactcenter.routing.models import QueueHours

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# A moment that has just gone by is now: a form takes a minute to fill in.
GRACE = timedelta(minutes=2)
_STEPS = 200  # jumps between windows and opening hours before nobody can say


# From west to east: one city for each clock of the country.
CITIES: dict[str, _StrOrPromise] = {
    "Europe/Kaliningrad": gettext_lazy("Kaliningrad"),
    "Europe/Moscow": gettext_lazy("Moscow"),
    "Europe/Samara": gettext_lazy("Samara"),
    "Asia/Yekaterinburg": gettext_lazy("Yekaterinburg"),
    "Asia/Omsk": gettext_lazy("Omsk"),
    "Asia/Novosibirsk": gettext_lazy("Novosibirsk"),
    "Asia/Krasnoyarsk": gettext_lazy("Krasnoyarsk"),
    "Asia/Irkutsk": gettext_lazy("Irkutsk"),
    "Asia/Yakutsk": gettext_lazy("Yakutsk"),
    "Asia/Vladivostok": gettext_lazy("Vladivostok"),
    "Asia/Magadan": gettext_lazy("Magadan"),
    "Asia/Kamchatka": gettext_lazy("Kamchatka"),
}


def city_of(zone: str) -> str:
    """Asia/Omsk -> Омск; a zone that is not in the list by its own name."""
    return str(CITIES.get(zone, zone.rpartition("/")[2].replace("_", " ")))


def zone_label(name: str, *, at: datetime) -> str:
    """“Омск, UTC+6”."""
    offset = at.astimezone(ZoneInfo(name)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"{city_of(name)}, UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def zone_of_phone(e164: str) -> str:
    """The zone of a number where all zones of its prefix show the same time now; empty for a mobile number."""
    try:
        zones = number_zones.time_zones_for_number(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return ""
    known = [zone for zone in zones if zone in available_timezones()]
    now = timezone.now()
    return known[0] if len({now.astimezone(ZoneInfo(zone)).utcoffset() for zone in known}) == 1 else ""


def zone_for(*, chosen: str = "", client_zone: str = "", phone: str = "") -> tuple[ZoneInfo, bool]:
    """The client's zone, and whether anybody knows it: chosen, kept with the client, by the number; else our own.

    Raises InvalidInput for a chosen zone that does not exist.
    """
    if chosen and chosen not in available_timezones():
        raise InvalidInput(
            _("There is no time zone “%(zone)s”.") % {"zone": chosen[:40]}, code="bad_time_zone", field="time_zone"
        )
    for name in (chosen, client_zone, zone_of_phone(phone)):
        if name in available_timezones():
            return ZoneInfo(name), True
    return ZoneInfo(timezone.get_default_timezone_name()), False


def from_local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A naive local moment in UTC; raises InvalidInput for one that the clocks skip."""
    there = moment.replace(tzinfo=zone)
    utc = there.astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != moment:
        raise InvalidInput(
            _("There is no %(time)s on that day: the clocks are put forward. Choose an hour later.")
            % {"time": time_format(moment.time(), "H:i")},
            code="skipped_hour",
            field="moment",
        )
    return utc


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as its clock shows it: day, month, hour and minute."""
    return date_format(moment.astimezone(zone), "j E, H:i")


@dataclass(frozen=True)
class Window:
    """When one client may be called. `open_hours` are those of the queue in order; None while it never closes."""

    zone: ZoneInfo
    opens: time
    closes: time
    last: datetime
    open_hours: Sequence[tuple[datetime, datetime]] | None

    def within(self, moment: datetime) -> bool:
        """By the clock of the client."""
        return self.opens <= moment.astimezone(self.zone).time() < self.closes

    def is_open(self, moment: datetime) -> bool:
        """By the calendar of the queue."""
        return self.open_hours is None or any(begins <= moment < ends for begins, ends in self.open_hours)

    def allows(self, moment: datetime) -> bool:
        """Both."""
        return self.within(moment) and self.is_open(moment)

    def next(self, moment: datetime) -> datetime | None:
        """The first permitted moment from this one on; None when there is none as far as anybody can see."""
        for _step in range(_STEPS):
            if not self.within(moment):
                moment = self._next_morning(moment)
            elif not self.is_open(moment):
                later = [begins for begins, _ends in self.open_hours or () if begins > moment]
                if not later:
                    return None
                moment = later[0]
            else:
                return moment
        return None

    def _next_morning(self, moment: datetime) -> datetime:
        there = moment.astimezone(self.zone)
        day = there.date() if there.time() < self.opens else there.date() + timedelta(days=1)
        # An hour that is skipped becomes the one after it, which is the right time to begin.
        return datetime.combine(day, self.opens, self.zone).astimezone(UTC)

    def slots(self, start: datetime, *, minutes: int, limit: int) -> Iterator[datetime]:
        """Permitted moments on even steps of the client's clock."""
        step = timedelta(minutes=minutes)
        there = start.astimezone(self.zone)
        midnight = there.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = (there - midnight) // step + 1
        moment = (midnight + passed * step).astimezone(UTC)
        for _number in range(limit):
            while moment <= self.last and not self.allows(moment):
                moment += step
            if moment > self.last:
                return
            yield moment
            moment += step


def rule_of(queue: Queue) -> CallbackRule:
    """The queue's own rule, that for all others, or the usual one."""
    rules = CallbackRule.objects.filter(Q(queue=queue) | Q(queue=None))
    return rules.order_by(F("queue").asc(nulls_last=True)).first() or CallbackRule()


def window_of(*, queue: Queue, rule: CallbackRule, zone: ZoneInfo, as_of: datetime) -> Window:
    """When a client in `zone` may be called about what this queue serves."""
    last = as_of + timedelta(days=rule.days_ahead)
    return Window(
        zone=zone,
        opens=rule.opens,
        closes=rule.closes,
        last=last,
        open_hours=_open_hours(queue, as_of, last + timedelta(days=14)),
    )


def _open_hours(queue: Queue, start: datetime, until: datetime) -> Sequence[tuple[datetime, datetime]] | None:
    hours = QueueHours.objects.select_related("calendar__base__base").filter(queue=queue).first()
    if hours is None:
        return None
    found = []
    try:
        for stretch in compiled(hours.calendar).stretches(start, until=until):
            found.append(stretch)  # noqa: PERF402 - what was found before the calendar ends counts
    except OutsideCalendar:
        pass
    return found or None  # a calendar that has run out keeps the queue open, as at its door


def require_permitted(moment: datetime, window: Window, *, as_of: datetime) -> datetime:
    """The moment, or now where it has just gone by; raises InvalidInput with what is wrong and when it would do."""
    if moment < as_of - GRACE:
        raise InvalidInput(
            _("%(moment)s has passed already by the clock of the client.") % {"moment": shown(moment, window.zone)},
            code="moment_passed",
            field="moment",
        )
    moment = max(moment, as_of)
    if moment > window.last:
        raise InvalidInput(
            _("So far ahead nothing is promised: %(moment)s is the last day.")
            % {"moment": date_format(window.last.astimezone(window.zone), "j E")},
            code="moment_too_far",
            field="moment",
        )
    if not window.within(moment):
        raise InvalidInput(
            _("Clients are called from %(opens)s to %(closes)s by their own clock, and there it will be %(moment)s.")
            % {
                "opens": time_format(window.opens, "H:i"),
                "closes": time_format(window.closes, "H:i"),
                "moment": shown(moment, window.zone),
            },
            code="outside_window",
            field="moment",
        )
    if not window.is_open(moment):
        raise _closed(moment, window)
    return moment


def _closed(moment: datetime, window: Window) -> InvalidInput:
    later = window.next(moment)
    sentence = _("Nobody serves this queue then.")
    if later is not None:
        sentence = _(
            "Nobody serves this queue then. The next possible moment: %(moment)s by the clock of the client."
        ) % {"moment": shown(later, window.zone)}
    return InvalidInput(sentence, code="queue_closed", field="moment")
