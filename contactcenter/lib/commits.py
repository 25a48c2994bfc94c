"""What follows a commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction


def after_commit(do: Callable[..., object], *things: Any, **given: Any) -> None:
    """Do it once the transaction is committed; if it fails, that is logged and nothing else fails.

    Django names what failed by its `__qualname__`, and for want of one (a `functools.partial`) fails itself.
    """

    def follow() -> None:
        do(*things, **given)

    follow.__qualname__ = getattr(do, "__qualname__", repr(do))
    transaction.on_commit(follow, robust=True)
