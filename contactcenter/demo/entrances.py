"""How clients and systems come in: the chat of the demo site, the token of the demo integrator."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from contactcenter.api.models import ApiToken
from contactcenter.api.operations.tokens import digest_of, issue_token, revoke_token
from contactcenter.contacts.models import Queue
from contactcenter.demo import texts
from contactcenter.gateways.models import Widget
from contactcenter.staff.models import User

WIDGET_KEY = "demo"
TOKEN_NAME = "demo"  # noqa: S105 - the token's name, not its secret


def load_widget() -> None:
    """The chat of the demo site: always open, because newcomers look at any hour."""
    Widget.objects.get_or_create(
        key=WIDGET_KEY,
        defaults={
            "name": texts.ORGANISATION,  # visitors read it
            "queue": Queue.objects.get(slug="inquiries"),
            "greeting_ru": "Здравствуйте! Спросите нас о тарифах, счёте или заказе.",
            "greeting_en": "Hello! Ask us about plans, bills or orders.",
        },
    )


def demo_token(*, at: datetime) -> str:
    """The demo integrator's token in clear text.

    A token is shown once and only its digest stored; so that every start of the demo can print it, the demo keeps it
    in a file that only its owner reads. Where the file is lost, the old token is revoked and a new one made.
    """
    file = Path(settings.VAR_DIR) / "demo-token"
    secret = file.read_text(encoding="ascii").strip() if file.exists() else ""
    if ApiToken.objects.filter(name=TOKEN_NAME, digest=digest_of(secret), revoked_at__isnull=True).exists():
        return secret
    revoke_token(name=TOKEN_NAME, at=at)
    secret = issue_token(name=TOKEN_NAME, user=User.objects.get(username="integrator"), at=at).secret
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(secret)
    return secret
