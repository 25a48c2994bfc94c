"""Fast counting agrees with counters that walk, over 10,000 random terms, dates, zones and hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from contactcenter.deadlines.arithmetic import (
    Interval,
    Term,
    WorkCalendar,
    add_working,
    begin,
    due_moment,
    worked_between,
)
from tests.deadlines.counters import official, walk_days, walk_minutes, walk_month, walk_roll
from tests.deadlines.official_years import FIRST, LAST, is_official_working_day

ZONES = [ZoneInfo(name) for name in ("Europe/Moscow", "Asia/Vladivostok", "Europe/Berlin", "Europe/London", "UTC")]
CALENDARS = {zone: official(zone) for zone in ZONES}
# Far enough from the ends that no term of the tests leaves the calendar.
days = st.dates(min_value=date(2024, 2, 1), max_value=date(2027, 8, 1))
zones = st.sampled_from(ZONES)
clock = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@settings(max_examples=9000, deadline=None)
@given(
    day=days,
    at=clock,
    zone=zones,
    unit=st.sampled_from(["cal_day", "work_day", "month"]),
    n=st.integers(1, 60),
    roll=st.sampled_from(["next", "prev", "none"]),
)
def test_terms_in_days_agree_with_walking_day_by_day(
    day: date, at: time, zone: ZoneInfo, unit: str, n: int, roll: str
) -> None:
    n = min(n, 3) if unit == "month" else n
    calendar = CALENDARS[zone]
    term = Term(unit=unit, n=n, roll=roll)
    anchor = datetime.combine(day, at, zone).astimezone(UTC)
    start = anchor.astimezone(zone).date()  # summer time may have skipped the minute

    reach = begin(term=term, anchor=anchor, calendar=calendar)

    raw = walk_month(start, n=n) if unit == "month" else walk_days(start, n=n, unit=unit, works=is_official_working_day)
    assert reach.day == raw
    last = walk_roll(raw, how=roll, works=is_official_working_day)
    assert due_moment(reach=reach, term=term, calendar=calendar) == datetime.combine(
        last + timedelta(days=1), time(0), zone
    ).astimezone(UTC)


@st.composite
def shifts(draw: st.DrawFn) -> tuple[Interval, ...]:
    """One to three stretches of a day that do not touch."""
    edges = draw(
        st.lists(st.integers(0, 24 * 4), min_size=2, max_size=6, unique=True).filter(lambda x: len(x) % 2 == 0)
    )
    marks = sorted(edge * 15 for edge in edges)
    return tuple(zip(marks[::2], marks[1::2], strict=True))


def calendar_with(zone: ZoneInfo, hours: tuple[Interval, ...]) -> WorkCalendar:
    known = CALENDARS[zone]
    return WorkCalendar(
        name="Shifts",
        zone=zone,
        first=FIRST,
        last=LAST,
        working=known.working,
        week=dict.fromkeys(range(7), hours),
    )


# Around the changes of summer time as well: that is where counting by the wall goes wrong.
near_changes = st.sampled_from([date(2026, 3, 27), date(2026, 3, 30), date(2025, 10, 24), date(2025, 10, 27)])


@settings(max_examples=1000, deadline=None)
@given(day=days | near_changes, at=clock, zone=zones, hours=shifts(), n=st.integers(1, 1200))
def test_working_minutes_agree_with_walking_minute_by_minute(
    day: date, at: time, zone: ZoneInfo, hours: tuple[Interval, ...], n: int
) -> None:
    calendar = calendar_with(zone, hours)
    start = datetime.combine(day, at, zone).astimezone(UTC)
    n = min(n, 3 * sum(closes - opens for opens, closes in hours))

    due = add_working(start=start, span=timedelta(minutes=n), calendar=calendar)

    assert due == walk_minutes(start, n=n, zone=zone, works=is_official_working_day, hours=hours)
    assert worked_between(start=start, end=due, calendar=calendar) == timedelta(minutes=n)


@settings(max_examples=500, deadline=None)
@given(
    start=st.datetimes(datetime(2024, 2, 1), datetime(2027, 6, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=zones,
    spans=st.lists(st.integers(1, 100_000), min_size=1, max_size=4),
)
def test_working_time_adds_up(start: datetime, zone: ZoneInfo, spans: list[int]) -> None:
    """Counting in parts, as pauses do, leads where counting at once leads."""
    calendar = CALENDARS[zone]
    moment = start
    for span in spans:
        moment = add_working(start=moment, span=timedelta(seconds=span), calendar=calendar)

    assert moment == add_working(start=start, span=timedelta(seconds=sum(spans)), calendar=calendar)
