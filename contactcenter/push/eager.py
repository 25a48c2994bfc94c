"""Begin a coroutine at once, without a task: most sends are done when their first step is.

With 1,500 sockets the waking of 1,500 tasks costs as much as what they write. What cannot be finished in one step, as
the network takes no more, is handed to whoever can wait.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator
from typing import Any


class Unfinished(Awaitable[None]):
    """A coroutine that has begun and waits for something; await it, in a task, to let it end."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], awaited: Any) -> None:
        self._coroutine = coroutine
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, None]:
        awaited = self._awaited
        while True:
            answer, error = None, None
            try:
                answer = yield awaited
            except BaseException as caught:  # a cancellation belongs to the coroutine as well
                error = caught
            try:
                awaited = self._coroutine.throw(error) if error else self._coroutine.send(answer)
            except StopIteration:
                return


def begin(coroutine: Coroutine[Any, Any, None]) -> Unfinished | None:
    """None when it is done already; raises what it raises."""
    try:
        awaited = coroutine.send(None)
    except StopIteration:
        return None
    return Unfinished(coroutine, awaited)
