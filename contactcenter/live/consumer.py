"""The socket of the workstation: pushes what changed to one browser tab of one user.

Server -> browser: hello (at), html (topic, seq, html), typing (topic: the client writes), answering (topic, name: an
operator writes to the client), noting (topic, user, name: a colleague writes a note), viewing (topic, step, screen,
user, name: who has a contact open), beat (at), pong, resync, error (code, message).
Browser -> server: ping, watch (topics), unwatch (topics), typing (contact), noting (contact), here.
After each hello and each resync the page loads whole state by HTTP; frames only tell what changed since.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.core.handlers.asgi import ASGIRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contactcenter.contacts.models import Contact, Participant, ParticipantRole
from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.live.access import fingerprint, topics_of, watchable, who_is_signed_in
from contactcenter.push import topics
from contactcenter.push.publish import hint
from contactcenter.push.socket import FORBIDDEN, HELLO_PATIENCE, SIGNED_OUT, TRY_LATER, Socket
from contactcenter.staff.models import User
from contactcenter.staff.operations.presence import record_signs_of_life
from contactcenter.staff.operations.sessions import SIGNED_OUT_KIND

_DESK = topics.desk("")
WATCH_LIMIT = 50  # topics besides one's own: more than any screen shows


def record_alive(operator_ids: Collection[int], at: datetime) -> None:
    """These operators' screens are connected."""
    record_signs_of_life(operator_ids=operator_ids, at=at)


