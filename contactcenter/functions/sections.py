"""Sections of the rail that apps bring along; the workstation draws them between its own and those of the functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Section:
    """One place of the rail, for whoever has `permission`; `slug` is the first part of its addresses."""

    slug: str
    label: _StrOrPromise
    icon: str  # a Tabler icon name
    url_name: str
    permission: str
    # (user) -> the number in the badge
    count: Callable[[Any], int] | None = None
    # Where somebody begins who has no contacts of his own.
    is_start: bool = False


class Sections:
    """Filled while apps load, read ever after."""

    def __init__(self) -> None:
        self._sections: dict[str, Section] = {}

    def register(self, section: Section) -> None:
        """Announce a section; its slug is its own."""
        if section.slug in self._sections:
            raise ValueError(f"There is a section “{section.slug}” already.")
        self._sections[section.slug] = section

    def of(self, user: Any) -> list[Section]:
        """Those that this user may enter."""
        return [section for section in self if user.has_perm(section.permission)]

    def start_of(self, user: Any) -> Section | None:
        """Where this user begins, if a section says so."""
        return next((section for section in self.of(user) if section.is_start), None)

    def __iter__(self) -> Iterator[Section]:
        return iter(self._sections.values())


sections = Sections()
