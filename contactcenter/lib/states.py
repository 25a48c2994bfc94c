"""A life as a table of data: (state, verb) -> state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contactcenter.lib.errors import IllegalTransition

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class StateTable:
    """The states of one kind of thing and the verbs that lead from one to the next."""

    initial: str
    moves: Mapping[tuple[str, str], str]
    labels: Mapping[str, _StrOrPromise]
    final: frozenset[str]
    verbs: Mapping[str, _StrOrPromise] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {self.initial, *self.final, *self.moves.values(), *(state for state, _verb in self.moves)}
        if unknown := named - set(self.labels):
            raise ValueError(f"States without a label: {sorted(unknown)}")

    def next(self, state: str, verb: str) -> str:
        """The state after `verb`; raises IllegalTransition with the verbs that were possible."""
        try:
            return self.moves[state, verb]
        except KeyError:
            words = {**self.labels, **self.verbs}
            raise IllegalTransition(state=state, verb=verb, allowed=self.allowed(state), words=words) from None

    def allowed(self, state: str) -> list[str]:
        """The verbs possible in `state`, in the order of the table."""
        return [verb for source, verb in self.moves if source == state]

    def choices(self) -> list[tuple[str, _StrOrPromise]]:
        """States with labels, for a model field."""
        return list(self.labels.items())
