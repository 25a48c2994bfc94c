"""What privacy does when something happens on the floors below, inside that transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from contactcenter.clients.models import Client
from contactcenter.clients.signals import clients_merging
from contactcenter.privacy.operations.consents import keep_the_later


@receiver(clients_merging, sender=Client, dispatch_uid="privacy.merging")
def make_room_for_consents(*, source: Client, target: Client, at: datetime, **_kwargs: Any) -> None:
    """Only one consent for a purpose is in force."""
    keep_the_later(source=source, target=target, at=at)
