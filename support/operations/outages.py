"""Outages: announcing one, grouping requests under it, telling the clients of the group.

Locks are taken in the order contact, case, outage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case, note_case_event
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.contacts.operations.messages import write_outgoing
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean, words
from contactcenter.staff.models import User
from support.models import Outage, OutageMessage, OutageMessageKind, Product, SupportRequest
from support.signals import outage_ended
from support.states import WAITING

TEXT_LIMIT = 2_000
MOST_PLACES = 200

# A conversation that goes on; who has hung up or only speaks cannot be written to.
_RUNNING = (states.QUEUED, states.OFFERED, states.ACTIVE)


@dataclass(frozen=True)
class NewOutage:
    """What does not work, where, since when, and what clients are told. No places: everywhere."""

    name: str
    product: Product
    text: str
    started_at: datetime
    places: Sequence[str] = ()
    expected_until: datetime | None = None


@transaction.atomic
def announce_outage(*, new: NewOutage, at: datetime, actor: User | None) -> Outage:
    """From now on it suggests itself. Raises InvalidInput with the field that cannot be taken."""
    if new.started_at > at:
        raise InvalidInput(_("An outage that has not begun is no outage yet."), field="started_at")
    if new.expected_until and new.expected_until <= new.started_at:
        raise InvalidInput(_("It cannot be over before it began."), field="expected_until")
    return Outage.objects.create(
        name=clean(new.name, limit=150, field="name", required=True),
        product=new.product,
        places=_places(new.places),
        started_at=new.started_at,
        expected_until=new.expected_until,
        text=clean(new.text, limit=TEXT_LIMIT, field="text", required=True),
        created_at=at,
        created_by=actor,
    )


def _places(given: Sequence[str]) -> list[str]:
    if len(given) > MOST_PLACES:
        raise InvalidInput(_("At most %(most)d places are taken.") % {"most": MOST_PLACES}, field="places")
    places = [clean(place, limit=200, field="places") for place in given]
    if any(place and not words(place) for place in places):
        raise InvalidInput(_("A place is a street, a house: it has letters or digits."), field="places")
    return [place for place in places if place]


@transaction.atomic
def foretell_outage(*, outage_id: int, text: str, expected_until: datetime | None, at: datetime) -> Outage:
    """Until when it will last by now, and what new clients are told. Raises Conflict once it has ended."""
    outage = _lock_running(outage_id)
    if expected_until and expected_until <= outage.started_at:
        raise InvalidInput(_("It cannot be over before it began."), field="expected_until")
    outage.text = clean(text, limit=TEXT_LIMIT, field="text", required=True)
    outage.expected_until = expected_until
    outage.save(update_fields=["text", "expected_until"])
    return outage


def _lock_running(outage_id: int) -> Outage:
    outage = Outage.objects.select_for_update(no_key=True).get(pk=outage_id)
    if outage.ended_at:
        raise Conflict(_("This outage has ended already."), code="outage_ended")
    return outage


@transaction.atomic
def join_outage(*, case_id: int, outage_id: int, at: datetime, actor: User | None) -> Case:
    """Group a request under an outage; a client who is being spoken to is told at once, and once.

    Joined twice it is joined once. Raises Conflict when the outage has ended or the request waits for no answer.
    """
    contact = lock_conversation(case_id)
    case = lock_case(case_id)
    row = SupportRequest.objects.get(case=case)
    if row.outage_id == outage_id:
        return case
    outage = _lock_running(outage_id)
    if case.state not in WAITING:
        raise Conflict(_("This request is answered: reopen it first."), code="request_answered")
    row.outage, row.settled_at = outage, None
    row.save(update_fields=["outage", "settled_at"])
    note_case_event(case, verb="join_outage", at=at, actor=actor, data={"outage": outage.pk, "reason": outage.name})
    if contact and contact.state in _RUNNING:
        tell_client(outage, contact, kind=OutageMessageKind.START, text=outage.text, at=at)
    return case


@transaction.atomic
def leave_outage(*, case_id: int, at: datetime, actor: User | None) -> Case:
    """It was something else after all. Raises Conflict when the request is in no outage that runs."""
    case = lock_case(case_id)
    row = SupportRequest.objects.select_related("outage").get(case=case)
    if row.outage is None:
        raise Conflict(_("This request belongs to no outage."), code="no_outage")
    outage = _lock_running(row.outage.pk)
    row.outage = None
    row.save(update_fields=["outage"])
    note_case_event(case, verb="leave_outage", at=at, actor=actor, data={"outage": outage.pk, "reason": outage.name})
    return case


@transaction.atomic
def end_outage(*, outage_id: int, closing_text: str, at: datetime, actor: User | None) -> Outage:
    """It works again. The requests of the group are answered and closed right after, in batches (settling.py).

    Raises Conflict when somebody else has ended it.
    """
    text = clean(closing_text, limit=TEXT_LIMIT, field="closing_text", required=True)
    outage = _lock_running(outage_id)
    if at < outage.started_at:
        raise InvalidInput(_("It cannot be over before it began."), field="ended_at")
    outage.ended_at, outage.ended_by, outage.closing_text = at, actor, text
    outage.save(update_fields=["ended_at", "ended_by", "closing_text"])
    outage_ended.send(sender=Outage, outage_id=outage.pk)
    return outage


def lock_conversation(case_id: int) -> Contact | None:
    """The newest contact of a case, locked."""
    newest = Contact.objects.filter(cases=case_id).order_by("-pk").values_list("pk", flat=True).first()
    return lock_contact(newest) if newest else None


def tell_client(outage: Outage, contact: Contact, *, kind: OutageMessageKind, text: str, at: datetime) -> bool:
    """Write to a locked contact unless it was told this before; False where nothing can be written."""
    if contact.channel == Channel.PHONE:
        return False
    if OutageMessage.objects.filter(outage=outage, contact=contact, kind=kind).exists():
        return False
    message = write_outgoing(contact, text=text, at=at)
    OutageMessage.objects.create(outage=outage, contact=contact, kind=kind, message=message, at=at)
    return True
