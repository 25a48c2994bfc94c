"""How terms are counted. Dates, zones and numbers only: no database, no clock of its own.

The law behind the day units is the Civil Code (ГК РФ): art. 191, counting begins on the day after the event;
art. 192, a term in months ends on the same date of its last month, or on that month's last day; art. 193, a last day
that is not a working day moves; art. 194, the last day lasts until 24:00, or until operations close.
Hours and minutes pass by the clock, working hours and minutes only while the calendar is open.

A day of a term is a local date of the calendar's zone; every moment that comes out is in UTC and is the first one
that is late: the end of 5 May is 00:00 of 6 May.
"""

from __future__ import annotations

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.errors import DomainError, InvalidInput

CAL_DAY = "cal_day"
WORK_DAY = "work_day"
MONTH = "month"
HOUR = "hour"
MINUTE = "minute"
WORK_HOUR = "work_hour"
WORK_MINUTE = "work_minute"
DAY_UNITS = frozenset({CAL_DAY, WORK_DAY, MONTH})
CLOCK_UNITS = {HOUR: timedelta(hours=1), MINUTE: timedelta(minutes=1)}
WORK_UNITS = {WORK_HOUR: timedelta(hours=1), WORK_MINUTE: timedelta(minutes=1)}
UNITS = (CAL_DAY, WORK_DAY, MONTH, HOUR, MINUTE, WORK_HOUR, WORK_MINUTE)

NEXT, PREV, NONE = "next", "prev", "none"
MIDNIGHT, CLOSING = "midnight", "closing"

LARGEST = 10_000
_DAY = 24 * 60
ZERO = timedelta(0)

# Minutes of a local day, from and until: (540, 780) is 09:00-13:00, an end of 1440 is 24:00.
Interval = tuple[int, int]


class OutsideCalendar(DomainError):
    """The count reaches a day that the calendar does not know: an administrator extends it, nobody guesses."""

    code = "no_calendar"

    def __init__(self, *, calendar: str, first: date, last: date, day: date) -> None:
        super().__init__(
            _(
                "The calendar “%(calendar)s” covers %(first)s to %(last)s, and the term reaches %(day)s. "
                "Ask an administrator to extend the calendar."
            )
            % {
                "calendar": calendar,
                "first": f"{first:%d.%m.%Y}",
                "last": f"{last:%d.%m.%Y}",
                "day": f"{day:%d.%m.%Y}",
            }
        )


@dataclass(frozen=True)
class WorkCalendar:
    """Which days of a covered stretch are working days, and when work is done on them."""

    name: str
    zone: ZoneInfo
    first: date
    last: date
    working: tuple[int, ...]  # proleptic ordinals, ascending
    week: Mapping[int, tuple[Interval, ...]]  # hours by weekday, Monday is 0
    own_hours: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Raises OutsideCalendar."""
        self._cover(day)
        place = bisect_left(self.working, day.toordinal())
        return place < len(self.working) and self.working[place] == day.toordinal()

    def working_day(self, day: date, n: int) -> date:
        """The n-th working day after `day`; before it, when n is negative."""
        self._cover(day)
        if n > 0:
            place = bisect_right(self.working, day.toordinal()) + n - 1
        else:
            place = bisect_left(self.working, day.toordinal()) + n
        if not 0 <= place < len(self.working):
            self._refuse(self.last + timedelta(days=1) if n > 0 else self.first - timedelta(days=1))
        return date.fromordinal(self.working[place])

    def working_days_between(self, after: date, until: date) -> int:
        """Working days later than `after`, up to and including `until`."""
        self._cover(after)
        self._cover(until)
        return bisect_right(self.working, until.toordinal()) - bisect_right(self.working, after.toordinal())

    def roll(self, day: date, how: str) -> date:
        """Art. 193: the nearest working day not before (NEXT) or not after (PREV) `day`."""
        if how == NONE or self.is_working(day):
            return day
        return self.working_day(day, 1 if how == NEXT else -1)

    def hours(self, day: date) -> tuple[Interval, ...]:
        """When work is done on `day`. A working Saturday without hours of its own has those of the day before."""
        if not self.is_working(day):
            return ()
        if day in self.own_hours:
            return self.own_hours[day]
        for back in range(7):
            if hours := self.week.get((day.weekday() - back) % 7):
                return hours
        return ()

    def stretches(self, start: datetime, *, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Working time from `start` on, in UTC; without `until` it ends only with the calendar itself, by raising."""
        day = self.local_day(start)
        last = self.local_day(until) if until else None
        while last is None or day <= last:
            for opens, closes in self.hours(day):
                begins, ends = self.moment(day, opens), self.moment(day, closes)
                if ends > start and ends > begins:
                    yield max(begins, start), ends
            day += timedelta(days=1)

    def moment(self, day: date, minute: int) -> datetime:
        """A local minute of `day` in UTC; one that summer time skips is the moment of the skip."""
        if minute == _DAY:
            day, minute = day + timedelta(days=1), 0
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone).astimezone(UTC)

    def end_of(self, day: date, ends: str) -> datetime:
        """Art. 194: 24:00, or the hour when work on that day is over."""
        hours = self.hours(day) if ends == CLOSING else ()
        return self.moment(day, hours[-1][1] if hours else _DAY)

    def local_day(self, moment: datetime) -> date:
        """The date of a moment here."""
        return moment.astimezone(self.zone).date()

    def _cover(self, day: date) -> None:
        if not self.first <= day <= self.last:
            self._refuse(day)

    def _refuse(self, day: date) -> None:
        raise OutsideCalendar(calendar=self.name, first=self.first, last=self.last, day=day)


