"""Kopecks as people read them."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats


def in_roubles(kopecks: int) -> str:
    """6500 -> `65,00 ₽`."""
    return f"{formats.number_format(Decimal(kopecks) / 100, 2, force_grouping=True)} ₽"
