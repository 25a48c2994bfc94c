"""A day led through the real operations at chosen moments."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from contactcenter.contacts.models import Contact, Disposition, Queue
from contactcenter.contacts.operations.life import abandon_contact, close_contact, finish_contact
from contactcenter.routing.operations.offers import accept_offer
from contactcenter.staff.models import PresenceState, User
from contactcenter.staff.operations.presence import change_presence
from tests.cast import a_queue, arrive, commits, open_offer

NINE = datetime(2026, 11, 24, 9, tzinfo=timezone.get_default_timezone())


def patient_queue(slug: str = "inquiries", *, target_seconds: int = 20) -> Queue:
    """Its offers hold for ten minutes, so that a test decides when each is accepted."""
    return a_queue(slug, skill="inquiries", target_seconds=target_seconds, offer_seconds=600)


def after(minutes: float = 0, seconds: float = 0) -> datetime:
    """So much after nine in the morning of a Tuesday."""
    return NINE + timedelta(minutes=minutes, seconds=seconds)


def served(
    queue: Queue, operator: User, *, at: datetime, wait: float, talk: float | None = None, wrap: float | None = None
) -> Contact:
    """Somebody arrived at `at` and was accepted after `wait` seconds; with `talk` and `wrap` it went on and ended."""
    contact = arrive(queue, at=at)
    moment = at + timedelta(seconds=wait)
    with commits():
        accept_offer(offer_id=open_offer(contact).pk, operator=operator, at=moment)
    if talk is not None:
        moment += timedelta(seconds=talk)
        finish_contact(contact_id=contact.pk, actor=operator, at=moment)
    if wrap is not None:
        disposition, _new = Disposition.objects.get_or_create(function="inquiries", code="done", name="Решено")
        moment += timedelta(seconds=wrap)
        with commits():
            close_contact(contact_id=contact.pk, actor=operator, disposition_id=disposition.pk, summary="Да", at=moment)
    return Contact.objects.get(pk=contact.pk)


def lost(queue: Queue, *, at: datetime, wait: float) -> Contact:
    """Somebody arrived at `at` and left after `wait` seconds."""
    contact = arrive(queue, at=at)
    with commits():
        abandon_contact(contact_id=contact.pk, at=at + timedelta(seconds=wait), why="left")
    return Contact.objects.get(pk=contact.pk)


def on_line(operator: User, *, at: datetime) -> None:
    """Ready from `at` on, before anybody has come."""
    with commits():
        change_presence(operator=operator, state=PresenceState.READY, at=at, actor=operator)


def gone(operator: User, *, at: datetime) -> None:
    """Off shift from `at` on."""
    with commits():
        change_presence(operator=operator, state=PresenceState.OFFLINE, at=at, actor=operator)
