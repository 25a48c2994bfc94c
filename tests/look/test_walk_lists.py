"""Keys lead through tabs and lists; titles and themes follow simple rules."""

from tests.look.conftest import Evaluate


def test_tabs_go_round_and_to_their_ends(evaluate: Evaluate) -> None:
    moves = [["c", "ArrowRight"], ["a", "ArrowLeft"], ["a", "ArrowRight"], ["b", "Home"], ["b", "End"], ["b", "x"]]
    found = evaluate("tabs", "x.map(([at, key]) => m.tabAfter(['a', 'b', 'c'], at, key) ?? null)", moves)

    assert found == ["a", "c", "b", "a", "c", None]


def test_steps_stop_at_the_ends_of_a_list(evaluate: Evaluate) -> None:
    moves = [["a", 1], ["b", -1], ["c", 1], [None, 1], [None, -1]]
    found = evaluate("steps", "x.map(([at, step]) => m.stepFrom(['a', 'b', 'c'], at, step) ?? null)", moves)

    assert found == ["b", "a", None, "a", "c"]


def test_title_counts_what_waits(evaluate: Evaluate) -> None:
    titles = evaluate("notify", "x.map(([title, n]) => m.titleWith(title, n))", [["A", 3], ["(3) A", 2], ["(2) A", 0]])

    assert titles == ["(3) A", "(2) A", "A"]


def test_theme_goes_light_dark_auto(evaluate: Evaluate) -> None:
    assert evaluate("theme", "['light', 'dark', 'auto'].map(m.nextChoice)") == ["dark", "auto", "light"]
    assert evaluate("theme", "[m.cookieOf('dark', 'dark'), m.cookieOf('auto', 'dark')]") == ["dark", "auto.dark"]


def test_scroll_that_is_near_its_end_sticks(evaluate: Evaluate) -> None:
    at = [{"scrollTop": top, "clientHeight": 400, "scrollHeight": 1000} for top in (600, 560, 500)]

    assert evaluate("stick", "x.map(m.isNearEnd)", at) == [True, True, False]
