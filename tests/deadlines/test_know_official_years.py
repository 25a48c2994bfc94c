"""The production calendar that the product counts by, against the decrees."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from contactcenter.deadlines.arithmetic import OutsideCalendar
from contactcenter.deadlines.calendars import compiled, merged, official_working_days, official_years
from contactcenter.deadlines.models import Calendar, CalendarDay, WorkingHours
from tests.deadlines.official_years import WORKING_DAYS, every_day, is_official_working_day


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_every_day_of_the_year_is_as_decreed(year: int) -> None:
    decreed = {day for day in every_day() if day.year == year and is_official_working_day(day)}

    assert official_working_days("RU", year) == decreed
    assert len(decreed) == WORKING_DAYS[year]


def test_decreed_years_are_known() -> None:
    assert set(WORKING_DAYS) <= set(official_years("RU"))


def test_year_without_a_decree_is_not_guessed(calendar: Calendar) -> None:
    """Whatever an administrator writes, the calendar ends where the decrees do."""
    Calendar.objects.filter(pk=calendar.pk).update(last_year=2100)
    calendar.refresh_from_db()
    known = compiled(calendar)

    assert known.last == date(official_years("RU").stop - 1, 12, 31)
    with pytest.raises(OutsideCalendar):
        known.is_working(date(2100, 3, 1))


def test_region_and_organisation_lie_on_the_country(calendar: Calendar) -> None:
    region = Calendar.objects.create(name="Bashkortostan", base=calendar)
    CalendarDay.objects.create(calendar=region, day=date(2026, 10, 9), name="Day of the Republic")
    own = Calendar.objects.create(name="Ours", base=region, zone="Asia/Yekaterinburg")
    CalendarDay.objects.create(calendar=own, day=date(2026, 10, 9), working=True, starts=time(10), ends=time(12))
    CalendarDay.objects.create(calendar=own, day=date(2026, 10, 10), working=True)
    CalendarDay.objects.create(calendar=own, day=date(2026, 10, 12), name="Move")

    friday, saturday, monday = date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 12)
    assert [compiled(calendar).is_working(day) for day in (friday, saturday, monday)] == [True, False, True]
    assert [compiled(region).is_working(day) for day in (friday, saturday, monday)] == [False, False, True]
    assert [compiled(own).is_working(day) for day in (friday, saturday, monday)] == [True, True, False]
    assert compiled(own).hours(friday) == ((600, 720),)
    assert compiled(own).hours(saturday) == ((540, 780), (840, 1080))
    assert compiled(own).zone == ZoneInfo("Asia/Yekaterinburg")


def test_change_of_a_lower_layer_reaches_the_upper_one(calendar: Calendar) -> None:
    own = Calendar.objects.create(name="Ours", base=calendar)
    assert compiled(Calendar.objects.get(pk=own.pk)).is_working(date(2026, 6, 16))

    CalendarDay.objects.create(calendar=calendar, day=date(2026, 6, 16))

    assert not compiled(Calendar.objects.get(pk=own.pk)).is_working(date(2026, 6, 16))


def test_calendar_without_a_country_works_on_the_days_of_its_hours(db: None) -> None:
    calendar = Calendar.objects.create(name="Kiosk", zone="Europe/Berlin")
    WorkingHours.objects.create(calendar=calendar, weekday=6, starts=time(22), ends=time(0))

    assert compiled(calendar).hours(date(2026, 6, 14)) == ((1320, 1440),)
    assert not compiled(calendar).is_working(date(2026, 6, 15))


def test_calendar_of_nothing_is_open_round_the_clock(db: None) -> None:
    calendar = Calendar.objects.create(name="Always", last_year=2030)

    assert compiled(calendar).hours(date(2030, 1, 1)) == ((0, 1440),)


def test_overlapping_stretches_are_one() -> None:
    assert merged([(time(9), time(12)), (time(11), time(14)), (time(15), time(0))]) == ((540, 840), (900, 1440))
