"""The door by which everything from outside comes in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.operations.addresses import hold_client_of
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, ContactEvent, Message, Queue, Topic
from contactcenter.contacts.operations.life import lock_contact, move_contact
from contactcenter.contacts.operations.messages import MESSAGE_LIMIT, preview, preview_of, write_incoming
from contactcenter.contacts.queries import head_start_of, weight_of
from contactcenter.contacts.signals import contact_arrived
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.prepared import Prepared
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import change, publish_all

PRIORITIES = range(-100, 101)
_NAME = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{0,200}")
_TRIES = 5  # times that a twin may be faster and gone again


@dataclass(frozen=True)
class Incoming:
    """One message from outside, as a gateway hands it over.

    `address_kind` and `address` say who writes; `thread` is the conversation on the channel's side, and as long as a
    contact of it is open the message belongs to that one. `external_id` names the message on the sender's side.
    """

    channel: str
    address_kind: str
    address: str
    text: str
    queue: Queue | None = None
    topic: Topic | None = None
    external_id: str = ""
    thread: str = ""
    name: str = ""
    language: str = "ru"
    priority: int = 0
    attachment_ids: Sequence[int] = ()


@dataclass(frozen=True)
class Received:
    """What became of a message from outside."""

    contact: Contact
    message: Message
    is_new_contact: bool
    is_duplicate: bool


def receive(*, incoming: Incoming, at: datetime) -> Received:
    """Take a message from outside, durably: client, contact, message and event in one transaction.

    The same `(channel, external_id)` again returns what is there and writes nothing, also when the two race.
    Raises InvalidInput for an empty or overlong text, a bad address or name on the sender's side, an unknown channel,
    or a queue that takes no contacts.
    """
    text = clean(incoming.text, limit=MESSAGE_LIMIT, required=not incoming.attachment_ids)
    queue = _queue_for(incoming)
    _require_valid(incoming)
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                return _write(incoming, text=text, queue=queue, at=at)
        except IntegrityError as error:
            # A twin of this message, or the first message of the same thread, was faster by a moment.
            lost = error
    raise lost


def _queue_for(incoming: Incoming) -> Queue:
    queue = incoming.queue or (incoming.topic.queue if incoming.topic else None)
    if queue is None:
        raise InvalidInput(_("Say into which queue, or on what topic."), code="no_queue", field="queue")
    if not queue.is_active:
        raise InvalidInput(
            _("The queue “%(name)s” takes no contacts.") % {"name": queue.name}, code="queue_off", field="queue"
        )
    return queue


def _require_valid(incoming: Incoming) -> None:
    if incoming.channel not in Channel.values:
        raise InvalidInput(
            _("There is no channel “%(channel)s”.") % {"channel": incoming.channel[:20]}, field="channel"
        )
    for field in ("external_id", "thread"):
        if not _NAME.fullmatch(getattr(incoming, field)):
            raise InvalidInput(
                _("A name on the sender's side has at most 200 characters, none of them invisible."), field=field
            )
    if incoming.priority not in PRIORITIES:
        raise InvalidInput(
            _("A priority is a number from %(least)d to %(most)d.") % {"least": PRIORITIES[0], "most": PRIORITIES[-1]},
            code="bad_priority",
            field="priority",
        )


_OPEN = ", ".join(f"'{state}'" for state in sorted(states.OPEN))
# The message that this one repeats, and the open contact of its thread; nearly always neither is there.
_LOOK = Prepared(
    "look_for_twin",
    f"""
SELECT
    (SELECT id FROM contacts_message
        WHERE channel = %(channel)s AND external_id = %(external_id)s AND external_id <> ''),
    (SELECT id FROM contacts_contact
        WHERE channel = %(channel)s AND thread = %(thread)s AND thread <> '' AND state IN ({_OPEN}))
""",  # noqa: S608 - constants only
    channel="text",
    external_id="text",
    thread="text",
)


def _write(incoming: Incoming, *, text: str, queue: Queue, at: datetime) -> Received:
    with connection.cursor() as cursor:
        names = {"channel": incoming.channel, "external_id": incoming.external_id, "thread": incoming.thread}
        _LOOK.execute(cursor, names)
        message_id, contact_id = cursor.fetchone()
    if message_id is not None:
        known = Message.objects.select_related("contact__queue", "contact__client").get(pk=message_id)
        return Received(known.contact, known, is_new_contact=False, is_duplicate=True)
    contact = _locked_if_open(contact_id, at=at)
    is_new = contact is None
    if contact is None:
        contact = _arrive(incoming, queue=queue, text=text, at=at)
    message = write_incoming(
        contact,
        text=text,
        at=at,
        external_id=incoming.external_id,
        attachment_ids=incoming.attachment_ids,
        is_first=is_new,
    )
    if is_new and not text:  # nothing but files: they are known now
        Contact.objects.filter(pk=contact.pk).update(last_text=preview_of(message))
    return Received(contact, message, is_new_contact=is_new, is_duplicate=False)


def _locked_if_open(contact_id: int | None, *, at: datetime) -> Contact | None:
    """The running contact, back in conversation if it was in wrap-up; None when it has just ended."""
    if contact_id is None:
        return None
    contact = lock_contact(contact_id)
    if not contact.is_open:
        return None
    if contact.state == states.WRAPUP:
        move_contact(contact, verb="resume", at=at, finished_at=None)
    return contact


def _arrive(incoming: Incoming, *, queue: Queue, text: str, at: datetime) -> Contact:
    sender = hold_client_of(
        kind=incoming.address_kind, value=incoming.address, at=at, name=incoming.name, language=incoming.language
    )
    contact = Contact(
        client_id=sender.client_id,
        address_id=sender.address_id,
        channel=incoming.channel,
        thread=incoming.thread,
        queue=queue,
        topic=incoming.topic,
        priority=queue.priority + incoming.priority,
        head_start=head_start_of(
            segment=sender.segment,
            channel=incoming.channel,
            queue_id=queue.pk,
            topic_id=incoming.topic.pk if incoming.topic else None,
        ),
        weight=weight_of(incoming.channel),
        language=incoming.language[:8],
        arrived_at=at,
        last_text=preview(text),
        last_message_at=at,
        client_waits_since=at,
        unread=1,
    )
    contact.enter_queue(at=at)
    contact.save(force_insert=True)
    ContactEvent.objects.create(contact=contact, at=at, verb="arrive", after=contact.state)
    contact_arrived.send(sender=Contact, contact=contact)
    publish_all(change(topics.queue(contact.queue_id)), change(topics.FLOOR))
    return contact
