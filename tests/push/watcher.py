"""A watcher that writes down what it is told, and waits for what it expects."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

PATIENCE_SECONDS = 15


class Notes:
    def __init__(self, language: str = "ru") -> None:
        self.language = language
        self.frames: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.changes: list[Mapping[str, Any]] = []
        self.events: list[str] = []

    def show(self, frame: str) -> None:
        self.texts.append(frame)
        self.frames.append(json.loads(frame))

    def follow(self, change: Mapping[str, Any]) -> None:
        self.changes.append(change)

    def lost(self) -> None:
        self.events.append("lost")

    def resync(self) -> None:
        self.events.append("resync")

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["t"] == kind]


async def until(holds: Callable[[], Any]) -> None:
    """Returns when `holds()` is true; fails after a time that no test should need."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds():  # noqa: ASYNC110  # the condition is anybody's, it has no event
            await asyncio.sleep(0.01)
