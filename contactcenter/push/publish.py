"""Tell the live screens what changed: only from operations, only after commit.

Push is a hint and HTTP is the truth, so a bus that is down never fails an operation: the screens notice by the
missing heartbeat and load whole state again.
"""

from __future__ import annotations

import logging
from typing import Any

import redis

from contactcenter.lib.commits import after_commit
from contactcenter.push import bus

log = logging.getLogger(__name__)


def change(topic: str, *, kind: str = "changed", **facts: Any) -> dict[str, Any]:
    """One change as `publish_all` takes it; `facts` must be plain values."""
    return {"type": "push", "topic": topic, "kind": kind, **facts}


def publish(topic: str, *, kind: str = "changed", **facts: Any) -> None:
    """After commit, let everyone who watches `topic` (see topics.py) know; `facts` must be plain values."""
    publish_all(change(topic, kind=kind, **facts))


def publish_all(*changes: dict[str, Any]) -> None:
    """The same for what changes together, in one round trip."""
    after_commit(_send, *changes)


def hint(topic: str, *, kind: str, **facts: Any) -> None:
    """Pass on something that is never stored (somebody is typing): now, whatever the transaction does."""
    _send(change(topic, kind=kind, **facts))


def _send(*changes: dict[str, Any]) -> None:
    try:
        bus.send(*changes)
    except redis.RedisError as error:
        log.warning("push.lost", extra={"topics": [change["topic"] for change in changes], "error": str(error)})
