"""The production calendar of Russia for a five-day week as the government decreed it: weekdays off, and days of a
weekend that were made working days. Written down by hand from the decrees, independent of any library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

# year -> (month, first day, last day) of weekdays off; weekends inside a stretch are off anyway.
_OFF: dict[int, list[tuple[int, int, int]]] = {
    2024: [
        (1, 1, 8), (2, 23, 23), (3, 8, 8), (4, 29, 30), (5, 1, 1), (5, 9, 10), (6, 12, 12), (11, 4, 4), (12, 30, 31),
    ],
    2025: [(1, 1, 8), (5, 1, 2), (5, 8, 9), (6, 12, 13), (11, 3, 4), (12, 31, 31)],
    2026: [(1, 1, 9), (2, 23, 23), (3, 9, 9), (5, 1, 1), (5, 11, 11), (6, 12, 12), (11, 4, 4), (12, 31, 31)],
    2027: [
        (1, 1, 8), (2, 22, 23), (3, 8, 8), (5, 3, 3), (5, 10, 10), (6, 14, 14), (11, 4, 5), (12, 31, 31),
    ],
}  # fmt: skip
_WORKING_WEEKEND = {
    date(2024, 4, 27),
    date(2024, 11, 2),
    date(2024, 12, 28),
    date(2025, 11, 1),
    date(2027, 2, 20),
}
WORKING_DAYS = {2024: 248, 2025: 247, 2026: 247, 2027: 247}
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)


def every_day() -> Iterator[date]:
    return (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))


def is_official_working_day(day: date) -> bool:
    if day.weekday() >= 5:
        return day in _WORKING_WEEKEND
    return not any(month == day.month and first <= day.day <= last for month, first, last in _OFF[day.year])
