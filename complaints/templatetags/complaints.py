"""Amounts of the register in templates."""

from __future__ import annotations

from datetime import datetime

from django import template

from contactcenter.deadlines.words import moment_text
from contactcenter.decisions.money import in_roubles

register = template.Library()


@register.filter
def roubles(kopecks: int) -> str:
    """65000 -> `650,00 ₽`."""
    return in_roubles(kopecks)


@register.filter
def last_day(due: datetime) -> str:
    """The last day of a term, whose first late moment is given."""
    return moment_text(due)
