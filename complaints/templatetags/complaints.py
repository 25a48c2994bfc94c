"""Amounts of the register in templates."""

from __future__ import annotations

from django import template

from contactcenter.decisions.money import in_roubles

register = template.Library()


@register.filter
def roubles(kopecks: int) -> str:
    """65000 -> `650,00 ₽`."""
    return in_roubles(kopecks)
