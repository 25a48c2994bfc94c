"""Inquiries of the demo organisation: most are answered at once."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contactcenter.contacts.models import Contact


def prepare(*, at: datetime) -> None:
    """Inquiries need nothing of their own."""


def fields(*, contact: Contact, is_recent: bool, chance: random.Random) -> Mapping[str, Any]:
    """What the wrap-up of an invented contact wrote."""
    answer = "" if is_recent and chance.random() < 0.4 else "Разъяснили условия, вопросов не осталось."
    return {"question": contact.last_text, "answer": answer, "topic": contact.topic}
