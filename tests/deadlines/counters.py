"""A calendar for tests, and slow counters that walk day by day, minute by minute, without any code of the product."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from contactcenter.deadlines.arithmetic import Interval, WorkCalendar
from tests.deadlines.official_years import FIRST, LAST, every_day, is_official_working_day

MOSCOW = ZoneInfo("Europe/Moscow")
WITH_LUNCH: tuple[Interval, ...] = ((540, 780), (840, 1080))
WEEK = dict.fromkeys(range(5), WITH_LUNCH)
Works = Callable[[date], bool]


def official(zone: ZoneInfo = MOSCOW, week: dict[int, tuple[Interval, ...]] | None = None) -> WorkCalendar:
    """The decreed years with 09:00-13:00 and 14:00-18:00."""
    return WorkCalendar(
        name="Russia",
        zone=zone,
        first=FIRST,
        last=LAST,
        working=tuple(day.toordinal() for day in every_day() if is_official_working_day(day)),
        week=WEEK if week is None else week,
    )


def walk_days(day: date, *, n: int, unit: str, works: Works) -> date:
    """The last day of a term of n days, one step at a time (ГК 191: the first step is the next day)."""
    while n:
        day += timedelta(days=1)
        n -= unit == "cal_day" or works(day)
    return day


def walk_month(day: date, *, n: int) -> date:
    """The same date n months later, or the last day of that month: look at each day and count the month ends."""
    wanted, months, last = day.day, 0, day
    while months < n or (last.day != wanted and (last + timedelta(days=1)).day != 1):
        last += timedelta(days=1)
        months += last.day == 1
    return last


def walk_roll(day: date, *, how: str, works: Works) -> date:
    while how != "none" and not works(day):
        day += timedelta(days=1 if how == "next" else -1)
    return day


def walk_minutes(start: datetime, *, n: int, zone: ZoneInfo, works: Works, hours: tuple[Interval, ...]) -> datetime:
    """The moment after n working minutes, one minute of real time after the other."""
    moment = start.astimezone(UTC)
    while n:
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        n -= works(local.date()) and any(opens <= minute < closes for opens, closes in hours)
        moment += timedelta(minutes=1)
    return moment
