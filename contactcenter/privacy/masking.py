"""How personal data looks to who has not asked to see it."""

from __future__ import annotations

from contactcenter.clients.models import AddressKind
from contactcenter.lib.phone import format_phone

DOTS = "•••"


def mask_phone(e164: str) -> str:
    """`+79001234567` -> `+7 900 •••-45-67`: enough to recognise, not enough to call."""
    shown = format_phone(e164)
    if len(shown) < 10:
        return DOTS
    head = " ".join(shown.split(" ")[:2])
    return f"{head} {DOTS}-{e164[-4:-2]}-{e164[-2:]}"


def mask_email(address: str) -> str:
    """`anton@example.ru` -> `a•••n@example.ru`."""
    name, _at, domain = address.partition("@")
    if not domain:
        return DOTS
    return f"{name[:1]}{DOTS}{name[-1:] if len(name) > 2 else ''}@{domain}"


def mask_address(*, kind: str, value: str) -> str:
    """The masked form of any address."""
    if kind == AddressKind.PHONE:
        return mask_phone(value)
    if kind == AddressKind.EMAIL:
        return mask_email(value)
    return f"{value[:2]}{DOTS}"
