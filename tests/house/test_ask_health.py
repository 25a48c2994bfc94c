"""/healthz and /readyz against the real processes."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stack import Stack

PARTS = ["database", "redis", "channel_layer", "worker", "sweeper", "beat"]


def readiness(stack: Stack) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"{stack.url}/readyz") as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as refusal:
        return dict(json.load(refusal))


def states_of(stack: Stack) -> Iterator[dict[str, Any]]:
    """The parts, asked again and again."""
    for _attempt in range(200):
        yield readiness(stack)["parts"]
        time.sleep(0.1)


def test_ready_site_names_every_part(stack: Stack) -> None:
    stack.wait_until(200, path="/readyz")

    answer = readiness(stack)

    assert answer["status"] == "ready"
    assert answer["parts"] == {part: {"ok": True, "reason": "answers"} for part in PARTS}


@pytest.mark.parametrize("silent", ["worker", "beat"])
def test_silent_part_makes_the_site_not_ready_and_is_named(stack: Stack, silent: str) -> None:
    stack.wait_until(200, path="/readyz")
    stack.kill(silent)
    try:
        stack.wait_until(503, path="/readyz")
        # Without beat nobody asks the workers for a pulse, so theirs may be missed a moment earlier.
        parts = next(parts for parts in states_of(stack) if not parts[silent]["ok"])
        assert parts[silent] == {"ok": False, "reason": "silent for 15 s"}
        assert parts["database"]["ok"]
        assert stack.status_of("/healthz") == 200
    finally:
        stack.start_worker() if silent == "worker" else stack.start_beat()
    stack.wait_until(200, path="/readyz")


def test_site_without_redis_lives_but_is_not_ready_and_recovers(stack: Stack) -> None:
    stack.redis.kill()
    try:
        assert stack.status_of("/healthz") == 200
        parts = readiness(stack)["parts"]
        assert not parts["redis"]["ok"]
        assert not parts["channel_layer"]["ok"]
        assert parts["database"]["ok"]
        assert stack.redis.password not in json.dumps(parts)
    finally:
        stack.restart_redis()
    stack.wait_until(200, path="/readyz")
