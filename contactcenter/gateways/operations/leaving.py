"""Visitors who have gone while they waited."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Value

from contactcenter.contacts import states
from contactcenter.contacts.operations.life import abandon_contact, lock_contact
from contactcenter.gateways.models import ChatSession
from contactcenter.lib.each import each

WAITING = (states.QUEUED, states.OFFERED)


def gone_visitors(*, as_of: datetime) -> QuerySet[ChatSession]:
    """Who waits for an operator and has had no window open for longer than his widget is patient.

    Whom we could not let wait was told that his words are kept: he may go, and his message stays.
    """
    patience = ExpressionWrapper(F("widget__abandon_seconds") * timedelta(seconds=1), output_field=DurationField())
    latest = ExpressionWrapper(Value(as_of, output_field=DateTimeField()) - patience, output_field=DateTimeField())
    return ChatSession.objects.filter(
        contact__state__in=WAITING, contact__kept_as_message_at__isnull=True, last_seen_at__lt=latest
    )


def abandon_deserted(*, as_of: datetime) -> int:
    """Give up for everyone who has gone; returns how many."""
    session_ids = list(gone_visitors(as_of=as_of).values_list("pk", flat=True))
    return each(session_ids, lambda pk: _abandon(session_id=pk, as_of=as_of), what="gateways.abandon")


@transaction.atomic
def _abandon(*, session_id: int, as_of: datetime) -> bool:
    session = ChatSession.objects.get(pk=session_id)
    if session.contact_id is None:
        return False
    contact = lock_contact(session.contact_id)
    # Looked at again under the lock: an operator may have accepted, or the visitor have come back.
    if contact.state not in WAITING or not gone_visitors(as_of=as_of).filter(pk=session_id).exists():
        return False
    abandon_contact(contact_id=contact.pk, at=as_of, why="left the page")
    return True
