"""Out by web chat: the message is where the window reads it already; the courier only says so."""

from __future__ import annotations

from contactcenter.contacts.models import Delivery, Direction
from contactcenter.contacts.operations.outbox import Courier
from contactcenter.push import topics
from contactcenter.push.publish import hint


def send(delivery: Delivery) -> None:
    """A visitor who is away finds it when he comes back; delivered is what his window confirms."""
    hint(
        topics.contact(delivery.message.contact_id),
        kind="message",
        message=delivery.message_id,
        direction=Direction.OUT.value,
    )


COURIER = Courier(send=send, repeatable=True)
