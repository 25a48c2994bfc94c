"""What changes on the floor without anybody doing anything: half hours end, waits become long."""

from __future__ import annotations

from contactcenter.push import topics
from contactcenter.push.publish import hint


def refresh_floor() -> None:
    """Let every process that shows the floor look at it again; only what differs is sent."""
    hint(topics.FLOOR, kind="tick")
