"""A troubleshooting tree as data: what it looks like, and what is wrong with one that does not.

    {"start": KEY, "steps": {KEY: {"question": TEXT, "say": TEXT, "answers": [
        {"text": TEXT, "next": KEY} | {"text": TEXT, "remedy": TEXT, "cause": TEXT} | {"text": TEXT, "refer": TEXT}]}}}

`say` is what the client is asked in writing; without it the question itself. At most nine answers: each has a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

MOST_STEPS = 200
MOST_ANSWERS = 9
OUTCOMES = ("remedy", "refer")
WAYS = ("next", *OUTCOMES)
_LIMITS = {"question": 500, "say": 1000, "text": 300, "remedy": 1000, "refer": 1000, "cause": 500, "next": 60}
_TREE = frozenset({"start", "steps"})
_STEP = frozenset({"question", "say", "answers"})
_ANSWER = frozenset({"text", "cause", *WAYS})


def faults_of(body: Any) -> list[str]:
    """Everything that is wrong with a tree, as sentences; empty when it can be walked."""
    if not isinstance(body, Mapping) or not isinstance(body.get("steps"), Mapping) or not body["steps"]:
        return [_("A tree has “start” and “steps”, and at least one step.")]
    steps: Mapping[str, Any] = body["steps"]
    if len(steps) > MOST_STEPS:
        return [_("A tree has at most %(most)d steps, this one %(count)d.") % {"most": MOST_STEPS, "count": len(steps)}]
    faults = [
        *_unknown(_("The tree"), body, _TREE),
        *(fault for key, step in steps.items() for fault in _faults_of_step(str(key), step, steps)),
    ]
    if not _is_step(body.get("start"), steps):
        faults.append(_("The tree starts at “%(key)s”, and there is no such step.") % {"key": body.get("start")})
    # Where steps are broken, what can be reached from them is not worth a sentence.
    return faults or [*_unreachable(str(body["start"]), steps), *_loop(steps)]


def _faults_of_step(key: str, step: Any, steps: Mapping[str, Any]) -> Iterator[str]:
    where = _("Step “%(key)s”") % {"key": key}
    if not isinstance(step, Mapping):
        yield _("%(where)s is not a step.") % {"where": where}
        return
    if len(key) > _LIMITS["next"] or not key:
        yield _("%(where)s: its name is empty or longer than 60 characters.") % {"where": where}
    yield from _unknown(where, step, _STEP)
    yield from _text(where, step, "question", required=True)
    yield from _text(where, step, "say")
    answers = step.get("answers")
    if not isinstance(answers, list) or not 1 <= len(answers) <= MOST_ANSWERS:
        yield _("%(where)s has to have one to nine answers.") % {"where": where}
        return
    for number, answer in enumerate(answers, start=1):
        yield from _faults_of_answer(
            _("%(where)s, answer %(number)d") % {"where": where, "number": number}, answer, steps
        )


def _faults_of_answer(where: str, answer: Any, steps: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(answer, Mapping):
        yield _("%(where)s is not an answer.") % {"where": where}
        return
    yield from _unknown(where, answer, _ANSWER)
    yield from _text(where, answer, "text", required=True)
    ways = [way for way in WAYS if way in answer]
    if len(ways) != 1:
        yield _("%(where)s has to lead to one thing: “next”, “remedy” or “refer”.") % {"where": where}
        return
    yield from _text(where, answer, ways[0], required=True)
    yield from _text(where, answer, "cause")
    if ways == ["next"] and not _is_step(answer["next"], steps):
        yield _("%(where)s leads to “%(key)s”, and there is no such step.") % {"where": where, "key": answer["next"]}


def _is_step(key: Any, steps: Mapping[str, Any]) -> bool:
    return isinstance(key, str) and key in steps


def _unknown(where: str, given: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    for name in sorted(str(name) for name in given if name not in known):
        yield _("%(where)s: nobody knows “%(name)s”.") % {"where": where, "name": name}


def _text(where: str, given: Mapping[str, Any], name: str, *, required: bool = False) -> Iterator[str]:
    value = given.get(name, "")
    if not isinstance(value, str) or (required and not value.strip()):
        yield _("%(where)s: “%(name)s” is not a text.") % {"where": where, "name": name}
    elif len(value) > _LIMITS[name]:
        yield _("%(where)s: “%(name)s” is longer than %(limit)d characters.") % {
            "where": where,
            "name": name,
            "limit": _LIMITS[name],
        }


def _next_of(step: Mapping[str, Any]) -> list[str]:
    return [answer["next"] for answer in step["answers"] if "next" in answer]


def _unreachable(start: str, steps: Mapping[str, Any]) -> list[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = set(_next_of(steps[waiting.pop()])) - reached
        reached |= new
        waiting += new
    if lost := [key for key in steps if key not in reached]:
        return [_("No answer leads to these steps: %(keys)s.") % {"keys": ", ".join(lost)}]
    return []


def _loop(steps: Mapping[str, Any]) -> list[str]:
    """A tree ends on every way: no step may lead back to one before it."""
    left = {key: set(_next_of(step)) for key, step in steps.items()}
    while ends := [key for key, ways in left.items() if not ways]:
        for key in ends:
            del left[key]
        for ways in left.values():
            ways.difference_update(ends)
    if not left:
        return []
    path = [next(iter(left))]
    while path[-1] not in path[:-1]:
        path.append(min(left[path[-1]]))
    circle = path[path.index(path[-1]) :]
    return [_("These steps go round in a circle: %(keys)s.") % {"keys": " → ".join(circle)}]


def reachable_depth(body: Mapping[str, Any], start: str) -> int:
    """How many questions the longest way from `start` has, itself included; of a tree without faults."""
    depths: dict[str, int] = {}
    waiting = [start]
    while waiting:
        key = waiting[-1]
        ways = _next_of(body["steps"][key])
        if unknown := [way for way in ways if way not in depths]:
            waiting += unknown
        else:
            depths[waiting.pop()] = 1 + max((depths[way] for way in ways), default=0)
    return depths[start]
