"""What a visitor does in his window. Each is one transaction: refused means nothing is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import AddressKind
from contactcenter.contacts import states
from contactcenter.contacts.models import Attachment, Channel, Direction, Message
from contactcenter.contacts.operations.attachments import keep_attachment
from contactcenter.contacts.operations.life import abandon_contact, finish_contact, lock_contact, note_event
from contactcenter.contacts.operations.outbox import confirm_delivery
from contactcenter.contacts.operations.receiving import Incoming, Received, receive
from contactcenter.gateways.limits import is_within
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.operations.visitors import Visitor, count_conversation, hold_session, session_of
from contactcenter.gateways.queries import (
    consent_to_ask,
    current_contact,
    is_consent_in_force,
    messages_of,
    next_opening,
)
from contactcenter.gateways.topics import chat
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.privacy.models import ConsentText, Purpose
from contactcenter.privacy.operations.consents import give_consent
from contactcenter.push import topics
from contactcenter.push.publish import hint, publish
from contactcenter.routing.queries import Trouble, may_wait

TEXT_LIMIT = 4_000  # characters: as many as surely fit into one frame
NAME_LIMIT = 100
# Of one visitor, however many windows he opens.
MESSAGES, MESSAGES_SECONDS = 60, 60
FILES, FILES_SECONDS = 20, 600
_KEY = re.compile(r"[0-9a-fA-F-]{8,64}")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a visitor sends. `key` is the name his window gave it: the same one again is the same message."""

    key: str
    text: str
    name: str = ""
    consent_text_id: int | None = None
    file: tuple[str, bytes] | None = None  # name, content


@transaction.atomic
def say(*, visitor: Visitor, words: Words, at: datetime) -> Message:
    """A message of the visitor: into his open conversation, or a new one in the widget's queue.

    Raises InvalidInput for what cannot be taken, Conflict outside working hours, where the consent is missing, or for
    too much at once.
    """
    words = checked(words)
    session = hold_session(visitor, at=at)
    if known := messages_of(session).filter(external_id=external_id(session, words.key)).first():
        return known
    if not is_within(MESSAGES, seconds=MESSAGES_SECONDS, what="messages", who=session.thread):
        raise Conflict(_("Too much at once. Wait a few seconds."), code="too_fast")
    if current_contact(session) is None:
        _require_open(session.widget, at=at)
    text = require_consent(session, visitor, words, at=at)
    received = _receive(session, visitor, words, at=at)
    if received.is_new_contact:
        count_conversation(visitor, session.widget)
    _remember(session, received, text=text, at=at)
    return received.message


@transaction.atomic
def leave_message(*, visitor: Visitor, words: Words, reach: str, at: datetime) -> Message:
    """A message outside working hours: a contact that waits in the queue until it is answered by phone or e-mail."""
    words = checked(words)
    session = hold_session(visitor, at=at)
    text = require_consent(session, visitor, words, at=at)
    received = receive(
        incoming=Incoming(
            channel=Channel.WEBFORM,
            address_kind=AddressKind.EMAIL if "@" in reach else AddressKind.PHONE,
            address=clean(reach, limit=200, field="reach", required=True),
            text=words.text,
            queue=session.widget.queue,
            topic=session.widget.message_topic,
            external_id=external_id(session, words.key),
            name=words.name,
            language=visitor.language,
        ),
        at=at,
    )
    if received.is_new_contact:
        count_conversation(visitor, session.widget)
        note_event(received.contact, verb="left_message", at=at, data={"widget": session.widget.pk})
        _record_consent(session, received, text=text, at=at)
        change_session(session, left_message_at=at, consent_text=text or session.consent_text)
        publish(chat(session.token_hash))
    return received.message


@transaction.atomic
def end_chat(*, visitor: Visitor, at: datetime) -> None:
    """The visitor is done: a conversation goes to wrap-up, a wait is given up; what has ended stays as it is."""
    session = session_of(visitor)
    if session is None or session.contact is None:
        return
    contact = lock_contact(session.contact.pk)
    if contact.state == states.ACTIVE:
        finish_contact(contact_id=contact.pk, at=at)
    elif contact.state in (states.QUEUED, states.OFFERED):
        abandon_contact(contact_id=contact.pk, at=at, why="ended by the visitor")


@transaction.atomic
def mark_shown(*, visitor: Visitor, up_to: int, seen: bool, at: datetime) -> None:
    """The window has our messages up to this one; `seen`: and the visitor has it before his eyes."""
    session = session_of(visitor)
    if session is None:
        return
    answers = messages_of(session).filter(direction=Direction.OUT, pk__lte=up_to)
    for contact_id in answers.filter(delivery__delivered_at=None).values_list("contact_id", flat=True).distinct():
        confirm_delivery(contact_id=contact_id, up_to_message_id=up_to, at=at)
    unseen = answers.filter(seen_at__isnull=True)
    contact_ids = list(unseen.values_list("contact_id", flat=True).distinct()) if seen else []
    if contact_ids:
        unseen.update(seen_at=at)
    for contact_id in contact_ids:
        publish(topics.contact(contact_id), kind="seen")


