"""What is said: words of the client, answers, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.contacts import states
from contactcenter.contacts.models import Attachment, Channel, Contact, Delivery, Direction, Message
from contactcenter.contacts.operations.life import lock_contact, note_event, require_holder, require_voice
from contactcenter.contacts.signals import message_queued
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import User

MESSAGE_LIMIT = 10_000  # characters: more than any letter, less than an attack
# Channels that carry words in one direction only, or none at all.
BY_LETTER = frozenset({Channel.WEBFORM, Channel.PHONE})
UNREAD_LIMIT = 999  # nobody counts further, and the column does not overflow


def write_incoming(
    contact: Contact, *, text: str, at: datetime, external_id: str, attachment_ids: Sequence[int], is_first: bool
) -> Message:
    """Words of the client into a contact that is new or locked."""
    message = Message.objects.create(
        contact=contact,
        direction=Direction.IN,
        body=text,
        created_at=at,
        channel=contact.channel,
        external_id=external_id,
    )
    _attach(message, attachment_ids)
    if not is_first:
        Contact.objects.filter(pk=contact.pk).update(
            last_text=preview_of(message),
            last_message_at=at,
            unread=Least(F("unread") + 1, UNREAD_LIMIT),
            client_waits_since=contact.client_waits_since or at,
        )
        _tell(contact, message)
        if contact.operator_id is None:
            publish(topics.queue(contact.queue_id))
    return message


@transaction.atomic
def send_reply(
    *, contact_id: int, author: User, text: str, at: datetime, attachment_ids: Sequence[int] = (), key: str = ""
) -> Message:
    """An operator's answer: stored and put into the outbox in one transaction.

    `key` is the name that his screen gave it: the same one again is the same answer, sent once. Raises InvalidInput
    for nothing or too much, NotAllowed when somebody else has the contact and has not invited the author,
    Conflict when the conversation is not running, or the client has left nothing to write to.
    """
    body = clean(text, limit=MESSAGE_LIMIT, required=not attachment_ids)
    contact = lock_contact(contact_id)
    require_voice(contact, author)
    if key and (known := said_by_key(contact, key)):
        return known
    if contact.state != states.ACTIVE:
        raise Conflict(_("The conversation is over: return to it first."), code="not_active")
    message = write_outgoing(contact, text=body, at=at, author=author, attachment_ids=attachment_ids, key=key)
    if contact.answered_at is None:
        Contact.objects.filter(pk=contact.pk).update(answered_at=at)
        note_event(contact, verb="answer", at=at, actor=author)
    return message


def said_by_key(contact: Contact, key: str) -> Message | None:
    """What a screen has said under this name already. Only asked under the contact's lock."""
    return Message.objects.filter(contact=contact, external_id=_named(contact, key)).first()


def _named(contact: Contact, key: str) -> str:
    # The screen chooses the key, so it names nothing outside of its own contact.
    return f"screen:{contact.pk}:{key}"[:200] if key else ""


def write_outgoing(
    contact: Contact,
    *,
    text: str,
    at: datetime,
    author: User | None = None,
    attachment_ids: Sequence[int] = (),
    key: str = "",
) -> Message:
    """A message to the client of a locked contact, with its place in the outbox; no author means the system.

    Raises Conflict where the client has left nothing that can be written to.
    """
    channel, recipient = way_to_write(contact)
    message = Message.objects.create(
        contact=contact,
        direction=Direction.OUT,
        author=author,
        body=text,
        created_at=at,
        channel=channel,
        external_id=_named(contact, key),
    )
    _attach(message, attachment_ids)
    delivery = Delivery.objects.create(message=message, channel=channel, recipient=recipient, next_try_at=at)
    Contact.objects.filter(pk=contact.pk).update(
        last_text=preview_of(message), last_message_at=at, client_waits_since=None, unread=0
    )
    _tell(contact, message)
    message_queued.send(sender=Delivery, delivery_id=delivery.pk)
    return message


def letter_address(contact: Contact) -> ClientAddress | None:
    """Where a letter about this contact goes: the e-mail that it came from, else the client's first one."""
    if contact.address and contact.address.kind == AddressKind.EMAIL:
        return contact.address
    return ClientAddress.objects.filter(client=contact.client_id, kind=AddressKind.EMAIL).order_by("pk").first()


def way_to_write(contact: Contact) -> tuple[str, str]:
    """The channel and the recipient of what is written into a contact.

    A form on a site and a telephone call carry no answer back: what is written there goes out as a letter. Raises
    Conflict when the client has left no e-mail.
    """
    if contact.channel not in BY_LETTER:
        return contact.channel, contact.thread or (contact.address.value if contact.address else "")
    address = letter_address(contact)
    if address is None:
        raise Conflict(
            _("The client has left no e-mail: call, or add an address that can be written to."), code="no_way_to_write"
        )
    return Channel.EMAIL, address.value


@transaction.atomic
def write_note(*, contact_id: int, author: User, text: str, at: datetime, key: str = "", kind: str = "") -> Message:
    """Something only colleagues read; anyone who sees the contact may write one. `key` as for an answer."""
    contact = lock_contact(contact_id)
    if key and (known := said_by_key(contact, key)):
        return known
    message = Message.objects.create(
        contact=contact,
        direction=Direction.NOTE,
        note_kind=kind,
        author=author,
        body=clean(text, limit=MESSAGE_LIMIT, required=True),
        created_at=at,
        channel=contact.channel,
        external_id=_named(contact, key),
    )
    _tell(contact, message)
    return message


@transaction.atomic
def mark_read(*, contact_id: int, reader: User, at: datetime) -> None:
    """The operator has the client's words before his eyes."""
    contact = lock_contact(contact_id)
    require_holder(contact, reader)
    seen = Message.objects.filter(contact=contact, direction=Direction.IN, seen_at__isnull=True).update(seen_at=at)
    if seen or contact.unread:
        Contact.objects.filter(pk=contact.pk).update(unread=0)
        publish(topics.contact(contact.pk), kind="seen")
        publish(topics.operator(reader.pk), kind="contacts")


def _attach(message: Message, attachment_ids: Sequence[int]) -> None:
    if not attachment_ids:
        return
    taken = Attachment.objects.filter(
        pk__in=attachment_ids, contact_id=message.contact_id, message__isnull=True
    ).update(message=message)
    if taken != len(set(attachment_ids)):
        raise InvalidInput(_("A file of this message is missing or belongs elsewhere."), field="attachments")


def _tell(contact: Contact, message: Message) -> None:
    publish(topics.contact(contact.pk), kind="message", message=message.pk, direction=message.direction)
    if contact.operator_id:
        publish(topics.operator(contact.operator_id), kind="contacts")


def preview_of(message: Message) -> str:
    """The same for a message that may be nothing but files: then their names."""
    return preview(message.body) or preview(", ".join(message.attachments.values_list("name", flat=True)))


def preview(text: str) -> str:
    """The first words, as lists show them."""
    return " ".join(text.split())[:200]
