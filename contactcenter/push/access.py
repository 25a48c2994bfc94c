"""Who may watch the topics that apps bring along: an app registers a door here, sockets ask it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# (user, what stands behind the colon, or "") -> whether he may. Called in a thread, so it may ask the database.
Door = Callable[[Any, str], bool]

doors: dict[str, Door] = {}


def register_door(prefix: str, door: Door) -> None:
    """Let `door` decide about every topic `prefix:…` (or the topic `prefix` itself)."""
    doors[prefix] = door
