"""A conversation as it is read: messages and what happened, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from contactcenter.contacts.models import Contact, ContactEvent, Direction, Message
from contactcenter.workstation.sentences import CONTACT_VERBS, contact_sentence

PAGE = 60  # messages drawn at once; older ones come when asked for


@dataclass(frozen=True)
class Line:
    """A message, or a sentence about what happened; `day` is set on the first line of each day."""

    key: str
    at: datetime
    message: Message | None = None
    sentence: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Transcript:
    """The last lines of a conversation; `before` is the id from which older messages can be asked for."""

    lines: Sequence[Line]
    before: int | None


def messages_with_files(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Messages with all that is drawn of one."""
    return messages.select_related("author", "delivery").prefetch_related("attachments")


def transcript_of(contact: Contact, *, before: int | None = None) -> Transcript:
    """The last page of the conversation, or the page before a message."""
    messages = messages_with_files(Message.objects.filter(contact=contact))
    if before is not None:
        messages = messages.filter(pk__lt=before)
    page = list(messages.order_by("-pk")[: PAGE + 1])
    has_more = len(page) > PAGE
    shown = page[:PAGE][::-1]
    events = ContactEvent.objects.filter(contact=contact, verb__in=CONTACT_VERBS).select_related("actor")
    if has_more:
        events = events.filter(at__gte=shown[0].created_at)
    if before is not None:
        newer = Message.objects.filter(pk=before).values_list("created_at", flat=True).first()
        events = events.filter(at__lt=newer) if newer else events.none()
    return Transcript(
        lines=_with_days([*map(message_line, shown), *map(_event_line, events.order_by("pk"))]),
        before=shown[0].pk if has_more else None,
    )


def last_lines(contact: Contact, *, number: int = 10) -> Sequence[Line]:
    """The end of a conversation, for a page that has the rest of it."""
    messages = messages_with_files(Message.objects.filter(contact=contact)).order_by("-pk")[:number]
    events = ContactEvent.objects.filter(contact=contact, verb__in=CONTACT_VERBS).select_related("actor")
    lines = [*map(message_line, messages), *map(_event_line, events.order_by("-pk")[:number])]
    return _with_days(sorted(lines, key=lambda line: line.at)[-number:])


def last_marks(contact: Contact, *, number: int = 30) -> list[Message]:
    """Our latest messages, whose delivery may have gone on."""
    own = Message.objects.filter(contact=contact, direction=Direction.OUT).select_related("delivery")
    return list(own.order_by("-pk")[:number])


def message_line(message: Message) -> Line:
    """One message as a line."""
    return Line(key=f"m{message.pk}", at=message.created_at, message=message)


def _event_line(event: ContactEvent) -> Line:
    return Line(key=f"e{event.pk}", at=event.at, sentence=contact_sentence(event))


def _with_days(lines: Iterable[Line]) -> list[Line]:
    result = []
    previous: date | None = None
    # Where moments are equal, what happened comes first: the arrival before the words that came with it.
    for line in sorted(lines, key=lambda line: (line.at, line.message is not None, line.key)):
        day = timezone.localtime(line.at).date()
        result.append(Line(line.key, line.at, line.message, line.sentence, day if day != previous else None))
        previous = day
    return result
