"""What a visitor may see: his own conversation, and nothing that is meant for colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Max, Q, QuerySet

from contactcenter.callbacks.moments import rule_of
from contactcenter.contacts import states
from contactcenter.contacts.models import Attachment, Channel, Contact, Direction, Message
from contactcenter.contacts.queries import place_in_queue
from contactcenter.deadlines.arithmetic import OutsideCalendar
from contactcenter.deadlines.calendars import compiled
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.privacy.models import Consent, ConsentText, Purpose
from contactcenter.privacy.operations.consents import text_in_force
from contactcenter.routing.queries import Trouble, may_wait
from contactcenter.staff.models import User

LONG_LINE = 1_000  # nobody is told how much longer than that it is
HISTORY = 100  # messages that a reconnecting window is given
# Notes are for colleagues. Nothing else but these two ever leaves for a visitor.
SHOWN = (Direction.IN, Direction.OUT)

NEW, WAITING, TALKING, ENDED = "new", "waiting", "talking", "ended"
CLOSED, OFF = "closed", "off"  # outside working hours; switched off
_STAGES = {
    states.QUEUED: WAITING,
    states.OFFERED: WAITING,
    states.ACTIVE: TALKING,
    states.WRAPUP: ENDED,
    states.CLOSED: ENDED,
    states.ABANDONED: ENDED,
}


@dataclass(frozen=True, kw_only=True)
class View:
    """The window as it should look now; `messages` are those after the one that the window has."""

    stage: str
    place: int = 0
    trouble: str = ""  # why he may not wait: closed, full
    kept: bool = False  # he could not wait, and his words are kept as a message
    wait_minutes: int = 0  # expected, rounded as one says it; 0 while nobody can say
    sent_to: str = ""  # the queue that takes him instead of the widget's own
    callbacks: bool = False  # whether he may ask to be called back
    callback_at: str = ""  # when he is called, or being called since
    callback_zone: str = ""
    operator: str = ""
    opens_at: str = ""
    delivered_up_to: int = 0
    read_up_to: int = 0
    seen_up_to: int = 0  # of our messages, by the visitor
    left_message_at: str = ""
    messages: Sequence[dict[str, Any]] = ()
    contact_id: int | None = None
    queue_id: int | None = None

    def state(self) -> dict[str, Any]:
        """What the window is told besides the messages."""
        inside = ("messages", "contact_id", "queue_id")
        return {name: value for name, value in vars(self).items() if name not in inside}


def widget_of(key: str) -> Widget | None:
    """The widget of this site key."""
    return Widget.objects.select_related("queue", "calendar").filter(key=key).first()


def next_opening(widget: Widget, *, as_of: datetime) -> datetime | None:
    """None while the widget is open; else when it opens. A calendar that has run out keeps it open: people notice."""
    if widget.calendar is None:
        return None
    try:
        opens, _closes = next(compiled(widget.calendar).stretches(as_of))
    except OutsideCalendar:
        return None
    return None if opens <= as_of else opens


def consent_to_ask(
    widget: Widget, *, session: ChatSession | None, language: str, as_of: datetime
) -> ConsentText | None:
    """The text that this visitor must agree to before he writes; None when there is nothing to ask."""
    if not widget.requires_consent or (session and has_consented(session)):
        return None
    return text_in_force(purpose=Purpose.PERSONAL_DATA, language=language, as_of=as_of)


def has_consented(session: ChatSession) -> bool:
    """Whether the visitor's consent is still in force; one that was withdrawn is asked for again.

    A consent is a client's: what came with a message left at night is that of the telephone number, not of the visitor.
    """
    if session.consent_text_id is None or session.contact is None:
        return False
    return is_consent_in_force(client_id=session.contact.client_id)


def is_consent_in_force(*, client_id: int) -> bool:
    """Whether this client lets us process his personal data."""
    in_force = Consent.objects.filter(purpose=Purpose.PERSONAL_DATA, withdrawn_at__isnull=True)
    return in_force.filter(client=client_id).exists()


def messages_of(session: ChatSession) -> QuerySet[Message]:
    """Everything said in the conversations of this visitor, notes left out."""
    return Message.objects.filter(contact__channel=Channel.WEBCHAT, contact__thread=session.thread, direction__in=SHOWN)


def file_of(session: ChatSession, *, file_id: int) -> Attachment | None:
    """A file that was sent in this visitor's conversation, by either side."""
    return Attachment.objects.filter(pk=file_id, message__in=messages_of(session)).first()


