"""Names of letters on the network."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings


def mail_domain() -> str:
    """The domain that our letters come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def message_id(kind: str, number: int) -> str:
    """The Message-ID of a letter of ours: the same however often it is sent."""
    return f"<{kind}-{number}@{mail_domain()}>"
