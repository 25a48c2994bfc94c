"""Consents: given to a text, withdrawn at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Greatest

from contactcenter.clients.models import Client
from contactcenter.clients.operations.merging import hold_client
from contactcenter.privacy.models import Consent, ConsentText
from contactcenter.staff.models import User


def text_in_force(*, purpose: str, language: str, as_of: datetime) -> ConsentText | None:
    """What is to be shown now: the latest version in this language, else in any."""
    texts = ConsentText.objects.filter(purpose=purpose, valid_from__lte=as_of).order_by("-version")
    return texts.filter(language=language).first() or texts.first()


@transaction.atomic
def give_consent(
    *,
    client: Client,
    purpose: str,
    at: datetime,
    text: ConsentText | None = None,
    channel: str = "",
    evidence: Mapping[str, Any] | None = None,
    recorded_by: User | None = None,
) -> Consent:
    """Record a consent; one to the same text that is in force already is returned as it is."""
    client = hold_client(client.pk)
    current = Consent.objects.filter(client=client, purpose=purpose, withdrawn_at__isnull=True).first()
    if current and (text is None or current.text_id == text.pk):
        return current
    if current:
        withdraw_consent(client=client, purpose=purpose, at=at)
    return Consent.objects.create(
        client=client,
        purpose=purpose,
        text=text,
        channel=channel,
        evidence=dict(evidence or {}),
        given_at=at,
        recorded_by=recorded_by,
    )


def withdraw_consent(*, client: Client, purpose: str, at: datetime) -> bool:
    """At once, as the law wants it; False when there was none in force."""
    in_force = Consent.objects.filter(client=client, purpose=purpose, withdrawn_at__isnull=True)
    return bool(in_force.update(withdrawn_at=Greatest("given_at", at)))


def keep_the_later(*, source: Client, target: Client, at: datetime) -> None:
    """Two clients become one: of two consents for one purpose the later stays in force, since he gave it last."""
    in_force = Consent.objects.filter(withdrawn_at__isnull=True)
    for consent in in_force.filter(client=source).order_by("pk"):
        other = in_force.filter(client=target, purpose=consent.purpose).first()
        if other:
            older = min(consent, other, key=lambda one: one.given_at)
            Consent.objects.filter(pk=older.pk).update(withdrawn_at=Greatest("given_at", at))
