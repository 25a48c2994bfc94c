"""Entries for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from complaints.models import Complaint, Ground
from complaints.operations.registering import NewComplaint, register_complaint
from contactcenter.clients.models import Client
from contactcenter.staff.models import User
from tests.cast import a_client

TEXT = "Дважды списали абонентскую плату за октябрь, верните деньги."


def a_complaint(
    *, client: Client | None = None, at: datetime | None = None, actor: User | None = None, **given: Any
) -> Complaint:
    """An entry as `register_complaint` writes it; a ground may be given by its code."""
    if isinstance(ground := given.get("ground"), str):
        given["ground"] = Ground.objects.get(code=ground)
        given.setdefault("kind", given["ground"].kind)
    if not given.get("is_anonymous"):
        client = client or a_client()
    new = NewComplaint(**{"kind": "claim", "text": TEXT, "client": client, **given})
    case = register_complaint(new=new, at=at or timezone.now(), actor=actor)
    return entry(case.pk)


def entry(case_id: int) -> Complaint:
    """As it stands in the database."""
    return Complaint.objects.select_related("case", "ground", "rule").get(pk=case_id)


def link_all() -> None:
    """What a commit does to the chain, in a test that never commits."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
