"""How the browser writes time, and when it calls it urgent."""

import pytest

from tests.look.conftest import Evaluate


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0:00"),
        (38, "0:38"),
        (760, "12:40"),
        (3600, "1:00:00"),
        (4360, "1:12:40"),
        (90061, "25:01:01"),
        (-12, "−0:12"),
    ],
)
def test_clock_is_minutes_and_seconds_with_hours_where_needed(evaluate: Evaluate, seconds: int, written: str) -> None:
    assert evaluate("time", "m.formatClock(x)", seconds) == written


@pytest.mark.parametrize(
    ("seconds", "language", "written"),
    [
        (7980, "ru", "2 ч 13 мин"),
        (7980, "en", "2 hr 13 min"),
        (1468800, "ru", "17 дн."),
        (20, "ru", "0 мин"),
        (-11400, "ru", "−3 ч 10 мин"),
    ],
)
def test_words_are_the_two_largest_units(evaluate: Evaluate, seconds: int, language: str, written: str) -> None:
    words = evaluate("time", "m.formatWords(...x)", [seconds, language])

    assert words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == written


@pytest.mark.parametrize(
    ("seconds", "down", "level"),
    [
        (19, False, "ok"),
        (20, False, "warn"),
        (60, False, "crit"),
        (61, True, "ok"),
        (60, True, "warn"),
        (20, True, "crit"),
    ],
)
def test_level_rises_with_a_wait_and_with_a_nearing_end(
    evaluate: Evaluate, seconds: int, down: bool, level: str
) -> None:
    bounds = {"warn": 60, "crit": 20} if down else {"warn": 20, "crit": 60}

    assert evaluate("time", "m.levelOf(x)", {"seconds": seconds, "down": down, **bounds}) == level


def test_without_bounds_nothing_is_urgent(evaluate: Evaluate) -> None:
    assert evaluate("time", "m.levelOf(x)", {"seconds": 999, "warn": None, "crit": None, "down": False}) == "ok"


def test_server_clock_trusts_the_message_that_was_least_late(evaluate: Evaluate) -> None:
    samples = [[10_000, 4_200], [11_000, 5_050], [12_000, 6_900]]
    script = "(() => { const c = new m.ServerClock(); x.forEach((pair) => c.sample(...pair)); return c.now(7000); })()"

    assert evaluate("time", script, samples) == 12_950


def test_ring_counts_whole_seconds_and_ends_at_nothing(evaluate: Evaluate) -> None:
    def left(now: int) -> object:
        return evaluate("ring", "m.ringLeft(x)", {"since": 0, "until": 15_000, "now": now})

    assert left(0) == {"left": 15, "total": 15, "share": 1}
    assert left(3_500) == {"left": 12, "total": 15, "share": 0.8}
    assert left(99_000) == {"left": 0, "total": 15, "share": 0}


def test_bar_stays_between_empty_and_full(evaluate: Evaluate) -> None:
    def gone(now: int) -> object:
        return evaluate("progress", "m.goneBy(x)", {"since": 1000, "until": 5000, "now": now})

    assert [gone(0), gone(2000), gone(9000)] == [0, 0.25, 1]
