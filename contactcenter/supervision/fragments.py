"""The live floor: of everything that has an id of its own, what looks different since it was last sent.

The hub asks for the floor up to four times a second. Reading it is a constant number of statements; what costs is
drawing two hundred tiles, so each part is remembered as the facts it was drawn from, and drawn again only when they
differ. A page that came in between has loaded whole state by HTTP, so it lacks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from contactcenter.push import topics
from contactcenter.push.fragments import register
from contactcenter.supervision.queries.floor import Floor, read_floor
from contactcenter.supervision.screen import context_of, groups_of

_sent: dict[str, dict[str, object]] = {}


@dataclass(frozen=True)
class Part:
    """A piece of the page: the facts it shows, its template, and the parts that are drawn along with it."""

    id: str
    facts: object
    template: str
    context: Callable[[], Mapping[str, Any]]
    within: str = ""


def draw(_id: str, _changes: list[Mapping[str, Any]]) -> str:
    """The parts of the floor that have changed since this process last drew them in this language."""
    return draw_changes(read_floor(at=timezone.now()))


def draw_changes(floor: Floor) -> str:
    """The HTML of what differs from the floor drawn before."""
    before = _sent.get(translation.get_language() or "", {})
    parts = list(parts_of(floor))
    changed = {part.id for part in parts if part.id not in before or before[part.id] != part.facts}
    html = [
        render_to_string(part.template, dict(part.context()))
        for part in parts
        if part.id in changed and part.within not in changed
    ]
    # Remembered only now: a drawing that failed is drawn again.
    _sent[translation.get_language() or ""] = {part.id: part.facts for part in parts}
    return "".join(html)


def forget() -> None:
    """Draw everything next time; for tests."""
    _sent.clear()


def parts_of(floor: Floor) -> Iterator[Part]:
    """All parts of the page, containers before what they contain."""
    whole = _once(lambda: context_of(floor))
    yield Part("floor-queues", tuple(queue.id for queue in floor.queues), "supervision/_queues.html", whole)
    for queue in floor.queues:
        yield Part(f"floor-queue-{queue.id}", queue, "supervision/_queue.html", _with(queue=queue), "floor-queues")
    yield Part(
        "floor-operators",
        tuple(operator.id for operator in floor.operators),
        "supervision/_operators.html",
        _with(operators=floor.operators),
    )
    for operator in floor.operators:
        yield Part(
            f"floor-operator-{operator.id}",
            operator,
            "supervision/_operator.html",
            _with(operator=operator),
            "floor-operators",
        )
    for group in groups_of(floor):
        if group.number is not None:
            yield Part(f"floor-group-{group.key}", group.number, "supervision/_group.html", _with(group=group))
    yield from _summaries(floor, whole)


def _summaries(floor: Floor, whole: Callable[[], Mapping[str, Any]]) -> Iterator[Part]:
    waiting = (floor.waiting, floor.oldest, floor.wait_level, floor.day_counts, floor.target_percent)
    levels = tuple(queue for queue in floor.queues if queue.level == "crit")
    figures = (floor.half_hour_figures, floor.day_figures, floor.day.load, floor.day.deadlines.kept)
    yield Part("floor-summary", waiting, "supervision/_summary.html", whole)
    yield Part("floor-on-shift", (floor.on_shift, len(floor.operators)), "supervision/_on_shift.html", whole)
    yield Part("floor-charts", _chart_facts(floor), "supervision/_charts.html", whole)
    yield Part("floor-figures", figures, "supervision/_figures.html", whole)
    yield Part("floor-signals", (levels, floor.breaches), "supervision/_signals.html", whole)
    yield Part("floor-timeliness", tuple(floor.timeliness), "supervision/_timeliness.html", whole)
    yield Part("floor-decisions", tuple(floor.decisions), "supervision/_decisions.html", whole)


def _chart_facts(floor: Floor) -> object:
    minute: datetime = floor.at.replace(second=0, microsecond=0)
    breaches = tuple(sorted(floor.day.deadlines.breaches.items()))
    return minute, tuple(sorted(floor.day.halves.items())), breaches, floor.target_percent


def _with(**context: Any) -> Callable[[], Mapping[str, Any]]:
    return lambda: context


def _once(make: Callable[[], Mapping[str, Any]]) -> Callable[[], Mapping[str, Any]]:
    """The same answer for every part that asks, worked out when the first does."""
    made: list[Mapping[str, Any]] = []

    def get() -> Mapping[str, Any]:
        if not made:
            made.append(make())
        return made[0]

    return get


register(topics.FLOOR, draw)
