"""How personal data looks to who has not asked to see it."""

from __future__ import annotations

from contactcenter.clients.models import AddressKind
from contactcenter.lib.phone import split_phone

DOTS = "•••"


def mask_phone(e164: str) -> str:
    """`+79001234567` -> `+7 900 •••-45-67`: enough to recognise, not enough to call.

    At least three digits are hidden: of a short number less is shown, of a very short one nothing.
    """
    country, national = split_phone(e164)
    if len(national) < 7:
        return DOTS
    area = national[: min(3, len(national) - 7)]
    return " ".join(filter(None, (f"+{country}", area, f"{DOTS}-{national[-4:-2]}-{national[-2:]}")))


def mask_email(address: str) -> str:
    """`anton@example.ru` -> `a•••n@example.ru`."""
    name, _at, domain = address.rpartition("@")
    if not domain or not name:
        return DOTS
    first = name[0] if len(name) > 1 else ""
    last = name[-1] if len(name) > 3 else ""
    return f"{first}{DOTS}{last}@{domain}"


def mask_address(*, kind: str, value: str) -> str:
    """The masked form of any address."""
    if kind == AddressKind.PHONE:
        return mask_phone(value)
    if kind == AddressKind.EMAIL:
        return mask_email(value)
    return f"{value[:2]}{DOTS}" if len(value) > 4 else DOTS