def tell_typing(*, contact_id: int) -> None:
    """Whoever has the conversation before him sees that the visitor is writing."""
    hint(topics.contact(contact_id), kind="typing", who="client")


def _require_open(widget: Widget, *, at: datetime) -> None:
    """A conversation begins only where somebody will answer it: hours of the widget, then the door of its queue."""
    entry = None if next_opening(widget, as_of=at) else may_wait(queue=widget.queue, as_of=at)
    if entry is None or (not entry.may_wait and entry.trouble == Trouble.CLOSED):
        raise Conflict(_("We are closed now. Leave a message, and we will answer."), code="closed")
    if not entry.may_wait:
        raise Conflict(
            _("All operators are busy and many are waiting. Leave a message or ask to be called back."), code="full"
        )


def checked(words: Words, *, needs_text: bool = True) -> Words:
    """Words as they may be kept; raises InvalidInput."""
    if not _KEY.fullmatch(words.key):
        raise InvalidInput(_("A message needs a name of its own: a UUID."), code="bad_frame", field="id")
    return Words(
        key=words.key,
        text=clean(words.text, limit=TEXT_LIMIT, required=needs_text and words.file is None),
        name=clean(words.name, limit=NAME_LIMIT, field="name"),
        consent_text_id=words.consent_text_id,
        file=words.file,
    )


def external_id(session: ChatSession, key: str) -> str:
    """The name under which what a visitor sends is kept."""
    # The visitor chooses the key, so it names nothing outside of his own conversation.
    return f"{session.thread}:{key.lower()}"


def require_consent(session: ChatSession, visitor: Visitor, words: Words, *, at: datetime) -> ConsentText | None:
    """The text that was agreed to with these words; None when there was nothing to ask."""
    text = consent_to_ask(session.widget, session=session, language=visitor.language, as_of=at)
    if text is not None and words.consent_text_id != text.pk:
        raise Conflict(
            _("Before you write, please agree to the processing of your personal data."), code="consent_needed"
        )
    return text


def _receive(session: ChatSession, visitor: Visitor, words: Words, *, at: datetime) -> Received:
    attachment = _keep_file(session, words.file, at=at) if words.file else None
    incoming = Incoming(
        channel=Channel.WEBCHAT,
        address_kind=AddressKind.WEBCHAT,
        address=session.thread,
        text=words.text,
        queue=session.widget.queue,
        external_id=external_id(session, words.key),
        thread=session.thread,
        name=words.name,
        language=visitor.language,
        attachment_ids=[attachment.pk] if attachment else [],
    )
    try:
        return receive(incoming=incoming, at=at)
    except BaseException:
        if attachment:
            Path(attachment.file.path).unlink(missing_ok=True)  # its row goes with the transaction
        raise


def _keep_file(session: ChatSession, file: tuple[str, bytes], *, at: datetime) -> Attachment:
    contact = current_contact(session)
    if contact is None:
        raise Conflict(_("Write a message first, then send files."), code="no_conversation")
    if not is_within(FILES, seconds=FILES_SECONDS, what="files", who=session.thread):
        raise Conflict(_("Too many files at once. Please try again in ten minutes."), code="too_fast")
    name, content = file
    return keep_attachment(contact=contact, name=name, content=content, at=at)


def _remember(session: ChatSession, received: Received, *, text: ConsentText | None, at: datetime) -> None:
    _record_consent(session, received, text=text, at=at)
    is_other_contact = session.contact_id != received.contact.pk
    change_session(session, contact=received.contact, last_seen_at=at, consent_text=text or session.consent_text)
    if is_other_contact:
        publish(chat(session.token_hash))


def _record_consent(session: ChatSession, received: Received, *, text: ConsentText | None, at: datetime) -> None:
    """What was agreed to now; or earlier in this window, where he leaves a number that is another client to us."""
    client = received.contact.client
    if text is None and received.is_new_contact and not is_consent_in_force(client_id=client.pk):
        text = session.consent_text
    if text is None:
        return
    evidence = {"contact": received.contact.pk, "site": session.origin, "widget": session.widget.name}
    give_consent(
        client=client,
        purpose=Purpose.PERSONAL_DATA,
        at=at,
        text=text,
        channel=received.contact.channel,
        evidence=evidence,
    )


def change_session(session: ChatSession, **fields: Any) -> None:
    """Write these fields of a held session."""
    for name, value in fields.items():
        setattr(session, name, value)
    session.save(update_fields=list(fields))
