"""The canonical form of a line of the register, and its hash. Pure: what an auditor needs to check the chain himself.

A line is JSON (RFC 8259) in UTF-8: keys sorted by code point, no spaces, characters beyond ASCII as themselves. Its
hash is sha256 over the hash of the line before it (64 hexadecimal digits; zeros before the first), a line feed, and
the line itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

ORIGIN = "0" * 64


def canonical(facts: Mapping[str, Any]) -> str:
    """One spelling for the same facts, byte for byte."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    """Moments in UTC to the microsecond, days as they are; what is lazy (translations) as its text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def digest(facts: Mapping[str, Any]) -> str:
    """sha256 of the canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def link_hash(*, previous: str, body: str) -> str:
    """The hash of a line behind the one whose hash is `previous`; the trigger of migration 0002 counts the same."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
