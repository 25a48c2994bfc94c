"""A script drawn: steps in columns by how far they are from the start, arrows between them, as SVG without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from knowledge.scripts import text_in, ways_of

WIDTH, HEIGHT, GAP_X, GAP_Y = 190, 52, 60, 18


def drawn(body: Mapping[str, Any]) -> SafeString:
    """The picture of a script without faults."""
    steps: Mapping[str, Any] = body["steps"]
    places = _places(body["start"], steps)
    width = (max(column for column, _row in places.values()) + 1) * (WIDTH + GAP_X)
    height = (max(row for _column, row in places.values()) + 1) * (HEIGHT + GAP_Y)
    arrows = format_html_join(
        "",
        '<path class="script-arrow" d="M{} {} C{} {} {} {} {} {}" marker-end="url(#script-tip)"/>',
        (_curve(places[key], places[way]) for key, step in steps.items() for way in ways_of(step)),
    )
    boxes = format_html_join(
        "",
        '<g class="script-step script-{}"><rect x="{}" y="{}" width="{}" height="{}" rx="6"/>'
        '<text x="{}" y="{}" class="script-key">{}</text><text x="{}" y="{}">{}</text></g>',
        (_box(key, step, places[key]) for key, step in steps.items()),
    )
    return format_html(
        '<svg class="script-graph" viewBox="-4 -4 {} {}" width="{}" role="img"><defs><marker id="script-tip" '
        'viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z"/></marker></defs>{}{}</svg>',
        width,
        height + 8,
        width,
        arrows,
        boxes,
    )


def _places(start: str, steps: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Column by distance from the start, row by order of arrival."""
    columns, waiting = {start: 0}, [start]
    while waiting:
        key = waiting.pop(0)
        for way in ways_of(steps[key]):
            if way not in columns:
                columns[way] = columns[key] + 1
                waiting.append(way)
    rows: dict[int, int] = {}
    places = {}
    for key, column in columns.items():
        places[key] = (column, rows.get(column, 0))
        rows[column] = rows.get(column, 0) + 1
    return places


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    return place[0] * (WIDTH + GAP_X), place[1] * (HEIGHT + GAP_Y)


def _curve(source: tuple[int, int], target: tuple[int, int]) -> tuple[int, ...]:
    x, y = _corner(source)
    to_x, to_y = _corner(target)
    middle = HEIGHT // 2
    if target[0] > source[0]:
        half = (x + WIDTH + to_x) // 2
        return (x + WIDTH, y + middle, half, y + middle, half, to_y + middle, to_x, to_y + middle)
    # Back to an earlier step: around below.
    low = max(y, to_y) + HEIGHT + GAP_Y // 2
    return (x + WIDTH // 2, y + HEIGHT, x + WIDTH // 2, low, to_x + WIDTH // 2, low, to_x + WIDTH // 2, to_y + HEIGHT)


def _box(key: str, step: Mapping[str, Any], place: tuple[int, int]) -> tuple[Any, ...]:
    x, y = _corner(place)
    words = text_in(step.get("text"), "ru") or step.get("search") or step.get("value") or ""
    short = str(words) if len(str(words)) <= 26 else f"{str(words)[:25]}…"
    kind = step["kind"] + (" script-must" if step.get("must") else "")
    return (kind, x, y, WIDTH, HEIGHT, x + 10, y + 20, f"{key}: {step['kind']}", x + 10, y + 39, short)
