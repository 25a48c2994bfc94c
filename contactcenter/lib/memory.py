"""What changes once a year and is asked a hundred times a second: each process remembers it for a short while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

K = TypeVar("K")

_all: list[ShortMemory | KeyedMemory] = []  # type: ignore[type-arg]  # of whatever


class ShortMemory(Generic[T]):
    """Call it for what `load` said at most `seconds` ago."""

    def __init__(self, load: Callable[[], T], *, seconds: float) -> None:
        self._load = load
        self._seconds = seconds
        self._kept: tuple[float, T] | None = None
        _all.append(self)

    def __call__(self) -> T:
        kept = self._kept
        if kept is None or kept[0] < time.monotonic():
            kept = self._kept = (time.monotonic() + self._seconds, self._load())
        return kept[1]

    def forget(self) -> None:
        """Ask anew the next time."""
        self._kept = None


class KeyedMemory(Generic[K, T]):
    """The same for many things: `load(key)`, asked again after `seconds`; at most `size` are remembered."""

    def __init__(self, load: Callable[[K], T], *, seconds: float, size: int = 4096) -> None:
        self._load = load
        self._seconds = seconds
        self._size = size
        self._kept: dict[K, tuple[float, T]] = {}
        _all.append(self)

    def __call__(self, key: K) -> T:
        kept = self._kept.get(key)
        if kept is None or kept[0] < time.monotonic():
            if len(self._kept) >= self._size:
                self._kept.clear()
            kept = self._kept[key] = (time.monotonic() + self._seconds, self._load(key))
        return kept[1]

    def forget(self) -> None:
        """Ask anew the next time."""
        self._kept.clear()


def forget_everything() -> None:
    """For tests, between which the database changes behind our back."""
    for memory in _all:
        memory.forget()
