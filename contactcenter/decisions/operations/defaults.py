"""The words that a new installation decides with; an administrator changes them as he likes."""

from __future__ import annotations

from typing import Any

from contactcenter.decisions.models import ResolutionCode

# code, name, takes an amount
_CODES = (
    ("upheld", "Удовлетворить полностью", True),
    ("partly-upheld", "Удовлетворить частично", True),
    ("rejected", "Отказать", False),
    ("explained", "Разъяснить", False),
)


def create_resolution_codes(**_kwargs: Any) -> None:
    """Only where there are none at all: what somebody has changed is left alone."""
    if ResolutionCode.objects.exists():
        return
    ResolutionCode.objects.bulk_create(
        ResolutionCode(code=code, name=name, takes_amount=takes_amount, position=position)
        for position, (code, name, takes_amount) in enumerate(_CODES)
    )
