"""What apps know already of the wrap-up of a conversation: answers that were given beside it.

A prefill takes contact= and function=, a slug, and returns values by the names of fields. `summary` and `disposition`
belong to the wrap-up itself, the latter as a code; everything else belongs to the function's part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

prefills: list[Callable[..., Mapping[str, Any]]] = []


def known_of_wrapup(*, contact: Any, function: str) -> dict[str, Any]:
    """Everything that any app knows; the later ones win."""
    known: dict[str, Any] = {}
    for prefill in prefills:
        known.update(prefill(contact=contact, function=function))
    return known
