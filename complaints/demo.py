"""The register of the demo organisation: grounds and causes, entries in every stage of their life."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from complaints.letters_demo import prepare_letters, write_letters
from complaints.operations.loading import load_catalogue
from contactcenter.contacts.models import Contact


def prepare(*, at: datetime) -> None:
    """Grounds and causes."""
    load_catalogue()
    prepare_letters(at=at)


def fields(*, contact: Contact, is_recent: bool, chance: random.Random) -> Mapping[str, Any] | None:
    """What the wrap-up of an invented contact wrote."""
    return {"kind": "complaint", "text": contact.last_text, "topic": contact.topic}


def finish(*, at: datetime, chance: random.Random) -> None:
    """Letters in every stage."""
    write_letters(at=at, chance=chance)
