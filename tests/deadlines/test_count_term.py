"""Terms by the worked examples of the law, each with its basis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contactcenter.deadlines.arithmetic import (
    NEXT,
    NONE,
    PREV,
    OutsideCalendar,
    Reach,
    Term,
    add_working,
    begin,
    due_moment,
    earlier,
    lengthen,
    skip,
    worked_between,
)
from contactcenter.lib.errors import InvalidInput
from tests.deadlines.counters import MOSCOW, WITH_LUNCH, official

CALENDAR = official()


def day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a date, not a moment


def moment(text: str, zone: ZoneInfo = MOSCOW) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def last_day(n: int, unit: str, start: str, *, roll: str = NEXT, extra: int = 0) -> date:
    """The last day of a term that begins at noon of `start`."""
    anchor = datetime.combine(day(start), datetime.min.time(), MOSCOW) + timedelta(hours=12)
    term = Term(unit=unit, n=n, roll=roll)
    reach = begin(term=term, anchor=anchor, calendar=CALENDAR)
    if extra:
        reach = lengthen(reach=reach, unit=unit, n=extra, calendar=CALENDAR)
    due = due_moment(reach=reach, term=term, calendar=CALENDAR)
    return CALENDAR.local_day(due - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("basis", "n", "unit", "start", "due"),
    [
        ("ЗоЗПП ст. 22, 31", 10, "cal_day", "21.04.2025", "05.05.2025"),
        ("ЗоЗПП ст. 22", 10, "cal_day", "29.04.2025", "12.05.2025"),
        ("ЗоЗПП ст. 22, рабочая суббота не переносит", 10, "cal_day", "22.10.2025", "01.11.2025"),
        ("ЗоЗПП ст. 22", 10, "cal_day", "24.10.2025", "05.11.2025"),
        ("ЗоЗПП ст. 22, новогодние каникулы", 10, "cal_day", "22.12.2025", "12.01.2026"),
        ("ЗоЗПП ст. 22", 10, "cal_day", "13.02.2026", "24.02.2026"),
        ("ЗоЗПП ст. 31", 10, "cal_day", "26.02.2026", "10.03.2026"),
        ("ЗоЗПП ст. 31", 10, "cal_day", "29.04.2026", "12.05.2026"),
        ("ЗоЗПП ст. 20, ремонт", 45, "cal_day", "17.11.2025", "12.01.2026"),
        ("ЗоЗПП ст. 21, замена", 7, "cal_day", "06.06.2025", "16.06.2025"),
        ("ЗоЗПП ст. 21, замена с проверкой", 20, "cal_day", "03.02.2026", "24.02.2026"),
        ("ЗоЗПП ст. 21, нет в наличии; ГК ст. 192 и 193", 1, "month", "31.01.2026", "02.03.2026"),
        ("126-ФЗ ст. 55 ч. 7, регистрация", 1, "work_day", "08.05.2026", "12.05.2026"),
        ("126-ФЗ ст. 55 ч. 7, ответ", 30, "cal_day", "12.05.2026", "11.06.2026"),
        ("126-ФЗ ст. 55 ч. 7, ответ", 30, "cal_day", "08.05.2026", "08.06.2026"),
        ("126-ФЗ ст. 55 ч. 7, регистрация в понедельник", 1, "work_day", "30.11.2025", "01.12.2025"),
        ("126-ФЗ ст. 55 ч. 7, ответ", 30, "cal_day", "01.12.2025", "12.01.2026"),
        ("126-ФЗ ст. 55", 30, "cal_day", "10.12.2025", "12.01.2026"),
        ("126-ФЗ ст. 55", 30, "cal_day", "05.10.2026", "05.11.2026"),
        ("126-ФЗ ст. 55", 30, "cal_day", "01.12.2026", "11.01.2027"),
        ("152-ФЗ ст. 20", 10, "work_day", "24.10.2025", "10.11.2025"),
        ("152-ФЗ ст. 20", 10, "work_day", "28.04.2026", "14.05.2026"),
        ("395-1 ст. 30.1", 15, "work_day", "26.12.2025", "28.01.2026"),
        ("ПП 354 п. 31", 3, "work_day", "30.12.2025", "14.01.2026"),
    ],
)
def test_worked_example(basis: str, n: int, unit: str, start: str, due: str) -> None:
    assert last_day(n, unit, start) == day(due)


@pytest.mark.parametrize(
    ("basis", "n", "start", "extra", "due"),
    [
        ("152-ФЗ ст. 20, обоснованное уведомление", 10, "24.10.2025", 5, "17.11.2025"),
        ("395-1 ст. 30.1, уведомление", 15, "26.12.2025", 10, "11.02.2026"),
    ],
)
def test_extended_example(basis: str, n: int, start: str, extra: int, due: str) -> None:
    assert last_day(n, "work_day", start, extra=extra) == day(due)


@pytest.mark.parametrize(
    ("basis", "n", "unit", "start", "raw", "following", "previous"),
    [
        ("ЗоЗПП ст. 22, 31", 10, "cal_day", "21.04.2025", "01.05.2025", "05.05.2025", "30.04.2025"),
        ("ЗоЗПП ст. 22, 31", 10, "cal_day", "22.10.2025", "01.11.2025", "01.11.2025", "01.11.2025"),
        ("ЗоЗПП ст. 22, 31", 10, "cal_day", "22.12.2025", "01.01.2026", "12.01.2026", "30.12.2025"),
        ("ЗоЗПП ст. 22, 31", 10, "cal_day", "26.02.2026", "08.03.2026", "10.03.2026", "06.03.2026"),
        ("ЗоЗПП ст. 20", 45, "cal_day", "17.11.2025", "01.01.2026", "12.01.2026", "30.12.2025"),
        ("ЗоЗПП ст. 21", 20, "cal_day", "03.02.2026", "23.02.2026", "24.02.2026", "20.02.2026"),
        ("126-ФЗ ст. 55", 30, "cal_day", "12.05.2026", "11.06.2026", "11.06.2026", "11.06.2026"),
        ("126-ФЗ ст. 55", 30, "cal_day", "01.12.2026", "31.12.2026", "11.01.2027", "30.12.2026"),
        ("152-ФЗ ст. 20", 10, "work_day", "28.04.2026", "14.05.2026", "14.05.2026", "14.05.2026"),
        ("ПП 354 п. 31", 3, "work_day", "30.12.2025", "14.01.2026", "14.01.2026", "14.01.2026"),
    ],
)
def test_last_day_moves_as_the_rule_says(
    basis: str, n: int, unit: str, start: str, raw: str, following: str, previous: str
) -> None:
    assert last_day(n, unit, start, roll=NONE) == day(raw)
    assert last_day(n, unit, start, roll=NEXT) == day(following)
    assert last_day(n, unit, start, roll=PREV) == day(previous)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("31.01.2024", 1, "29.02.2024"),
        ("31.01.2026", 1, "28.02.2026"),
        ("30.11.2025", 3, "28.02.2026"),
        ("31.03.2026", 6, "30.09.2026"),
        ("15.12.2025", 1, "15.01.2026"),
        ("31.12.2025", 12, "31.12.2026"),
    ],
)
def test_month_ends_on_its_date_or_its_last_day(start: str, n: int, due: str) -> None:
    """ГК ст. 192."""
    assert last_day(n, "month", start, roll=NONE) == day(due)


def test_last_day_lasts_until_midnight() -> None:
    """ГК ст. 194: the first late moment is 00:00 of the next day, in the organisation's zone."""
    term = Term(unit="cal_day", n=1, roll=NEXT)
    reach = begin(term=term, anchor=moment("2026-06-15T23:59"), calendar=CALENDAR)

    assert due_moment(reach=reach, term=term, calendar=CALENDAR) == moment("2026-06-17T00:00")


