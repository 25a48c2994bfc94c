"""A missing frame is noticed, a repeated one dropped, and browsers do not return all at once."""

from tests.look.conftest import Evaluate

SEE = "(() => { const s = new m.Sequences(); return x.map((frame) => s.see(...frame)); })()"


def test_first_frame_of_a_topic_sets_its_count(evaluate: Evaluate) -> None:
    assert evaluate("sequence", SEE, [["queue:1", 40], ["queue:1", 41]]) == ["next", "next"]


def test_missing_frame_is_a_gap_once(evaluate: Evaluate) -> None:
    assert evaluate("sequence", SEE, [["a", 1], ["a", 4], ["a", 5]]) == ["next", "gap", "next"]


def test_frame_that_comes_again_is_a_repeat(evaluate: Evaluate) -> None:
    assert evaluate("sequence", SEE, [["a", 3], ["a", 3], ["a", 2]]) == ["next", "repeat", "repeat"]


def test_topics_count_apart(evaluate: Evaluate) -> None:
    assert evaluate("sequence", SEE, [["a", 1], ["b", 9], ["a", 2], ["b", 10]]) == ["next"] * 4


def test_new_connection_counts_anew(evaluate: Evaluate) -> None:
    script = "(() => { const s = new m.Sequences(); s.see('a', 9); s.clear(); return s.see('a', 1); })()"

    assert evaluate("sequence", script) == "next"


def test_wait_before_a_new_try_doubles_up_to_five_seconds(evaluate: Evaluate) -> None:
    assert evaluate("socket", "[0, 1, 2, 3, 4, 5, 20].map((n) => m.backoff(n, 1))") == [
        300,
        600,
        1200,
        2400,
        4800,
        5000,
        5000,
    ]
    assert evaluate("socket", "m.backoff(20, 0)") == 0
