"""Who draws a topic: screens register here, the hub asks here, and neither imports the other.

A fragment is drawn once per process, tick and language, and the same bytes go to everyone who watches the topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation

# (id behind the colon, or "", and the facts of the changes since the last tick) -> HTML with ids
Draw = Callable[[str, list[Mapping[str, Any]]], str]

_draw: dict[str, Draw] = {}
# The indentation of templates: a third of a frame that goes to everybody. Words of people have no bare tags.
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")


def register(prefix: str, draw: Draw) -> None:
    """Let `draw` render every topic `prefix:…` (or the topic `prefix` itself)."""
    _draw[prefix] = draw


def render(topic: str, *, changes: list[Mapping[str, Any]], language: str) -> str:
    """The HTML of a topic in one language; empty where nobody draws it."""
    prefix, _colon, rest = topic.partition(":")
    draw = _draw.get(prefix)
    if draw is None:
        return ""
    with translation.override(language):
        return _BETWEEN_TAGS.sub("> <", draw(rest, changes))
