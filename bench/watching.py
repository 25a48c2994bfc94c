"""Holds every screen against the database, and every promise. Import it only after django.setup()."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import Error

from bench.chats import Chat
from bench.truth import Truth, disagreements, read_truth, undelivered, words_kept
from contactcenter.gateways.passes import hash_of
from contactcenter.push.threads import Threads

if TYPE_CHECKING:
    from bench.shift import Shift

Screen = tuple[str, int]
EVERY_SECONDS = 0.4
PATIENCE_SECONDS = 60.0  # for which a screen that is late is waited for
LIMIT_SECONDS = 5.0  # a screen that is wrong for longer is a defect, not news on its way


@dataclass(frozen=True)
class Books:
    """What became of what people were told."""

    lost: list[str]
    doubled: list[str]
    disagreements: dict[str, int]

    @property
    def are_clean(self) -> bool:
        return not (self.lost or self.doubled or any(self.disagreements.values()))


class Watch:
    """Looks at all screens twice a second. A screen is right when it was so at one look; what moves is right soon."""

    def __init__(self, shift: Shift) -> None:
        self.shift = shift
        self.threads = Threads()
        self.right_at: dict[Screen, float] = {}
        self.wrong: set[Screen] = set()  # for longer than the limit, while nothing was broken
        self.longest = 0.0
        self.looked_at = 0.0
        self._excused = False
        self._excused_until = 0.0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            asked = time.monotonic()
            try:
                truth = await self.threads.run(read_truth, self.shift.ground)
            except Error:  # PostgreSQL is being restarted: it cannot say who is right
                await asyncio.sleep(EVERY_SECONDS)
                continue
            self._look(truth, asked=asked)
            # A look must not become the load: at full size it takes a tenth of a second.
            await asyncio.sleep(max(EVERY_SECONDS, 8 * (time.monotonic() - asked)))

    def excuse(self, broken: bool) -> None:
        """While something is broken screens may be wrong."""
        self._excused = broken
        self._excused_until = time.monotonic()

    async def recovered(self, *, since: float, limit: float = LIMIT_SECONDS) -> tuple[float, set[Screen]]:
        """Seconds until every screen has been right once since then, and which were not so within the limit."""
        late: set[Screen] | None = None
        while time.monotonic() < since + max(PATIENCE_SECONDS, limit):
            await asyncio.sleep(EVERY_SECONDS / 4)
            waiting = {screen for screen, at in self.right_at.items() if at < since}
            if not waiting and self.looked_at >= since:
                return self.looked_at - since, late or set()
            if late is None and time.monotonic() > since + limit:
                late = waiting
        return time.monotonic() - since, late or set()

    async def audit(self, *, patience: float = 15.0) -> Books:
        """Hold every confirmed word against the database, as soon as no answer stands in the outbox."""
        deadline = time.monotonic() + patience
        while True:
            books = await self._books()
            if (books.are_clean and not await self.threads.run(undelivered)) or time.monotonic() > deadline:
                return books
            await asyncio.sleep(0.5)

    async def close(self) -> None:
        """Give the connections to the database back."""
        await self.threads.close()

    async def _books(self) -> Books:
        told = set(self.shift.confirmed)
        kept = await self.threads.run(words_kept, self.shift.ground)
        return Books(
            lost=sorted(text for text in told if not kept[text]),
            doubled=sorted(text for text, number in kept.items() if number > 1),
            disagreements=await self.threads.run(disagreements, self.shift.ground),
        )

    def _look(self, truth: Truth, *, asked: float) -> None:
        now = time.monotonic()
        shown = dict(self._screens(truth))
        for screen, is_right in shown.items():
            if is_right:
                self.right_at[screen] = asked
                continue
            since = max(self.right_at.setdefault(screen, asked), self._excused_until)
            if not self._excused:
                self.longest = max(self.longest, now - since)
                if now - since > LIMIT_SECONDS:
                    self.wrong.add(screen)
        for screen in set(self.right_at) - set(shown):
            del self.right_at[screen]  # the page is closed
        self.looked_at = asked

    def _screens(self, truth: Truth) -> Iterator[tuple[Screen, bool]]:
        for operator in self.shift.operators:
            offer = operator.offer[0] if operator.offer else None
            held = truth.held.get(operator.pk, set())
            is_right = operator.contacts.keys() == held and offer == truth.offers.get(operator.pk)
            yield ("desk", operator.pk), is_right
            yield ("queue", operator.pk), operator.waiting == truth.waiting
        for chat in list(self.shift.chats.values()):
            if chat.visitor.token:
                yield ("window", chat.number), _is_right(chat, truth)


def _is_right(chat: Chat, truth: Truth) -> bool:
    window = chat.visitor
    known = truth.windows.get(hash_of(window.token))
    if known is None:  # nothing said yet, or over
        return window.stage not in ("waiting", "talking")
    return (window.stage, max(window.messages, default=0), len(window.messages)) == known
