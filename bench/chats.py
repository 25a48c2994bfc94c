"""One chat from the client's first word to the operator's wrap-up, done as people do it: by what the screens show."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING

from bench.actors import Operator, Visitor

if TYPE_CHECKING:
    from bench.shift import Shift

PATIENCE = 180.0  # seconds within which a step must come about, faults included


class Chat:
    """`taken` is set when an operator has it on his screen, `ending` when it is to end."""

    def __init__(self, shift: Shift, *, number: int) -> None:
        self.shift = shift
        self.number = number
        self.visitor = Visitor(shift.places, widget_key=shift.ground.widget_key, frame_pass=shift.ground.frame_pass)
        self.contact: int | None = None
        self.holder: Operator | None = None
        self.taken = asyncio.Event()
        self.ending = asyncio.Event()
        self.is_established = False  # every answer has come
        self.began_at = time.monotonic()

    async def live_through(self) -> None:
        """All of it; what does not come about in time is an error of the run."""
        keeping = asyncio.get_running_loop().create_task(self.visitor.keep())
        step = ""
        try:
            for step, work in self._steps():
                async with asyncio.timeout(None if step == "talk" else PATIENCE):
                    await work
            self.shift.ended += 1
        except TimeoutError:
            self.shift.errors.append(f"chat {self.number}: “{step}” did not come about in {PATIENCE:.0f} s")
        finally:
            self.visitor.leave()
            keeping.cancel()
            self.shift.forget(self)

    def _steps(self) -> Iterator[tuple[str, Awaitable[object]]]:
        name = f"shift-{self.number}"
        yield "be taken", self._begin(f"{name} не работает интернет")
        for turn in range(self.shift.size.replies):
            if turn:
                yield "ask", self._ask(f"{name} вопрос {turn}")
            yield "be answered", self._answer(f"{name} ответ {turn}")
        self.is_established = True
        self.shift.established.append(self)
        yield "talk", self.ending.wait()
        yield "finish", self._finish()
        form = f"disposition={self.shift.ground.disposition_id}&summary={name}&function=inquiries&next_state=ready"
        yield "wrap up", self._wrap_up(form)
        yield "see the end", self.visitor.until(lambda: self.has_ended)

    @property
    def is_quiet(self) -> bool:
        """All has been said, and it is not ending."""
        return self.is_established and not self.ending.is_set()

    @property
    def has_ended(self) -> bool:
        """On the client's screen."""
        return self.visitor.stage not in ("new", "waiting", "talking")

    async def _begin(self, text: str) -> None:
        async with self.shift.room:
            await self.visitor.greeted.wait()
            self.began_at = time.monotonic()
            await self._ask(text)
            await self.taken.wait()

    async def _ask(self, text: str) -> None:
        await self.visitor.say(text)
        self.shift.confirmed.add(text)

    async def _answer(self, text: str) -> None:
        """Until the client has it. What may have been sent is looked for before it is sent again."""
        body, is_first = f"text={text.replace(' ', '+')}", True
        while is_first or not await self._is_said(text):
            is_first = False
            began = time.monotonic()
            if await self._tried("messages/", body):
                break
            await asyncio.sleep(random.uniform(0.5, 1.5))
        self.shift.confirmed.add(text)
        await self.visitor.until(lambda: text in self.visitor.messages.values())
        self.shift.answer_waits.append(time.monotonic() - began)

    async def _is_said(self, text: str) -> bool:
        while True:
            with contextlib.suppress(OSError, TimeoutError):
                if self.holder and (page := await self.holder.get(f"/contacts/{self.contact}/")).is_good:
                    return text in page.text
            await asyncio.sleep(random.uniform(0.5, 1.5))

    async def _finish(self) -> None:
        while not await self._tried("finish/") and not self._row_says(in_wrapup=True):  # noqa: ASYNC110 - it tries
            await asyncio.sleep(random.uniform(0.5, 1.5))

    async def _wrap_up(self, form: str) -> None:
        while not await self._tried("wrapup/", form):
            await asyncio.sleep(random.uniform(0.5, 1.5))
            if self._row_says(in_wrapup=False):
                await self._tried("finish/")
            if self.has_ended and not (self.holder and self.contact in self.holder.contacts):
                return

    def _row_says(self, *, in_wrapup: bool) -> bool:
        row = self.holder.contacts.get(self.contact or 0) if self.holder else None
        return row is not None and row.in_wrapup == in_wrapup

    async def _tried(self, path: str, body: str = "") -> bool:
        if self.holder is None or self.contact not in self.holder.contacts:
            return False  # on its way to another operator
        return await self.shift.tried(self.holder, f"/contacts/{self.contact}/{path}", body)
