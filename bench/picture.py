"""The measurements that have a target, as a picture: bars against a line, written as SVG by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

WIDTH, ROW, TOP, LEFT, RIGHT = 920, 44, 96, 400, 790
GOOD, BAD, INK, QUIET, LINE, GROUND = "#0f766e", "#b42318", "#1b1b1a", "#5f5e59", "#c9c7bf", "#ffffff"


@dataclass(frozen=True)
class Target:
    """One figure of one measurement, by the beginning of its label, and what it must not miss."""

    name: str
    label: str
    title: str
    limit: float
    at_most: bool = True

    def is_met(self, value: float) -> bool:
        """Whether the figure is on the right side of the limit."""
        return value <= self.limit if self.at_most else value >= self.limit


TARGETS = (
    Target("arrival", "ratio", "arrival + offer against bare psycopg2, times", 3),
    Target("size", "arrival + offer, big against small", "the same, 500,000 waiting against 1,000, times", 1.5),
    Target("throughput", "contacts/s", "contacts a second from arrival to the end", 100, at_most=False),
    Target("live", "the same, p99", "committed → offer in the socket, p99, ms", 300),
    Target("live", "idle floor, % of one core", "idle floor with 1,500 operators, % of one core", 5),
)


def draw(results: Mapping[str, Any]) -> str:
    """SVG of all targets; what was not measured is said so."""
    height = TOP + ROW * len(TARGETS) + 40
    machine = next((str(result["machine"]) for result in results.values()), "")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="14">',
        f'<rect width="{WIDTH}" height="{height}" fill="{GROUND}"/>',
        _text(24, 38, "Measured against targets", size=20, weight=600),
        _text(24, 62, machine, fill=QUIET),
    ]
    for number, target in enumerate(TARGETS):
        parts += _row(target, _figure(results, target), y=TOP + ROW * number)
    parts.append(
        _text(24, height - 18, "The line is the target; a longer bar is not always better.", fill=QUIET, size=12)
    )
    return "\n".join([*parts, "</svg>\n"])


def _figure(results: Mapping[str, Any], target: Target) -> float | None:
    figures = results.get(target.name, {}).get("figures", {})
    found = (value for label, value in figures.items() if label.startswith(target.label))
    value = next(found, None)
    return None if value is None else float(value)


def _row(target: Target, value: float | None, *, y: int) -> list[str]:
    middle = y + ROW / 2 + 5
    parts = [_text(24, middle, target.title)]
    if value is None:
        return [*parts, _text(LEFT, middle, "not measured", fill=QUIET)]
    # The target stands at two thirds of the width; what goes beyond the width is cut and its number tells.
    scale = (RIGHT - LEFT) * 2 / 3 / target.limit
    width = max(2.0, min(value * scale, RIGHT - LEFT))
    line = LEFT + target.limit * scale
    sign = "≤" if target.at_most else "≥"
    color = GOOD if target.is_met(value) else BAD
    return [
        *parts,
        f'<rect x="{LEFT}" y="{y + 10}" width="{RIGHT - LEFT}" height="{ROW - 20}" rx="3" fill="#f2f1ec"/>',
        f'<rect x="{LEFT}" y="{y + 10}" width="{width:.1f}" height="{ROW - 20}" rx="3" fill="{color}"/>',
        f'<path d="M{line:.1f} {y + 4}v{ROW - 8}" stroke="{INK}" stroke-width="2"/>',
        _text(RIGHT + 12, middle, f"{value:g}", weight=600, fill=color),
        _text(RIGHT + 72, middle, f"{sign} {target.limit:g}", fill=QUIET),
    ]


def _text(x: float, y: float, text: str, *, size: int = 14, weight: int = 400, fill: str = INK) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{fill}">{escape(text)}</text>'
