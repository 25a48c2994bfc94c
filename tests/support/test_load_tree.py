"""Putting a troubleshooting tree in: what can be walked is kept, everything else is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.lib.errors import InvalidInput
from support.models import TreeVersion, TroubleshootingTree
from support.trees import faults_of, reachable_depth
from tests.support.trees import a_body, a_tree

Body = dict[str, Any]


def without_start(body: Body) -> None:
    del body["start"]


def with_unknown_next(body: Body) -> None:
    body["steps"]["power"]["answers"][0]["next"] = "moon"


def with_lost_step(body: Body) -> None:
    body["steps"]["lost"] = {"question": "?", "answers": [{"text": "Да", "remedy": "Ждать"}]}


def with_loop(body: Body) -> None:
    body["steps"]["router"]["answers"].append({"text": "Нет", "next": "power"})


def with_loop_of_one(body: Body) -> None:
    body["steps"]["router"]["answers"][0] = {"text": "Нет", "next": "router"}


def with_two_ways(body: Body) -> None:
    body["steps"]["router"]["answers"][0]["remedy"] = "Ждать"


def with_no_way(body: Body) -> None:
    body["steps"]["router"]["answers"][0].pop("refer")


def with_no_answers(body: Body) -> None:
    body["steps"]["router"]["answers"] = []


def with_ten_answers(body: Body) -> None:
    body["steps"]["router"]["answers"] = [{"text": str(n), "remedy": "Ждать"} for n in range(10)]


def with_empty_question(body: Body) -> None:
    body["steps"]["router"]["question"] = " "


def with_misspelt_field(body: Body) -> None:
    body["steps"]["router"]["quesiton"] = "?"


def with_number_for_text(body: Body) -> None:
    body["steps"]["router"]["answers"][0]["refer"] = 5


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (without_start, "there is no such step"),
        (with_unknown_next, "leads to “moon”, and there is no such step"),
        (with_lost_step, "No answer leads to these steps: lost."),
        (with_loop, "go round in a circle: power → leds → router → power"),
        (with_loop_of_one, "go round in a circle: router → router"),
        (with_two_ways, "has to lead to one thing"),
        (with_no_way, "has to lead to one thing"),
        (with_no_answers, "one to nine answers"),
        (with_ten_answers, "one to nine answers"),
        (with_empty_question, "“question” is not a text"),
        (with_misspelt_field, "nobody knows “quesiton”"),
        (with_number_for_text, "“refer” is not a text"),
    ],
)
@pytest.mark.django_db
def test_tree_that_cannot_be_walked_is_refused_by_name(
    settings: Any, spoil: Callable[[Body], None], sentence: str
) -> None:
    settings.LANGUAGE_CODE = "en"
    body = a_body()
    spoil(body)

    with pytest.raises(InvalidInput) as refusal:
        a_tree(body=body)

    assert sentence in str(refusal.value)
    assert not TroubleshootingTree.objects.exists()


@pytest.mark.parametrize("body", [None, [], "tree", {}, {"start": "a", "steps": {}}, {"steps": {"a": 1}, "start": "a"}])
def test_what_is_no_tree_at_all_is_named_too(body: object) -> None:
    assert faults_of(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(JSON, JSON, JSON)
def test_nonsense_is_told_and_never_crashes(start: object, step: object, answer: object) -> None:
    assert faults_of({"start": start, "steps": step})
    assert faults_of({"start": "a", "steps": {"a": {"question": "?", "answers": [answer]}}})


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=15))
def test_tree_without_faults_ends_on_every_way(ways: list[tuple[int, int]]) -> None:
    steps: dict[str, Any] = {
        str(key): {
            "question": "?",
            "answers": [
                {"text": "x", "remedy": "y"},
                *({"text": "x", "next": str(to)} for at, to in ways if at == key),
            ][:9],
        }
        for key in range(7)
    }

    def longest(key: str, seen: tuple[str, ...]) -> int | None:
        if key in seen:
            return None
        below = [longest(a["next"], (*seen, key)) for a in steps[key]["answers"] if "next" in a]
        return None if None in below else 1 + max((n for n in below if n is not None), default=0)

    lengths = {key: longest(key, ()) for key in steps}
    reached, waiting = {"0"}, ["0"]
    while waiting:
        for answer in steps[waiting.pop()]["answers"]:
            if answer.get("next", "0") not in reached:
                reached.add(answer["next"])
                waiting.append(answer["next"])
    whole = len(reached) == len(steps) and None not in lengths.values()
    assert bool(faults_of({"start": "0", "steps": steps})) is not whole
    if whole:
        assert reachable_depth({"steps": steps}, "0") == lengths["0"]


@pytest.mark.django_db
def test_changed_tree_is_a_new_version_and_an_unchanged_one_is_not() -> None:
    first, same = a_tree(), a_tree()
    body = a_body()
    body["steps"]["router"]["question"] = "Роутер горячий?"
    second = a_tree(body=body)

    assert (first, first.number, second.number) == (same, 1, 2)
    assert second.tree == first.tree


@pytest.mark.django_db
def test_version_is_never_rewritten() -> None:
    version = a_tree()

    with pytest.raises(IntegrityError), transaction.atomic():
        TreeVersion.objects.filter(pk=version.pk).update(body={})