class OperatorSocket(Socket):
    takes: ClassVar[frozenset[str]] = frozenset({"ping", "watch", "unwatch", "typing", "noting", "here"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user: User | None = None
        self.session = ""
        self.screen = uuid.uuid4().hex[:16]  # so that two tabs of one person are two screens
        self.own: set[str] = set()
        self.watched: set[str] = set()

    def language_of(self, scope: Mapping[str, Any]) -> str:
        self.request = ASGIRequest({**scope, "method": "GET"}, io.BytesIO())
        return translation.get_language_from_request(self.request)

    async def connect(self) -> None:
        if not self.is_from_here:
            await self.close(FORBIDDEN)
            return
        # Accepted before refused: a browser learns the close code only of a socket that was open.
        await self.accept()
        user = await self.hub.threads.run(who_is_signed_in, self.request)
        if user is None:
            self.refuse_stranger()
            return
        self.user, self.session = user, fingerprint(self.request.session.session_key)
        self.hub.follow(topics.operator(user.pk), self)
        self.hub.attendance.enter(record_alive, user.pk)
        await self.hub.threads.run(record_alive, [user.pk], timezone.now())
        await self._watch_own()
        if await self.hub.proven(patience=HELLO_PATIENCE):
            self.say("hello", at=timezone.now().isoformat(), operator=user.pk)
        else:
            self.lost()
            self.hang_up(TRY_LATER)

    def refuse_stranger(self) -> None:
        """Tell the page that its user has to sign in, and close."""
        with translation.override(self.language):
            self.fail("signed_out", _("You are signed out. Sign in again."))
        self.hang_up(SIGNED_OUT)

    async def gone(self) -> None:
        if self.user is not None:
            self.hub.attendance.leave(record_alive, self.user.pk)
            for name in filter(_is_desk, self.watched):
                await self._announce(name, "gone")

    def resync(self) -> None:
        """Renew what is watched, then let the page load whole state."""
        self.hub.start(self._resync())

    def follow(self, change: Mapping[str, Any]) -> None:
        """Signed out in another tab means signed out in all tabs of that session, by a supervisor in all sessions; who
        comes to a contact is greeted.
        """
        kind = change["kind"]
        if kind == SIGNED_OUT_KIND and change["session"] in (self.session, None):
            self.refuse_stranger()
        elif kind == "parted":
            self.hub.start(self._look_again(int(change["contact"])))
        elif kind == "viewing" and change["step"] == "enter" and change["screen"] != self.screen:
            self.hub.start(self._announce(change["topic"], "here"))

    async def _look_again(self, contact_id: int) -> None:
        """Whoever was only called into a conversation sees nothing of it from the moment on at which he is out."""
        names = {topics.contact(contact_id), topics.desk(contact_id)} & self.watched
        for name in names - await self.hub.threads.run(watchable, self._known_user(), names):
            await self._turn_away(name)

    async def _announce(self, name: str, step: str) -> None:
        """Tell the other screens at this contact, and no others, that this one comes, is there, or goes."""
        user = self._known_user()
        await self.hub.threads.run(
            hint, name, kind="viewing", step=step, screen=self.screen, user=user.pk, name=user.short_name
        )

    async def _resync(self) -> None:
        try:
            # Queues that the user has come to serve meanwhile are watched from now on.
            await self._watch_own()
        finally:
            self.say("resync")

    async def _watch_own(self) -> None:
        assert self.user is not None
        own = set(await self.hub.threads.run(topics_of, self.user))
        for name in self.own - own - self.watched:
            self.hub.leave(name, self)
        for name in own:
            self.hub.watch(name, self)
        self.own = own

    # Frames

    async def on_watch(self, frame: Mapping[str, Any]) -> None:
        user, names = self._known_user(), _names(frame)
        allowed = await self.hub.threads.run(watchable, user, names - self.own)
        if len(self.watched | allowed) > WATCH_LIMIT:
            raise InvalidInput(_("Too many topics are watched at once."), code="too_many_topics")
        for name in allowed:
            self.hub.watch(name, self)
            self.hub.catch_up(name)
        new = allowed - self.watched
        self.watched |= allowed
        for name in filter(_is_desk, new):
            self.hub.follow(name, self)
            await self._announce(name, "enter")
        if refused := names - self.own - allowed:
            raise NotAllowed(_("You may not watch this: %(topics)s.") % {"topics": ", ".join(sorted(refused))[:200]})

    async def on_unwatch(self, frame: Mapping[str, Any]) -> None:
        for name in _names(frame) & self.watched - self.own:
            await self._turn_away(name)

    async def _turn_away(self, name: str) -> None:
        self.hub.leave(name, self)
        self.watched.discard(name)
        if _is_desk(name):
            await self._announce(name, "gone")

    async def on_here(self, _frame: Mapping[str, Any]) -> None:
        for name in filter(_is_desk, self.watched):
            await self._announce(name, "here")

    async def on_noting(self, frame: Mapping[str, Any]) -> None:
        user, name = self._known_user(), topics.desk(_contact_of(frame))
        if name not in self.watched:  # whoever watches it was let in
            raise NotAllowed(_("Open the contact first."), code="not_open")
        await self.hub.threads.run(hint, name, kind="noting", user=user.pk, name=user.short_name)

    async def on_typing(self, frame: Mapping[str, Any]) -> None:
        await self.hub.threads.run(tell_typing, user=self._known_user(), contact_id=_contact_of(frame))

    def _known_user(self) -> User:
        if self.user is None:
            raise NotAllowed(_("You are signed out. Sign in again."), code="signed_out")
        return self.user


def tell_typing(*, user: User, contact_id: int) -> None:
    """The client sees that whoever may write to him is writing; nobody else's typing is his business."""
    guest = Participant.objects.of(user).filter(contact=contact_id, role=ParticipantRole.GUEST)
    if not Contact.objects.held_by(user).filter(pk=contact_id).exists() and not guest.exists():
        raise NotAllowed(_("This contact is with another operator."), code="not_yours")
    hint(topics.contact(contact_id), kind="answering", operator=user.pk, name=user.short_name)


def _is_desk(name: str) -> bool:
    return name.startswith(_DESK)


def _contact_of(frame: Mapping[str, Any]) -> int:
    contact_id = frame.get("contact")
    if not isinstance(contact_id, int):
        raise InvalidInput(_("Say in which contact."), code="bad_frame")
    if not 0 < contact_id < 2**63:
        raise NotAllowed(_("This contact is with another operator."), code="not_yours")
    return contact_id


def _names(frame: Mapping[str, Any]) -> set[str]:
    names = frame.get("topics")
    if not isinstance(names, list) or len(names) > WATCH_LIMIT or not all(isinstance(name, str) for name in names):
        raise InvalidInput(
            _("“topics” is a list of at most %(limit)d names.") % {"limit": WATCH_LIMIT}, code="bad_frame"
        )
    return set(names)
