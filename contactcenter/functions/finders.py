"""Where the search box of the top bar looks besides clients, cases and labour functions; apps announce theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contactcenter.functions.registry import SearchHit

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Finder:
    """One place to look; `search` takes text=, user=, limit= and keeps to what the user may see."""

    slug: str
    label: _StrOrPromise
    icon: str  # a Tabler icon name
    search: Callable[..., Sequence[SearchHit]]


class Finders:
    """Filled while apps load, read ever after."""

    def __init__(self) -> None:
        self._finders: dict[str, Finder] = {}

    def register(self, finder: Finder) -> None:
        """Announce a place; its slug is its own."""
        if finder.slug in self._finders:
            raise ValueError(f"There is a finder “{finder.slug}” already.")
        self._finders[finder.slug] = finder

    def __iter__(self) -> Iterator[Finder]:
        return iter(self._finders.values())


finders = Finders()