def test_last_day_may_end_when_operations_close() -> None:
    """ГК ст. 194 п. 1."""
    term = Term(unit="cal_day", n=1, roll=NEXT, ends="closing")
    reach = begin(term=term, anchor=moment("2026-06-15T10:00"), calendar=CALENDAR)

    assert due_moment(reach=reach, term=term, calendar=CALENDAR) == moment("2026-06-16T18:00")


def test_day_is_the_local_one() -> None:
    """22:30 in London is already the next day in Moscow."""
    term = Term(unit="cal_day", n=1)
    reach = begin(term=term, anchor=datetime(2026, 6, 15, 21, 30, tzinfo=UTC), calendar=CALENDAR)

    assert reach == Reach(day=date(2026, 6, 17))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-15T10:00", 2, "2026-06-15T12:00"),
        ("2026-06-15T12:30", 1, "2026-06-15T14:30"),  # over lunch
        ("2026-06-15T12:00", 1, "2026-06-15T13:00"),  # ends where lunch begins, not where it ends
        ("2026-06-15T17:30", 1, "2026-06-16T09:30"),
        ("2026-06-11T17:00", 2, "2026-06-15T10:00"),  # over 12 June and a weekend
        ("2026-06-13T15:00", 1, "2026-06-15T10:00"),  # begins on a Saturday
        ("2025-10-31T17:00", 9, "2025-11-01T18:00"),  # the working Saturday counts, and has Friday's hours
    ],
)
def test_working_hours_pass_only_while_work_is_done(start: str, hours: int, due: str) -> None:
    assert add_working(start=moment(start), span=timedelta(hours=hours), calendar=CALENDAR) == moment(due)


