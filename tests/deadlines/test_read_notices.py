"""The bell: what one was told, in one's own language, until it is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from contactcenter.deadlines.models import Calendar, Notice, Target
from contactcenter.deadlines.operations.clocks import start_clock
from contactcenter.deadlines.operations.notices import read_notices, warn_of_calendar_ends
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.deadlines.queries import notices_of, unread_count
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule, levels_of_escalation, minutes


@pytest.fixture
def told(operator: User, supervisor: User, calendar: Calendar) -> User:
    """An operator with a warning, a passed own date and a breach."""
    levels_of_escalation()
    a_rule(calendar, n=120, internal_n=30, internal_unit="minute", warn_shares=[50])
    start_clock(case=a_case(operator), target=Target.ANSWER, at=NOON)
    for minute in (60, 90, 120):
        sweep(as_of=NOON + minutes(minute))
    return operator


def test_notices_are_sentences_newest_first(told: User) -> None:
    with translation.override("en"):
        texts = [row.text for row in notices_of(user=told)]

    number = Notice.objects.filter(user=told).first()
    assert number
    assert number.case
    assert texts == [
        f"{number.case.number}, “Answer”: overdue, it was due 06/15/2026, 14:00.",
        f"{number.case.number}, “Answer”: our own date has passed, due 06/15/2026, 14:00.",
        f"{number.case.number}, “Answer”: 50% of the time is used, due 06/15/2026, 14:00.",
    ]


def test_read_notices_are_no_longer_counted(told: User) -> None:
    assert unread_count(user=told) == 3
    first = Notice.objects.filter(user=told).earliest("id")

    assert read_notices(user=told, at=NOON, notice_id=first.pk) == 1
    assert read_notices(user=told, at=NOON, notice_id=first.pk) == 0
    assert unread_count(user=told) == 2
    assert read_notices(user=told, at=NOON) == 2
    assert unread_count(user=told) == 0


def test_nobody_reads_what_another_was_told(told: User, teammate: User) -> None:
    notice = Notice.objects.filter(user=told).earliest("id")

    assert notices_of(user=teammate) == []
    assert read_notices(user=teammate, at=NOON, notice_id=notice.pk) == 0
    assert unread_count(user=told) == 3


def test_administrators_learn_in_time_that_a_calendar_ends(administrator: User, operator: User) -> None:
    calendar = Calendar.objects.create(name="Ours", last_year=2026)
    unused = Calendar.objects.create(name="Unused", last_year=2026)
    a_rule(calendar)

    assert warn_of_calendar_ends(as_of=datetime(2026, 9, 1, tzinfo=UTC)) == 0
    assert warn_of_calendar_ends(as_of=datetime(2026, 10, 20, tzinfo=UTC)) == 1
    assert warn_of_calendar_ends(as_of=datetime(2026, 10, 21, tzinfo=UTC)) == 0

    (told,) = notices_of(user=administrator)
    with translation.override("en"):
        assert "Ours" in notices_of(user=administrator)[0].text
    assert unused.name not in told.text
    assert notices_of(user=operator) == []


def test_extended_calendar_is_told_of_again_when_it_ends(administrator: User) -> None:
    calendar = Calendar.objects.create(name="Ours", last_year=2026)
    a_rule(calendar)
    assert warn_of_calendar_ends(as_of=datetime(2026, 10, 20, tzinfo=UTC)) == 1

    calendar.last_year = 2027
    calendar.save()

    assert warn_of_calendar_ends(as_of=datetime(2026, 11, 20, tzinfo=UTC)) == 0
    assert warn_of_calendar_ends(as_of=datetime(2027, 10, 20, tzinfo=UTC)) == 1
