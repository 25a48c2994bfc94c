"""Keys are found by their place on the keyboard, whatever the layout writes."""

from typing import Any

import pytest

from tests.look.conftest import Evaluate

NONE = {"altKey": False, "ctrlKey": False, "shiftKey": False, "metaKey": False}


def event(code: str, *held: str) -> dict[str, Any]:
    return {**NONE, "code": code, **{f"{name}Key": True for name in held}}


@pytest.mark.parametrize(
    ("words", "pressed"),
    [
        ("Alt+E", event("KeyE", "alt")),
        ("Ctrl+Enter", event("Enter", "ctrl")),
        ("Ctrl+Enter", event("NumpadEnter", "ctrl")),
        ("Ctrl+K", event("KeyK", "meta")),
        ("Alt+1", event("Digit1", "alt")),
        ("3", event("Numpad3")),
        ("Alt+Up", event("ArrowUp", "alt")),
        ("Shift+F4", event("F4", "shift")),
        ("/", event("Slash")),
        ("Alt+Shift+A", event("KeyA", "alt", "shift")),
    ],
)
def test_key_is_met_by_its_place(evaluate: Evaluate, words: str, pressed: dict[str, Any]) -> None:
    assert evaluate("keyspec", "m.matchesKey(x[1], m.parseKey(x[0]))", [words, pressed])


@pytest.mark.parametrize(
    ("words", "pressed"),
    [
        ("Alt+E", event("KeyE")),
        ("F4", event("F4", "shift")),
        ("Alt+E", event("KeyE", "alt", "ctrl")),
        ("E", event("KeyE", "alt")),
    ],
)
def test_other_modifiers_are_another_key(evaluate: Evaluate, words: str, pressed: dict[str, Any]) -> None:
    assert not evaluate("keyspec", "m.matchesKey(x[1], m.parseKey(x[0]))", [words, pressed])


@pytest.mark.parametrize("words", ["Hyper+E", "Alt+Ё", "nonsense"])
def test_words_that_are_no_key_make_none(evaluate: Evaluate, words: str) -> None:
    assert evaluate("keyspec", "m.parseKey(x)", words) is None


def test_key_that_writes_leaves_a_text_field_alone(evaluate: Evaluate) -> None:
    keys = ["/", "3", "Shift+A", "Alt+N", "Ctrl+Enter", "F2", "Esc"]

    assert evaluate("keyspec", "x.map((words) => m.writes(m.parseKey(words)))", keys) == [True] * 3 + [False] * 4


def test_caps_show_arrows(evaluate: Evaluate) -> None:
    assert evaluate("keyspec", "m.captions(x)", "Alt+Up Ctrl+Enter") == ["Alt+↑", "Ctrl+Enter"]