@pytest.mark.parametrize(("zone", "night"), [("Europe/Berlin", "2026-03-29"), ("Europe/London", "2026-10-25")])
def test_hours_of_the_clock_are_real_hours_when_summer_time_changes(zone: str, night: str) -> None:
    """Three hours are three hours, though the clock on the wall shows two or four."""
    place = ZoneInfo(zone)
    calendar = official(place)
    start = moment(f"{night}T00:00", place)
    reach = begin(term=Term(unit="hour", n=24), anchor=start, calendar=calendar)

    assert reach.moment
    assert reach.moment - start.astimezone(UTC) == timedelta(hours=24)
    assert reach.moment.astimezone(place).hour != 0


def test_working_night_loses_the_hour_that_summer_time_skips() -> None:
    place = ZoneInfo("Europe/Berlin")
    calendar = official(place, week=dict.fromkeys(range(7), ((0, 360),)))
    calendar = type(calendar)(
        name="Nights",
        zone=place,
        first=calendar.first,
        last=calendar.last,
        working=tuple(range(calendar.first.toordinal(), calendar.last.toordinal() + 1)),
        week=calendar.week,
    )
    shift = moment("2026-03-29T00:00", place), moment("2026-03-29T06:00", place)

    assert worked_between(start=shift[0], end=shift[1], calendar=calendar) == timedelta(hours=5)


@pytest.mark.parametrize(
    ("unit", "n", "paused", "resumed", "due"),
    [
        ("cal_day", 10, "2026-06-16T10:00", "2026-06-16T18:00", "2026-06-25"),  # the same day costs nothing
        ("cal_day", 10, "2026-06-16T10:00", "2026-06-18T09:00", "2026-06-29"),  # 27 June is a Saturday
        ("work_day", 3, "2026-06-16T10:00", "2026-06-22T09:00", "2026-06-24"),  # a weekend in between is no work
        ("month", 1, "2026-06-16T10:00", "2026-06-18T10:00", "2026-07-17"),
    ],
)
def test_days_of_waiting_are_added(unit: str, n: int, paused: str, resumed: str, due: str) -> None:
    term = Term(unit=unit, n=n, roll=NEXT)
    reach = begin(term=term, anchor=moment("2026-06-15T12:00"), calendar=CALENDAR)
    reach = skip(reach=reach, unit=unit, paused=moment(paused), resumed=moment(resumed), calendar=CALENDAR)

    last = due_moment(reach=reach, term=term, calendar=CALENDAR) - timedelta(microseconds=1)
    assert CALENDAR.local_day(last) == date.fromisoformat(due)