@dataclass(frozen=True)
class Term:
    """How long: so many of a unit, where the last day falls and when it is over."""

    unit: str
    n: int
    roll: str = NONE
    ends: str = MIDNIGHT

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise InvalidInput(_("There is no unit “%(unit)s” of a term.") % {"unit": self.unit[:20]}, field="unit")
        require_count(self.n)
        if self.unit not in DAY_UNITS and self.roll != NONE:
            raise InvalidInput(_("Only a term in days or months moves to a working day."), field="roll")

    @property
    def in_days(self) -> bool:
        """Whether it ends with a day, not at a minute."""
        return self.unit in DAY_UNITS


def require_count(n: int) -> None:
    """Raises InvalidInput for a term of nothing, of less, or of no sense."""
    if not 1 <= n <= LARGEST:
        raise InvalidInput(
            _("A term counts from 1 to %(largest)d units, not %(n)d.") % {"largest": LARGEST, "n": n}, field="n"
        )


@dataclass(frozen=True)
class Reach:
    """How far a term reaches: a last day before it is moved off a holiday, or a moment."""

    day: date | None = None
    moment: datetime | None = None


def begin(*, term: Term, anchor: datetime, calendar: WorkCalendar) -> Reach:
    """Where a term that is counted from `anchor` ends."""
    start = Reach(day=calendar.local_day(anchor)) if term.in_days else Reach(moment=anchor.astimezone(UTC))
    return lengthen(reach=start, unit=term.unit, n=term.n, calendar=calendar)


def lengthen(*, reach: Reach, unit: str, n: int, calendar: WorkCalendar) -> Reach:
    """`n` more units behind where the term ends now; raises InvalidInput when days meet hours."""
    if unit in DAY_UNITS:
        if reach.day is None:
            raise InvalidInput(_("A term in hours is lengthened by hours, not by days."), field="unit")
        return Reach(day=_later_day(reach.day, unit=unit, n=n, calendar=calendar))
    if reach.moment is None:
        raise InvalidInput(_("A term in days is lengthened by days, not by hours."), field="unit")
    if unit in CLOCK_UNITS:
        return Reach(moment=reach.moment + n * CLOCK_UNITS[unit])
    return Reach(moment=add_working(start=reach.moment, span=n * WORK_UNITS[unit], calendar=calendar))


def _later_day(day: date, *, unit: str, n: int, calendar: WorkCalendar) -> date:
    if unit == WORK_DAY:
        return calendar.working_day(day, n)
    return day + timedelta(days=n) if unit == CAL_DAY else add_months(day, n)


def add_months(day: date, n: int) -> date:
    """Art. 192: the same date `n` months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def due_moment(*, reach: Reach, term: Term, calendar: WorkCalendar) -> datetime:
    """The first moment that is late, in UTC."""
    if reach.day is None:
        assert reach.moment
        return reach.moment
    return calendar.end_of(calendar.roll(reach.day, term.roll), term.ends)


def skip(*, reach: Reach, unit: str, paused: datetime, resumed: datetime, calendar: WorkCalendar) -> Reach:
    """Where the term ends when the time between two moments does not count.

    In days: as many days of its kind as were begun in between. In hours: to the second.
    """
    if reach.day is not None:
        after, until = calendar.local_day(paused), calendar.local_day(resumed)
        if unit == WORK_DAY:
            count = calendar.working_days_between(after, until)
            return Reach(day=calendar.working_day(reach.day, count)) if count else reach
        return Reach(day=reach.day + (until - after))
    assert reach.moment
    if unit in CLOCK_UNITS:
        return Reach(moment=reach.moment + (resumed - paused))
    left = worked_between(start=paused, end=reach.moment, calendar=calendar)
    return Reach(moment=add_working(start=resumed, span=left, calendar=calendar))


def add_working(*, start: datetime, span: timedelta, calendar: WorkCalendar) -> datetime:
    """The moment when `span` of working time has passed since `start`."""
    moment, left = start.astimezone(UTC), span
    if left <= ZERO:
        return moment
    for begins, ends in calendar.stretches(moment):
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise AssertionError("working time has no end")


def worked_between(*, start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """Working time from `start` to `end`."""
    total = ZERO
    if end <= start:
        return total
    for begins, ends in calendar.stretches(start.astimezone(UTC), until=end):
        total += max(min(ends, end) - begins, ZERO)
    return total


def earlier(*, due: datetime, unit: str, n: int, calendar: WorkCalendar) -> datetime:
    """A date of our own before the legal one: `n` days before its last day, at the end of work; or hours before it."""
    if n == 0:
        return due
    if unit in CLOCK_UNITS:
        return due - n * CLOCK_UNITS[unit]
    last_day = calendar.local_day(due - timedelta(microseconds=1))
    day = calendar.working_day(last_day, -n) if unit == WORK_DAY else last_day - timedelta(days=n)
    return calendar.end_of(day, CLOSING)


def moment_of_share(*, start: datetime, due: datetime, percent: int, unit: str, calendar: WorkCalendar) -> datetime:
    """When `percent` of the time is used: of working time where the term counts it, of the clock's otherwise."""
    if unit in WORK_UNITS:
        whole = worked_between(start=start, end=due, calendar=calendar)
        return add_working(start=start, span=whole * percent / 100, calendar=calendar)
    return start + (due - start) * percent / 100
