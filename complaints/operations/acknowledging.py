"""The client is told the number and the due date: by the conversation, by e-mail, or by whoever speaks with him."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.operations.lines import lock_entry, move
from complaints.queries.policy import policy
from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import link_contact, lock_case
from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.contacts.models import Channel, Contact, Message, Queue
from contactcenter.contacts.operations.messages import write_outgoing
from contactcenter.contacts.operations.outbound import write_to_client
from contactcenter.deadlines.words import moment_text
from contactcenter.decisions.models.answers import PLACEHOLDER
from contactcenter.lib.errors import Conflict
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

# Nothing can be written into these: the words of a call are gone, a system asks for what it wants to know.
_SPOKEN = frozenset({Channel.PHONE, Channel.API, Channel.WEBFORM})


def acknowledge_if_reachable(
    row: Complaint, *, contact: Contact | None, is_told: bool, at: datetime, actor: User | None
) -> None:
    """Right after the registration. Whoever cannot be reached in writing is acknowledged by hand."""
    if is_told:
        move(row, verb="acknowledge", at=at, actor=actor, acknowledged_at=at, data={"way": "told"})
        return
    rules = policy()
    if not rules.acknowledges:
        return
    text = fill(rules.acknowledgement, words_of(row))
    if message := write_client(row, text=text, contact=contact, at=at, actor=actor):
        move(
            row,
            verb="acknowledge",
            at=at,
            actor=actor,
            data={"way": message.channel, "message": message.pk},
            acknowledged_at=at,
            acknowledgement=message,
        )


@transaction.atomic
def acknowledge_complaint(*, case_id: int, at: datetime, actor: User | None, note: str = "") -> Case:
    """The client was told by word of mouth, or by a letter of which `note` speaks. Raises Conflict the second time."""
    text = clean(note, limit=300, field="note")
    row = lock_entry(lock_case(case_id))
    if row.acknowledged_at:
        raise Conflict(_("It was acknowledged already."), code="acknowledged")
    move(row, verb="acknowledge", at=at, actor=actor, why=text, acknowledged_at=at)
    return row.case


def words_of(row: Complaint) -> Mapping[str, str]:
    """What templates of the register may name."""
    return {
        "number": row.number,
        "registered": moment_text(row.registered_at).split(",")[0],
        "due": moment_text(row.due_at) if row.due_at else "—",
        "reason": row.extension_reason,
    }


def fill(template: str, words: Mapping[str, str]) -> str:
    """Only known words between braces are replaced; what an administrator mistyped stays to be seen."""
    return PLACEHOLDER.sub(lambda found: words.get(found.group(1), found.group(0)), template)


def write_client(
    row: Complaint, *, text: str, at: datetime, actor: User | None, contact: Contact | None = None
) -> Message | None:
    """Through the outbox, in the caller's transaction; None where no way is known. The contact is locked already."""
    if contact and contact.channel not in _SPOKEN:
        return write_outgoing(contact, text=text, at=at, author=actor)
    address = _mailbox(row)
    queue = _queue()
    if address is None or queue is None or actor is None:
        return None
    message = write_to_client(address=address, queue=queue, text=text, at=at, author=actor, topic=row.case.topic)
    link_contact(case=row.case, contact=message.contact, at=at)
    return message


def _mailbox(row: Complaint) -> ClientAddress | None:
    if row.is_anonymous:
        return None
    mailboxes = ClientAddress.objects.filter(client=row.case.client_id, kind=AddressKind.EMAIL)
    return mailboxes.select_related("client").order_by("-confirmed_at", "pk").first()


def _queue() -> Queue | None:
    queues = Queue.objects.active()
    return policy().queue or queues.filter(function="complaints").first() or queues.first()
