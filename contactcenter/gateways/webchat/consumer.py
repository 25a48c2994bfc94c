"""The public socket of the chat window: it sees one visitor's conversation and nothing else.

Window -> server: hello (pass, token), say (id, text, name, consent), leave (id, text, name, reach, consent), typing,
shown (up_to, seen), end, slots (zone), call_me (id, phone, moment, zone, text, name, consent), dont_call, ping. The
first frame is the hello; a token never stands in an address.
Server -> window: welcome (token, consent, state, messages), state, messages, said (id, message), left (id), typing,
slots (zone, slots), promised (id), beat, pong, error (code, message, id).

The socket draws nothing from what the bus says: a change is a hint to look again at what this visitor may see
(gateways.queries), so that nothing meant for colleagues can slip through. What has not changed is not sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contactcenter.contacts.models import Direction
from contactcenter.gateways import topics as own_topics
from contactcenter.gateways.operations import chats
from contactcenter.gateways.operations.callbacks import ask_callback, drop_callback, slots_for
from contactcenter.gateways.operations.visitors import Visitor, admit_visitor, record_visitors_present
from contactcenter.gateways.passes import hash_of
from contactcenter.gateways.queries import NEW, TALKING, WAITING, View
from contactcenter.gateways.webchat.looks import Look, look, shown_message
from contactcenter.lib.errors import DomainError, InvalidInput, NotAllowed
from contactcenter.push import topics
from contactcenter.push.socket import FORBIDDEN, HELLO_PATIENCE, TRY_LATER, Socket

log = logging.getLogger(__name__)

HELLO_SECONDS = 10
PLACE_SECONDS = 2.0  # how often a waiting visitor's place is counted again at most
AGAIN_SECONDS = 1.0  # after a look that failed
TYPING_SECONDS = 2.0
DAY_SECONDS = 86_400


class ChatSocket(Socket):
    takes: ClassVar[frozenset[str]] = frozenset(
        {"ping", "hello", "say", "leave", "typing", "shown", "end", "slots", "call_me", "dont_call"}
    )
    rate: ClassVar[tuple[int, float]] = (20, 10.0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visitor: Visitor | None = None
        self.session_id: int | None = None
        self.seen: Look | None = None  # as the window has it
        self.last_id = 0  # the newest message that the window has
        self.followed: set[str] = set()
        self._changed = asyncio.Event()
        self._place_due = False
        self._opens_at = ""
        self._typed_at = -TYPING_SECONDS
        self._tasks: set[asyncio.Task[None]] = set()

    def language_of(self, scope: Mapping[str, Any]) -> str:
        asked = _query(scope).get("lang", [""])[0]
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    async def connect(self) -> None:
        if not self.is_from_here:
            await self.close(FORBIDDEN)
            return
        await self.accept()
        self._start(self._expect_hello())

    async def gone(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self.session_id is not None:
            self.hub.attendance.leave(record_visitors_present, self.session_id)
            # From now on his absence is counted.
            await self.hub.threads.run(record_visitors_present, [self.session_id], timezone.now())

    async def _expect_hello(self) -> None:
        await asyncio.sleep(HELLO_SECONDS)
        if self.visitor is None:
            self.hang_up(FORBIDDEN)

    # From the window

    async def on_hello(self, frame: Mapping[str, Any]) -> None:
        if self.visitor is not None:
            raise InvalidInput(_("This kind of frame is not known here."), code="bad_frame")
        try:
            visitor = await self.hub.threads.run(
                admit_visitor,
                key=_query(self.scope).get("key", [""])[0],
                frame_pass=_text(frame, "pass"),
                token=_text(frame, "token"),
                language=self.language,
                address=(self.scope.get("client") or ("",))[0],
            )
        except NotAllowed as refusal:
            self.refuse(refusal, frame)
            self.hang_up(FORBIDDEN)
            return
        # Followed before the first look: what changes in between is seen again.
        if not await self.hub.proven(patience=HELLO_PATIENCE):
            self.lost()
            self.hang_up(TRY_LATER)
            return
        self.visitor = visitor
        self._start(self._keep_true())
        self._changed.set()

    async def on_say(self, frame: Mapping[str, Any]) -> None:
        visitor, words = self._admitted(), _words(frame)
        message = await self.hub.threads.run(shown_message, chats.say, visitor=visitor, words=words, at=timezone.now())
        self.say("said", id=words.key, message=message)
        self._changed.set()

    async def on_leave(self, frame: Mapping[str, Any]) -> None:
        visitor, words = self._admitted(), _words(frame)
        await self.hub.threads.run(
            chats.leave_message, visitor=visitor, words=words, reach=_text(frame, "reach"), at=timezone.now()
        )
        self.say("left", id=words.key)
        self._changed.set()

    async def on_slots(self, frame: Mapping[str, Any]) -> None:
        zone = _text(frame, "zone")
        slots = await self.hub.threads.run(slots_for, visitor=self._admitted(), zone=zone, as_of=timezone.now())
        self.say("slots", zone=zone, slots=[slot.isoformat() for slot in slots])

    async def on_call_me(self, frame: Mapping[str, Any]) -> None:
        visitor, words = self._admitted(), _words(frame)
        await self.hub.threads.run(
            ask_callback,
            visitor=visitor,
            words=words,
            phone=_text(frame, "phone"),
            moment=_moment(frame),
            zone=_text(frame, "zone"),
            at=timezone.now(),
        )
        self.say("promised", id=words.key)
        self._changed.set()

    async def on_dont_call(self, _frame: Mapping[str, Any]) -> None:
        await self.hub.threads.run(drop_callback, visitor=self._admitted(), at=timezone.now())
        self._changed.set()

    async def on_typing(self, _frame: Mapping[str, Any]) -> None:
        now = asyncio.get_running_loop().time()
        view = self.seen.view if self.seen else View(stage=NEW)
        if view.contact_id is None or view.stage not in (WAITING, TALKING) or now - self._typed_at < TYPING_SECONDS:
            return
        self._typed_at = now
        await self.hub.threads.run(chats.tell_typing, contact_id=view.contact_id)

    async def on_shown(self, frame: Mapping[str, Any]) -> None:
        up_to = frame.get("up_to")
        if not isinstance(up_to, int) or not 0 < up_to < 2**63:
            raise InvalidInput(_("Say up to which message."), code="bad_frame")
        seen = frame.get("seen") is True
        await self.hub.threads.run(
            chats.mark_shown, visitor=self._admitted(), up_to=up_to, seen=seen, at=timezone.now()
        )

    async def on_end(self, _frame: Mapping[str, Any]) -> None:
        await self.hub.threads.run(chats.end_chat, visitor=self._admitted(), at=timezone.now())
        self._changed.set()

    def _admitted(self) -> Visitor:
        if self.visitor is None:
            raise NotAllowed(_("Say hello first."), code="no_hello")
        return self.visitor

    # From the hub

    def follow(self, change: Mapping[str, Any]) -> None:
        """Whatever it is, it only makes this socket look again; a note does not even do that."""
        if change["kind"] == "answering":
            self.say("typing")
        elif change["topic"].startswith("queue:"):
            self._count_place_soon()
        elif change["kind"] != "typing" and change.get("direction") != Direction.NOTE:
            self._changed.set()

    def resync(self) -> None:
        """The bus was away: look again."""
        self._changed.set()

    def _count_place_soon(self) -> None:
        if not self._place_due and self.seen and self.seen.view.stage == WAITING:
            self._place_due = True
            asyncio.get_running_loop().call_later(PLACE_SECONDS, self._count_place)

    def _count_place(self) -> None:
        self._place_due = False
        self._changed.set()

    # Keeping the window true

    async def _keep_true(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                with translation.override(self.language):
                    seen = await self.hub.threads.run(
                        look, visitor=self._admitted(), after=self.last_id, as_of=timezone.now()
                    )
            except Exception:  # the database is away: the window stays as it is, and true again soon
                log.exception("webchat.no_look")
                await asyncio.sleep(AGAIN_SECONDS)
                self._changed.set()
            else:
                self._show_difference(seen)

    def _show_difference(self, seen: Look) -> None:
        before, self.seen = self.seen, seen
        self._attend(seen.session_id)
        self._look_when_open(seen.view.opens_at)
        if self._follow_all(seen):
            self._changed.set()  # it may have changed before it was followed
        self.last_id = max([self.last_id, *(message["id"] for message in seen.view.messages)])
        if before is None:
            self.say(
                "welcome",
                token=self._admitted().token,
                consent=seen.consent,
                state=seen.view.state(),
                messages=seen.view.messages,
            )
            return
        if seen.view.messages:
            self.say("messages", messages=seen.view.messages)
        if (seen.view.state(), seen.consent) != (before.view.state(), before.consent):
            self.say("state", state=seen.view.state(), consent=seen.consent)

    def _look_when_open(self, opens_at: str) -> None:
        """A window that is closed opens by itself."""
        if not opens_at or opens_at == self._opens_at:
            return
        self._opens_at = opens_at
        seconds = (datetime.fromisoformat(opens_at) - timezone.now()).total_seconds()
        if seconds < DAY_SECONDS:
            asyncio.get_running_loop().call_later(max(0.0, seconds) + 1, self._changed.set)

    def _attend(self, session_id: int | None) -> None:
        if session_id is not None and self.session_id is None:
            self.session_id = session_id
            self.hub.attendance.enter(record_visitors_present, session_id)
            self._start(self.hub.threads.run(record_visitors_present, [session_id], timezone.now()))

    def _follow_all(self, seen: Look) -> set[str]:
        names = {own_topics.chat(hash_of(self._admitted().token))}
        if seen.view.contact_id is not None:
            names.add(topics.contact(seen.view.contact_id))
        if seen.view.stage == WAITING and seen.view.queue_id is not None:
            names.add(topics.queue(seen.view.queue_id))
        for name in self.followed - names:
            self.hub.leave(name, self)
        new = names - self.followed
        for name in new:
            self.hub.follow(name, self)
        self.followed = names
        return new

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def refuse(self, refusal: DomainError, frame: Mapping[str, Any]) -> None:
        """What stood in the way (a new text of the consent, closing time) may be new to the window."""
        super().refuse(refusal, frame)
        self._changed.set()


def _words(frame: Mapping[str, Any]) -> chats.Words:
    consent = frame.get("consent")
    return chats.Words(
        key=_text(frame, "id"),
        text=_text(frame, "text"),
        name=_text(frame, "name"),
        consent_text_id=consent if isinstance(consent, int) else None,
    )


def _moment(frame: Mapping[str, Any]) -> datetime | None:
    """None for as soon as possible."""
    given = _text(frame, "moment")
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given[:40])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(_("Choose a moment."), code="bad_moment", field="moment")
    return moment


def _text(frame: Mapping[str, Any], name: str) -> str:
    text = frame.get(name)
    if text is not None and not isinstance(text, str):
        raise InvalidInput(_("“%(name)s” must be a text.") % {"name": name}, code="bad_frame", field=name)
    return text or ""


def _query(scope: Mapping[str, Any]) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"))
