"""Who has looked: a link is a key that can be passed on, so each use of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from contactcenter.decisions.models import Referral, ReferralEvent


def note_link_use(*, referral: Referral, version: int, is_open: bool, at: datetime, trace: Mapping[str, str]) -> None:
    """One event for one use, also of a link that no longer opens anything."""
    ReferralEvent.objects.create(
        referral=referral,
        at=at,
        verb="link_used" if is_open else "link_refused",
        before=referral.state,
        after=referral.state,
        data={"version": version, **trace},
    )
