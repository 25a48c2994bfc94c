"""What labour functions may listen to; sent inside the transaction that makes the change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from contactcenter.cases.models import Case
    from contactcenter.decisions.models import Referral


@dataclass(frozen=True)
class ReferralMove:
    """One transition of one referral. `case` is locked; `last_open`: no department owes anything any more."""

    referral: Referral
    case: Case
    verb: str
    before: str
    last_open: bool
    at: datetime


# Sent from Referral with move=ReferralMove.
referral_moved = Signal()
# With letter_id=int: a letter to a department waits, once this transaction is committed.
letter_written = Signal()
