"""A script is published only when it can be run to an end from everywhere."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from knowledge.demo import FOLDER, SCRIPTS
from knowledge.graph import drawn
from knowledge.scripts import faults_of, holds

GOOD: dict[str, Any] = {
    "languages": ["ru", "en"],
    "start": "hello",
    "steps": {
        "hello": {"kind": "say", "text": {"ru": "Здравствуйте", "en": "Hello"}, "next": "ask"},
        "ask": {
            "kind": "ask",
            "field": "kind",
            "answer": "choice",
            "text": {"ru": "Что?", "en": "What?"},
            "options": [
                {"value": "a", "text": {"ru": "А", "en": "A"}, "next": "check"},
                {"value": "b", "text": {"ru": "Б", "en": "B"}, "next": "hello"},
            ],
        },
        "check": {"kind": "check", "if": [{"field": "answers.kind", "is": "a"}], "then": "end", "else": "hello"},
        "end": {"kind": "end"},
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """GOOD with one thing different; None takes it away."""
    body = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    place: Any = body
    for name in way:
        place = place[int(name)] if name.isdecimal() else place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return body


def test_good_script_has_no_faults() -> None:
    assert faults_of(GOOD) == []


@pytest.mark.parametrize("code", [code for code, _name, _function in SCRIPTS])
def test_scripts_of_the_demo_can_be_run_and_drawn(code: str) -> None:
    body = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))

    assert faults_of(body) == []
    assert drawn(body).count("<rect") == len(body["steps"])


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("start", "nowhere", "nowhere"),
        ("steps.hello.next", "gone", "gone"),
        ("steps.hello.next", None, "next"),
        ("steps.hello.kind", "sing", "kind"),
        ("steps.hello.text", {"ru": "Здравствуйте"}, "“en”"),
        ("steps.hello.text", "Здравствуйте", "language"),
        ("steps.hello.colour", "red", "colour"),
        ("steps.lost", {"kind": "end"}, "lost"),
        ("steps.check.if", [{"field": "answers.age", "is": "1"}], "answers.age"),
        ("steps.check.if", [], "condition"),
        ("steps.check.if", [{"field": "answers.kind"}], "compares"),
        ("steps.ask.options", [], "options"),
        ("steps.ask.answer", "song", "answer"),
        ("steps.ask.fill", "shoe_size", "shoe_size"),
        ("steps.check.then", "hello", "end"),
    ],
)
def test_each_fault_has_its_sentence(path: str, value: Any, sentence: str) -> None:
    from django.utils import translation  # noqa: PLC0415

    with translation.override("en"):
        faults = faults_of(changed(path, value))

    assert faults
    assert sentence in " ".join(faults)


@pytest.mark.parametrize("body", [None, [], {}, {"steps": {}}, {"steps": {"a": 1}}, {"start": "a", "steps": {"a": {}}}])
def test_what_is_no_script_is_told_and_breaks_nothing(body: Any) -> None:
    assert faults_of(body)


def test_steps_that_go_round_by_themselves_are_found() -> None:
    body = changed("steps.check.else", "again")
    body["steps"]["again"] = {
        "kind": "check",
        "if": [{"field": "client.ads", "filled": True}],
        "then": "check",
        "else": "end",
    }

    assert len(faults_of(body)) == 1


@pytest.mark.parametrize(
    ("condition", "value", "is_true"),
    [
        ({"is": "vip"}, "vip", True),
        ({"in": ["a", "b"]}, "c", False),
        ({"filled": True}, "", False),
        ({"filled": False}, "", True),
        ({"more": -25}, "-27,4", False),
        ({"less": -25}, "-27,4", True),
        ({"less": 5}, "много", False),
    ],
)
def test_conditions_mean_what_they_say(condition: dict[str, Any], value: str, is_true: bool) -> None:
    assert holds([{"field": "x", **condition}], {"x": value}) is is_true