def what_visitor_sees(*, widget: Widget, session: ChatSession | None, as_of: datetime, after: int = 0) -> View:
    """The window of this visitor, with the messages after number `after` (at most the latest HISTORY)."""
    opens = next_opening(widget, as_of=as_of)
    contact = session.contact if session else None
    stage = _stage(contact, is_on=widget.is_on, is_open=opens is None)
    prospect = _prospect(widget, contact, stage=stage, opens=opens, as_of=as_of)
    if session is None:
        return View(**prospect)
    marks = _marks(session)
    return View(
        **prospect,
        **_promised(session),
        operator=shown_name(contact.operator) if contact and stage == TALKING else "",
        delivered_up_to=marks["delivered"] or 0,
        read_up_to=marks["read"] or 0,
        seen_up_to=marks["seen"] or 0,
        left_message_at=_iso(session.left_message_at),
        messages=_messages(session, after=after),
        contact_id=contact.pk if contact else None,
        queue_id=contact.queue_id if contact else None,
    )


def _prospect(
    widget: Widget, contact: Contact | None, *, stage: str, opens: datetime | None, as_of: datetime
) -> dict[str, Any]:
    """What a visitor may expect before an operator answers."""
    queue = contact.queue if contact and stage == WAITING else widget.queue
    found: dict[str, Any] = {"stage": stage, "opens_at": _iso(opens), "callbacks": rule_of(queue).by_clients}
    if contact and stage == WAITING:
        place = place_in_queue(contact)
        kept = contact.kept_as_message_at is not None
        # Who is held out to an operator already is answered in seconds, whatever the pace of the queue.
        waits = not kept and contact.state == states.QUEUED
        return found | {"place": place, "kept": kept, "wait_minutes": spoken(queue.wait_at(place)) if waits else 0}
    if stage in (NEW, ENDED):
        return found | _at_the_door(widget, as_of=as_of)
    return found | {"trouble": Trouble.CLOSED.value if stage == CLOSED else ""}


def _at_the_door(widget: Widget, *, as_of: datetime) -> dict[str, Any]:
    """Whether a conversation that begins now would wait, where, and how long."""
    entry = may_wait(queue=widget.queue, as_of=as_of)
    if not entry.may_wait:
        return {"stage": CLOSED, "trouble": str(entry.trouble), "opens_at": _iso(entry.opens_at)}
    ahead = Contact.objects.filter(queue=entry.queue, state=states.QUEUED)[:LONG_LINE].count()
    elsewhere = entry.queue.name if entry.queue.pk != widget.queue_id else ""
    return {"wait_minutes": spoken(entry.queue.wait_at(ahead + 1)) if ahead else 0, "sent_to": elsewhere}


def spoken(wait: timedelta | None) -> int:
    """Minutes as one says them: each up to ten, then in steps of five, above half an hour of ten. 0 is unknown."""
    if wait is None:
        return 0
    minutes = max(1, ceil(wait / timedelta(minutes=1)))
    step = 1 if minutes <= 10 else 5 if minutes <= 30 else 10
    return ceil(minutes / step) * step


def _promised(session: ChatSession) -> dict[str, Any]:
    callback = session.callback
    if callback is None or not callback.is_live:
        return {}
    return {"callback_at": _iso(callback.due_at), "callback_zone": callback.time_zone}


def _stage(contact: Contact | None, *, is_on: bool, is_open: bool) -> str:
    stage = _STAGES[contact.state] if contact else NEW
    if stage in (WAITING, TALKING):  # what has begun goes on
        return stage
    return OFF if not is_on else stage if is_open else CLOSED


def _marks(session: ChatSession) -> dict[str, int | None]:
    own, seen = Q(direction=Direction.IN), Q(seen_at__isnull=False)
    return messages_of(session).aggregate(
        delivered=Max("pk", filter=own & Q(contact__accepted_at__isnull=False)),
        read=Max("pk", filter=own & seen),
        seen=Max("pk", filter=Q(direction=Direction.OUT) & seen),
    )


def _messages(session: ChatSession, *, after: int) -> list[dict[str, Any]]:
    latest = messages_of(session).filter(pk__gt=after).select_related("author").prefetch_related("attachments")
    return [as_shown(message) for message in reversed(latest.order_by("-pk")[:HISTORY])]


def as_shown(message: Message) -> dict[str, Any]:
    """One message for the visitor. `key` is the name that his own window gave to his own message."""
    is_own = message.direction == Direction.IN
    return {
        "id": message.pk,
        "own": is_own,
        "key": message.external_id.partition(":")[2] if is_own else "",
        "name": "" if is_own or message.author is None else shown_name(message.author),
        "text": message.body,
        "at": message.created_at.isoformat(),
        "files": [
            {"id": file.pk, "name": file.name, "size": file.size, "image": file.is_image}
            for file in message.attachments.all()
        ],
    }


def shown_name(user: User | None) -> str:
    """Visitors are told the first name only."""
    return "" if user is None else user.first_name or user.short_name


def current_contact(session: ChatSession) -> Contact | None:
    """The open contact of this visitor."""
    contact = session.contact
    return contact if contact and contact.is_open else None


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