@pytest.mark.parametrize(("unit", "due"), [("hour", "2026-06-16T10:00"), ("work_hour", "2026-06-16T13:00")])
def test_hours_of_waiting_are_added_to_the_minute(unit: str, due: str) -> None:
    """Asked at 12:00 with five hours, one hour used, waited from 13:00 to 06:00 of the next day."""
    reach = begin(term=Term(unit=unit, n=5), anchor=moment("2026-06-15T12:00"), calendar=CALENDAR)
    reach = skip(
        reach=reach,
        unit=unit,
        paused=moment("2026-06-15T13:00"),
        resumed=moment("2026-06-16T06:00"),
        calendar=CALENDAR,
    )

    assert reach.moment == moment(due)


@pytest.mark.parametrize(
    ("n", "unit", "due"),
    [
        (0, "work_day", "2026-06-30T00:00"),
        (1, "work_day", "2026-06-26T18:00"),  # the legal one ends with Monday the 29th
        (2, "work_day", "2026-06-25T18:00"),
        (1, "cal_day", "2026-06-29T00:00"),  # a Sunday has no closing hour
        (3, "hour", "2026-06-29T21:00"),
    ],
)
def test_own_date_is_earlier(n: int, unit: str, due: str) -> None:
    legal = moment("2026-06-30T00:00").astimezone(UTC)

    assert earlier(due=legal, unit=unit, n=n, calendar=CALENDAR) == moment(due)


@pytest.mark.parametrize("n", [0, -1, -10_000, 10_001])
def test_term_of_nothing_or_less_is_refused(n: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Term(unit="cal_day", n=n)

    assert refusal.value.field == "n"


def test_unknown_unit_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        Term(unit="fortnight", n=1)

    assert refusal.value.field == "unit"


def test_hours_do_not_move_to_a_working_day() -> None:
    with pytest.raises(InvalidInput):
        Term(unit="hour", n=1, roll=NEXT)


def test_term_is_not_lengthened_by_units_of_another_kind() -> None:
    with pytest.raises(InvalidInput):
        lengthen(reach=Reach(day=date(2026, 6, 15)), unit="hour", n=1, calendar=CALENDAR)
    with pytest.raises(InvalidInput):
        lengthen(reach=Reach(moment=moment("2026-06-15T12:00")), unit="month", n=1, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("unit", "start"),
    [("cal_day", "20.12.2027"), ("work_day", "20.12.2027"), ("month", "20.12.2027"), ("work_day", "01.01.2023")],
)
def test_term_that_leaves_the_calendar_is_refused_with_its_years(unit: str, start: str) -> None:
    with pytest.raises(OutsideCalendar) as refusal:
        last_day(30, unit, start)

    assert refusal.value.code == "no_calendar"
    assert "01.01.2024" in str(refusal.value)
    assert "31.12.2027" in str(refusal.value)


def test_working_hours_never_leave_the_calendar() -> None:
    with pytest.raises(OutsideCalendar):
        add_working(start=moment("2027-12-30T12:00"), span=timedelta(hours=80), calendar=CALENDAR)


def test_clock_hours_need_no_calendar() -> None:
    """152-ФЗ ст. 21 ч. 3.1: 24 hours are 24 hours, in whatever year."""
    reach = begin(term=Term(unit="hour", n=24), anchor=moment("2031-01-01T12:00"), calendar=CALENDAR)

    assert reach.moment == moment("2031-01-02T12:00")


def test_calendar_without_hours_refuses_to_count_them() -> None:
    with pytest.raises(OutsideCalendar):
        add_working(start=moment("2026-06-15T12:00"), span=timedelta(hours=1), calendar=official(week={}))


def test_lunch_is_in_the_hours() -> None:
    assert CALENDAR.hours(date(2026, 6, 15)) == WITH_LUNCH
    assert CALENDAR.hours(date(2026, 6, 14)) == ()
