"""Calendars of the database compiled for counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays

from contactcenter.deadlines.arithmetic import Interval, WorkCalendar
from contactcenter.deadlines.models import Calendar, CalendarDay, WorkingHours

_WHOLE_DAY: tuple[Interval, ...] = ((0, 24 * 60),)


def official_years(country: str) -> range:
    """The latest unbroken run of years for which the library knows the government's decision on moved days off."""
    known = holidays.country_holidays(country).special_public_holidays
    first = last = max(known)
    while first - 1 in known:
        first -= 1
    return range(first, last + 1)


@cache
def official_working_days(country: str, year: int) -> frozenset[date]:
    """The working days of a year by the production calendar of a country."""
    table = holidays.country_holidays(country, years=year)
    return frozenset(day for day in days_of(year) if table.is_working_day(day))


def days_of(year: int) -> Iterator[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))


def compiled(calendar: Calendar) -> WorkCalendar:
    """`calendar` with the layers below it; kept in the process until one of them changes."""
    layers = [calendar]
    while layers[-1].base is not None and len(layers) < 3:
        layers.append(layers[-1].base)
    return _compiled(tuple((layer.pk, layer.revision) for layer in reversed(layers)))


@lru_cache(maxsize=64)
def _compiled(layers: tuple[tuple[int, int], ...]) -> WorkCalendar:
    found = Calendar.objects.in_bulk([pk for pk, _revision in layers])
    stack = [found[pk] for pk, _revision in layers]
    top = stack[-1]
    week: dict[int, tuple[Interval, ...]] = {}
    own_days: dict[date, bool] = {}
    own_hours: dict[date, tuple[Interval, ...]] = {}
    for layer in stack:
        week = _week(layer) or week
        _lay_days(layer, own_days, own_hours)
    country = next((layer.country for layer in reversed(stack) if layer.country), "")
    years = covered_years(top, country=country)
    return WorkCalendar(
        name=top.name,
        zone=ZoneInfo(top.zone),
        first=date(years.start, 1, 1),
        last=date(years.stop - 1, 12, 31),
        working=_working(years, country=country, week=week, own_days=own_days),
        week=week or dict.fromkeys(range(7), _WHOLE_DAY),
        own_hours=own_hours,
    )


def _week(layer: Calendar) -> dict[int, tuple[Interval, ...]]:
    rows: dict[int, list[WorkingHours]] = {}
    for row in layer.hours.all():
        rows.setdefault(row.weekday, []).append(row)
    return {weekday: merged((row.starts, row.ends) for row in day) for weekday, day in rows.items()}


def _lay_days(layer: Calendar, own_days: dict[date, bool], own_hours: dict[date, tuple[Interval, ...]]) -> None:
    rows: dict[date, list[CalendarDay]] = {}
    for row in layer.days.all():
        rows.setdefault(row.day, []).append(row)
    for day, of_day in rows.items():
        own_days[day] = all(row.working for row in of_day)
        own_hours.pop(day, None)
        if hours := merged((row.starts, row.ends) for row in of_day if row.starts and row.ends):
            own_hours[day] = hours


def merged(stretches: Iterable[tuple[time, time]]) -> tuple[Interval, ...]:
    """Stretches in order, those that touch or overlap made one; an end at 00:00 is 24:00."""
    result: list[Interval] = []
    for starts, ends in sorted((_minute(starts), _minute(ends) or 24 * 60) for starts, ends in stretches):
        if result and starts <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], ends))
        else:
            result.append((starts, ends))
    return tuple(result)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def covered_years(calendar: Calendar, *, country: str) -> range:
    """The years an administrator has named, as far as their moved days off are known and not guessed."""
    named = range(calendar.first_year, calendar.last_year + 1)
    if not country:
        return named
    official = official_years(country)
    start = max(named.start, official.start)
    # Nothing in common is an empty range: `first` then lies after `last`, and every day is refused.
    return range(start, max(start, min(named.stop, official.stop)))


def _working(
    years: range, *, country: str, week: dict[int, tuple[Interval, ...]], own_days: dict[date, bool]
) -> tuple[int, ...]:
    days: set[date] = set()
    for year in years:
        if country:
            days |= official_working_days(country, year)
        else:
            days |= {day for day in days_of(year) if not week or day.weekday() in week}
    for day, working in own_days.items():
        if working and day.year in years:
            days.add(day)
        elif not working:
            days.discard(day)
    return tuple(sorted(day.toordinal() for day in days))
