"""The entry that a wrap-up leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from complaints.operations.registering import NewComplaint, register_complaint
from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from contactcenter.staff.models import User

_FIELDS = (
    "ground",
    "demand",
    "amount",
    "contract",
    "product",
    "representative",
    "authority",
    "about",
    "is_anonymous",
    "is_told",
    "topic",
    "cause",
)


def register_from_wrapup(*, contact: Contact, operator: User, fields: Mapping[str, Any], at: datetime) -> Case:
    """Received when the contact arrived, registered now."""
    given = {name: fields[name] for name in _FIELDS if fields.get(name)}
    given["about"] = tuple(given.get("about", ()))
    new = NewComplaint(
        kind=fields["kind"], text=fields["text"], client=contact.client, contact=contact, owner=operator, **given
    )
    return register_complaint(new=new, at=at, actor=operator)
