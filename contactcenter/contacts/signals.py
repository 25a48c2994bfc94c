"""What routing listens to; sent inside the transaction that makes the change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from contactcenter.contacts.models import Contact


@dataclass(frozen=True)
class Move:
    """One transition of one contact. `holder` is the id of the operator who had it in hand before."""

    contact: Contact
    verb: str
    before: str
    after: str
    holder: int | None
    at: datetime


# Each is sent from the model it is about. With move=Move:
contact_moved = Signal()
# with contact=Contact: a new one waits
contact_arrived = Signal()
# with delivery_id=int: something to send, once this transaction is committed
message_queued = Signal()
