"""Further words of a client whose contact is known by its number."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Message
from contactcenter.contacts.operations.life import lock_contact, move_contact
from contactcenter.contacts.operations.messages import MESSAGE_LIMIT, write_incoming
from contactcenter.lib.errors import Conflict
from contactcenter.lib.text import clean


def receive_into(*, contact_id: int, text: str, at: datetime, external_id: str = "") -> tuple[Message, bool]:
    """The message, and whether it is new: the same `external_id` again finds what is there and writes nothing.

    Raises InvalidInput for an empty or overlong text, Conflict when the contact has ended or the id names a message
    of another contact.
    """
    body = clean(text, limit=MESSAGE_LIMIT, required=True)
    try:
        return _write(contact_id=contact_id, body=body, at=at, external_id=external_id)
    except IntegrityError:
        # The same id came into another contact at the same moment.
        raise _taken() from None


@transaction.atomic
def _write(*, contact_id: int, body: str, at: datetime, external_id: str) -> tuple[Message, bool]:
    contact = lock_contact(contact_id)
    twin = Message.objects.filter(channel=contact.channel, external_id=external_id).first() if external_id else None
    if twin and twin.contact_id != contact_id:
        raise _taken()
    if twin:
        return twin, False
    if not contact.is_open:
        raise Conflict(_("The contact has ended: put a new one into the queue."), code="contact_ended")
    if contact.state == states.WRAPUP:
        move_contact(contact, verb="resume", at=at, finished_at=None)
    message = write_incoming(contact, text=body, at=at, external_id=external_id, attachment_ids=(), is_first=False)
    return message, True


def _taken() -> Conflict:
    return Conflict(_("This external_id names a message of another contact."), code="external_id_taken")
