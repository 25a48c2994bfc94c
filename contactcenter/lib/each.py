"""Work on many things of which one may be rotten."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import InterfaceError, OperationalError
from psycopg2.errors import LockNotAvailable  # type: ignore[import-untyped]  # its stubs are not worth a dependency

log = logging.getLogger(__name__)
T = TypeVar("T")


def each(things: Iterable[T], do: Callable[[T], object], *, what: str) -> int:
    """Do it to each; one that fails is logged and the rest are served. Returns how many answered with something true.

    What somebody else keeps locked is left for the next time; a database that is away fails the whole, since the rest
    would fail as well.
    """
    done = 0
    for thing in things:
        try:
            done += bool(do(thing))
        except (OperationalError, InterfaceError) as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            log.warning("%s.locked", what, extra={"thing": str(thing)})
        except Exception:
            log.exception("%s.failed", what, extra={"thing": str(thing)})
    return done
