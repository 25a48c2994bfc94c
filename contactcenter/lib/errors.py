"""What the domain refuses, told in sentences that a person or a program can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class DomainError(Exception):
    """A refusal. `code` is stable and for programs, `message` is translated and for people."""

    code = "refused"

    def __init__(self, message: _StrOrPromise, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """Something given cannot be taken; `field` names it."""

    code = "invalid"


class NotAllowed(DomainError):
    """This person may not do this."""

    code = "not_allowed"


class Conflict(DomainError):
    """The thing has changed meanwhile: what was asked is no longer possible."""

    code = "conflict"


class IllegalTransition(Conflict):
    """The state table does not know this verb in this state. `words` are what people call states and verbs."""

    code = "illegal_transition"

    def __init__(
        self, *, state: str, verb: str, allowed: Iterable[str], words: Mapping[str, _StrOrPromise] | None = None
    ) -> None:
        self.state = state
        self.verb = verb
        self.allowed = sorted(allowed)
        named = words or {}
        super().__init__(
            _("“%(verb)s” is not possible in the state “%(state)s”. Possible: %(allowed)s.")
            % {
                "verb": named.get(verb, verb),
                "state": named.get(state, state),
                "allowed": ", ".join(str(named.get(word, word)) for word in self.allowed) or "—",
            }
        )
