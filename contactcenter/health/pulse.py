"""A process that works leaves a key in Redis, and Redis itself forgets it when the process falls silent."""

from typing import Any

from celery.signals import after_task_publish, beat_init
from django.core.cache import cache

LATELY_SECONDS = 15
WORKER = "worker"
SWEEPER = "sweeper"
BEAT = "beat"


def leave_pulse(*, part: str) -> None:
    cache.set(_key(part), 1, timeout=LATELY_SECONDS)


def has_pulse(*, part: str) -> bool:
    return cache.get(_key(part)) is not None


def forget_pulses() -> None:
    """What an earlier start of the site left says nothing of this one."""
    cache.delete_many([_key(part) for part in (WORKER, SWEEPER, BEAT)])


def _key(part: str) -> str:
    return f"pulse-{part}"


@beat_init.connect
def watch_beat(**_: Any) -> None:
    """Only inside beat does each task that reaches the broker count as beat's own pulse."""
    after_task_publish.connect(_beat_published)


def _beat_published(**_: Any) -> None:
    leave_pulse(part=BEAT)
