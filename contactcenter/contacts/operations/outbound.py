"""What we begin ourselves: letters that nobody holds a conversation for, and calls that somebody has to make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.clients.operations.merging import hold_client
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, ContactEvent, Message, Queue, Topic
from contactcenter.contacts.models.contacts import ContactDirection
from contactcenter.contacts.operations.attachments import keep_attachment
from contactcenter.contacts.operations.messages import MESSAGE_LIMIT, preview, write_outgoing
from contactcenter.contacts.queries import weight_of
from contactcenter.contacts.signals import contact_arrived
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import change, publish_all
from contactcenter.staff.models import User

# The kinds of addresses that can be written to without having been written from.
CHANNELS = {AddressKind.EMAIL: Channel.EMAIL}


@transaction.atomic
def place_call(
    *,
    address: ClientAddress,
    queue: Queue,
    at: datetime,
    topic: Topic | None = None,
    about: str = "",
    priority: int = 0,
    preferred: User | None = None,
    reserved_until: datetime | None = None,
) -> Contact:
    """A call that somebody has to make: it waits in the queue until an operator has it, and passes no door.

    `priority` is added to the queue's; `preferred` is asked first and until `reserved_until` alone. Raises InvalidInput
    for an address that is no telephone number.
    """
    if address.kind != AddressKind.PHONE:
        raise InvalidInput(_("Only telephone numbers are called."), code="bad_phone", field="phone")
    client = hold_client(address.client_id)
    contact = Contact(
        client=client,
        address=address,
        channel=Channel.PHONE,
        direction=ContactDirection.OUTBOUND,
        queue=queue,
        topic=topic,
        priority=queue.priority + priority,
        weight=weight_of(Channel.PHONE),
        preferred_operator=preferred,
        reserved_until=reserved_until,
        language=client.language,
        arrived_at=at,
        last_text=preview(about),
        last_message_at=at,
    )
    contact.enter_queue(at=at)
    contact.save(force_insert=True)
    ContactEvent.objects.create(contact=contact, at=at, verb="call_due", after=contact.state)
    contact_arrived.send(sender=Contact, contact=contact)
    publish_all(change(topics.queue(contact.queue_id)), change(topics.FLOOR))
    return contact


@transaction.atomic
def write_to_client(
    *,
    address: ClientAddress,
    queue: Queue,
    text: str,
    at: datetime,
    author: User,
    topic: Topic | None = None,
    files: Sequence[tuple[str, bytes]] = (),
) -> Message:
    """A letter with a contact of its own, which takes nobody's time and is closed at once; an answer begins a new one.

    `files` are names and contents. Raises InvalidInput for an empty text, an address that cannot be written to, or a
    file that is not allowed.
    """
    body = clean(text, limit=MESSAGE_LIMIT, required=True)
    channel = CHANNELS.get(AddressKind(address.kind))
    if channel is None:
        raise InvalidInput(_("Letters go to e-mail addresses only."), code="no_letters_there", field="address")
    contact = Contact.objects.create(
        client=hold_client(address.client_id),
        address=address,
        channel=channel,
        direction=ContactDirection.OUTBOUND,
        queue=queue,
        topic=topic,
        state=states.CLOSED,
        operator=author,
        weight=weight_of(channel),
        language=address.client.language,
        arrived_at=at,
        finished_at=at,
        ended_at=at,
        summary=preview(body),
    )
    ContactEvent.objects.create(contact=contact, at=at, actor=author, verb="write", after=contact.state)
    kept = [keep_attachment(contact=contact, name=name, content=content, at=at).pk for name, content in files]
    return write_outgoing(contact, text=body, at=at, author=author, attachment_ids=kept)
