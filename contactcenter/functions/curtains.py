"""Who must not see what: an app says of which cases and contacts somebody is to know nothing, whatever he may see else.

`visible_to` of the core asks here, so that a complaint about an employee is hidden from him behind every door at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from django.db.models import QuerySet

Rows = TypeVar("Rows", bound="QuerySet[Any]")

# (rows, user) -> the rows without those that he must not see; a condition of the query, no query of its own
Curtain = Callable[[Any, Any], Any]


class Curtains:
    """Filled while apps load, read ever after."""

    def __init__(self) -> None:
        self._cases: list[Curtain] = []
        self._contacts: list[Curtain] = []
        self._strangers: list[Callable[[int], Iterable[int]]] = []

    def register(self, *, cases: Curtain, contacts: Curtain, kept_from: Callable[[int], Iterable[int]]) -> None:
        """Announce what is hidden; `kept_from` (case id) names the users who must not hear of a case either."""
        self._cases.append(cases)
        self._contacts.append(contacts)
        self._strangers.append(kept_from)

    def over_cases(self, rows: Rows, user: Any) -> Rows:
        """The cases that nothing hides from this user."""
        for curtain in self._cases:
            rows = curtain(rows, user)
        return rows

    def over_contacts(self, rows: Rows, user: Any) -> Rows:
        """The contacts that nothing hides from this user."""
        for curtain in self._contacts:
            rows = curtain(rows, user)
        return rows

    def kept_from(self, case_id: int) -> frozenset[int]:
        """Who must not be told of this case."""
        return frozenset(user for strangers in self._strangers for user in strangers(case_id))


curtains = Curtains()
