"""Statements that take longer to plan than to run: each connection plans them once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A statement with named places, `%(name)s`, whose types are told beforehand.

    It lives in the session of the server, so a pooler between us and PostgreSQL must keep a session for a connection.
    """

    def __init__(self, name: str, sql: str, **types: str) -> None:
        self.sql = sql  # as it is written, for looking at its plan
        self._name = name
        self._names = list(types)
        places = {known: f"${number}" for number, known in enumerate(types, start=1)}
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {sql % places}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({known})s' for known in types)})"

    def execute(self, cursor: CursorWrapper, given: Mapping[str, Any]) -> None:
        """Run it on this cursor; all that was named must be given."""
        known = _prepared.setdefault(connection.connection, set())
        if self._name not in known:
            cursor.execute(self._prepare)
            known.add(self._name)
        cursor.execute(self._execute, {name: given[name] for name in self._names})
