from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import NewCase, lock_case, move_case, register_case
from contactcenter.contacts.models import Contact
from contactcenter.staff.models import User
from tests.fifth.models import Retention


@transaction.atomic
def register_from_wrapup(*, contact: Contact, operator: User, fields: Mapping[str, Any], at: datetime) -> Case:
    new = NewCase(
        function="retention",
        client=contact.client,
        subject=fields["reason"][:200],
        owner=operator,
        contact=contact,
        received_at=contact.arrived_at,
    )
    case = register_case(new=new, at=at, actor=operator)
    Retention.objects.create(case=case, reason=fields["reason"])
    return case


@transaction.atomic
def keep_client(*, case_id: int, at: datetime, actor: User | None) -> Case:
    return move_case(lock_case(case_id), verb="keep", at=at, actor=actor)
