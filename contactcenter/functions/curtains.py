"""Who must not see what: an app says of which cases and contacts somebody is to know nothing, whatever he may see else.

`visible_to` of the core asks here, so that a complaint about an employee is hidden from him behind every door at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from django.db.models import QuerySet

Rows = TypeVar("Rows", bound="QuerySet[Any]")


@dataclass(frozen=True)
class Curtain:
    """What an app hides. The first three narrow rows by a condition and cost no query of their own."""

    # (rows, user, path): rows whose case, at `path`, is not hidden from the user
    cases: Callable[[Any, Any, str], Any]
    # (rows, user): contacts that are not hidden from the user
    contacts: Callable[[Any, Any], Any]
    # (rows, path): without cases that are hidden from somebody who watches the floor, for screens drawn once for all
    shared: Callable[[Any, str], Any]
    # (case ids): for each case that is hidden from somebody, from whom
    kept_from: Callable[[Iterable[int]], Mapping[int, frozenset[int]]]


class Curtains:
    """Filled while apps load, read ever after."""

    def __init__(self) -> None:
        self._all: list[Curtain] = []

    def register(self, curtain: Curtain) -> None:
        """Announce what is hidden."""
        self._all.append(curtain)

    def over_cases(self, rows: Rows, user: Any, *, path: str = "pk") -> Rows:
        """The rows whose case nothing hides from this user; `path` leads to the id of the case."""
        for curtain in self._all:
            rows = curtain.cases(rows, user, path)
        return rows

    def over_contacts(self, rows: Rows, user: Any) -> Rows:
        """The contacts that nothing hides from this user."""
        for curtain in self._all:
            rows = curtain.contacts(rows, user)
        return rows

    def over_shared(self, rows: Rows, *, path: str = "pk") -> Rows:
        """The rows that everybody who watches the floor may see."""
        for curtain in self._all:
            rows = curtain.shared(rows, path)
        return rows

    def kept_from(self, case_ids: Iterable[int]) -> Mapping[int, frozenset[int]]:
        """Who must not be told of these cases; cases without such people are left out."""
        found: dict[int, frozenset[int]] = {}
        ids = list(case_ids)
        for curtain in self._all:
            for case_id, people in curtain.kept_from(ids).items():
                found[case_id] = found.get(case_id, frozenset()) | people
        return found


curtains = Curtains()
