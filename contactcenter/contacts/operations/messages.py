"""What is said: words of the client, answers, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Attachment, Contact, Delivery, Direction, Message
from contactcenter.contacts.operations.life import lock_contact, note_event, require_holder
from contactcenter.contacts.signals import message_queued
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import User

MESSAGE_LIMIT = 10_000  # characters: more than any letter, less than an attack
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
            last_text=preview(text),
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
    *, contact_id: int, author: User, text: str, at: datetime, attachment_ids: Sequence[int] = ()
) -> Message:
    """An operator's answer: stored and put into the outbox in one transaction.

    Raises InvalidInput for nothing or too much, NotAllowed when somebody else has the contact, Conflict when the
    conversation is not running.
    """
    body = clean(text, limit=MESSAGE_LIMIT, required=not attachment_ids)
    contact = lock_contact(contact_id)
    require_holder(contact, author)
    if contact.state != states.ACTIVE:
        raise Conflict(_("The conversation is over: return to it first."), code="not_active")
    message = write_outgoing(contact, text=body, at=at, author=author, attachment_ids=attachment_ids)
    if contact.answered_at is None:
        Contact.objects.filter(pk=contact.pk).update(answered_at=at)
        note_event(contact, verb="answer", at=at, actor=author)
    return message


def write_outgoing(
    contact: Contact, *, text: str, at: datetime, author: User | None = None, attachment_ids: Sequence[int] = ()
) -> Message:
    """A message to the client of a locked contact, with its place in the outbox; no author means the system."""
    message = Message.objects.create(
        contact=contact, direction=Direction.OUT, author=author, body=text, created_at=at, channel=contact.channel
    )
    _attach(message, attachment_ids)
    delivery = Delivery.objects.create(
        message=message,
        channel=contact.channel,
        recipient=contact.thread or (contact.address.value if contact.address else ""),
        next_try_at=at,
    )
    Contact.objects.filter(pk=contact.pk).update(
        last_text=preview(text), last_message_at=at, client_waits_since=None, unread=0
    )
    _tell(contact, message)
    message_queued.send(sender=Delivery, delivery_id=delivery.pk)
    return message


@transaction.atomic
def write_note(*, contact_id: int, author: User, text: str, at: datetime) -> Message:
    """Something only colleagues read; anyone who sees the contact may write one."""
    contact = lock_contact(contact_id)
    message = Message.objects.create(
        contact=contact,
        direction=Direction.NOTE,
        author=author,
        body=clean(text, limit=MESSAGE_LIMIT, required=True),
        created_at=at,
        channel=contact.channel,
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


def preview(text: str) -> str:
    """The first words, as lists show them."""
    return " ".join(text.split())[:200]
