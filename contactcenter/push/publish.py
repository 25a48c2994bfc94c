"""Tell the live screens what changed: only from operations, only after commit.

Push is a hint and HTTP is the truth, so a bus that is down never fails an operation: the screens notice by the
missing heartbeat and load whole state again.
"""

from __future__ import annotations

import functools
import logging
from typing import Any

import redis
from django.db import transaction

from contactcenter.push import bus

log = logging.getLogger(__name__)


def publish(topic: str, *, kind: str = "changed", **facts: Any) -> None:
    """After commit, let everyone who watches `topic` (see topics.py) know; `facts` must be plain values."""
    message = {"type": "push", "topic": topic, "kind": kind, **facts}
    transaction.on_commit(functools.partial(_send, message), robust=True)


def hint(topic: str, *, kind: str, **facts: Any) -> None:
    """Pass on something that is never stored (somebody is typing): now, whatever the transaction does."""
    _send({"type": "push", "topic": topic, "kind": kind, **facts})


def _send(message: dict[str, Any]) -> None:
    try:
        bus.send(message)
    except redis.RedisError as error:
        log.warning("push.lost", extra={"topic": message["topic"], "error": str(error)})
