"""Who a visitor is: let in by the pass of his frame, known again by his token."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contactcenter.gateways.limits import is_within
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.passes import hash_of, is_token, new_token, read_pass
from contactcenter.gateways.queries import widget_of
from contactcenter.lib.errors import Conflict, NotAllowed

ADDRESS_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody at the other end of a chat window. He is stored with his first word only."""

    key: str  # of the widget
    token: str
    language: str
    origin: str  # of the page that shows the window, as far as known
    address: str  # of his network


def admit_visitor(*, key: str, frame_pass: str, token: str, language: str, address: str) -> Visitor:
    """Let a window in; one without a token, or with one that is not ours, gets a new one.

    Raises NotAllowed for a pass that is forged, old or of another widget, and for a widget that does not exist.
    """
    shown = read_pass(frame_pass)
    if shown is None or shown.key != key:
        raise NotAllowed(_("The chat has to be loaded again."), code="bad_pass")
    widget = widget_of(key)
    if widget is None:
        raise NotAllowed(_("There is no such chat."), code="unknown_widget")
    return Visitor(
        key=key,
        token=token if is_token(token) else new_token(),
        language=language if language in dict(settings.LANGUAGES) else widget.language,
        origin=shown.origin,
        address=address,
    )


def session_of(visitor: Visitor) -> ChatSession | None:
    """What is stored of him; None for who has not said anything yet."""
    return find_session(key=visitor.key, token=visitor.token)


def find_session(*, key: str, token: str) -> ChatSession | None:
    """What is stored under a token, in this widget only."""
    sessions = ChatSession.objects.select_related("contact__operator", "contact__queue", "widget__queue", "callback")
    return sessions.filter(widget__key=key, token_hash=hash_of(token)).first()


def hold_session(visitor: Visitor, *, at: datetime) -> ChatSession:
    """The visitor's row, made when he first says something, locked until the transaction ends.

    Raises Conflict when the chat is switched off.
    """
    widget = widget_of(visitor.key)
    if widget is None or not widget.is_on:
        raise Conflict(_("This chat is switched off."), code="switched_off")
    sessions = ChatSession.objects.select_for_update(of=("self",), no_key=True)
    token_hash = hash_of(visitor.token)
    if not ChatSession.objects.filter(token_hash=token_hash).exists():
        ChatSession.objects.bulk_create(
            [
                ChatSession(
                    token_hash=token_hash,
                    widget=widget,
                    language=visitor.language,
                    origin=visitor.origin,
                    created_at=at,
                    last_seen_at=at,
                )
            ],
            ignore_conflicts=True,  # his other tab may have been faster
        )
    related = ("contact", "widget__queue", "widget__calendar", "widget__message_topic", "callback")
    return sessions.select_related(*related).get(widget=widget, token_hash=token_hash)


def count_conversation(visitor: Visitor, widget: Widget) -> None:
    """One more has begun at this network address; raises Conflict when there were too many lately."""
    who, limit = f"{widget.pk}:{visitor.address}", widget.conversations_per_address
    if not is_within(limit, seconds=ADDRESS_SECONDS, what="conversations", who=who):
        raise Conflict(
            _("Too many conversations have been started from your network. Please try again in ten minutes."),
            code="too_many_conversations",
        )


def record_visitors_present(session_ids: Collection[int], at: datetime) -> int:
    """These visitors have their window open: one statement for a whole process."""
    return ChatSession.objects.filter(pk__in=session_ids, last_seen_at__lt=at).update(last_seen_at=at)
