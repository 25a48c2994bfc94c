"""Words between braces in what an operator may say: {имя}, {оператор}, {номер}, {срок}."""

from __future__ import annotations

import re

from django.utils import timezone
from django.utils.formats import date_format

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from contactcenter.deadlines.models import Deadline
from contactcenter.staff.models import User

_WORD = re.compile(r"\{(имя|оператор|номер|срок|name|operator|number|due)\}")
_ENGLISH = {"name": "имя", "operator": "оператор", "number": "номер", "due": "срок"}


def words_of(*, contact: Contact, user: User) -> dict[str, str]:
    """What is known now; what is not stays between its braces for the operator to see."""
    case = Case.objects.filter(contacts=contact).order_by("-pk").first()
    due = Deadline.objects.filter(case=case, stopped_at__isnull=True).order_by("due_at").first() if case else None
    known = {
        "имя": _called(contact.client.name),
        "оператор": user.first_name,
        "номер": case.number if case else "",
        "срок": date_format(timezone.localtime(due.due_at), "j E, H:i") if due else "",
    }
    return {word: value for word, value in known.items() if value}


def _called(name: str) -> str:
    """“Иванова Анна Петровна” is spoken to as Анна Петровна; two words may be in any order and stay."""
    parts = name.split()
    return " ".join(parts[1:]) if len(parts) == 3 else name


def fill(text: str, known: dict[str, str]) -> str:
    """The text with the words that are known."""
    return _WORD.sub(lambda found: known.get(_ENGLISH.get(found[1], found[1]), found[0]), text)
