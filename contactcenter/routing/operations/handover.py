"""Contacts that leave an operator's hands before they are finished."""

from __future__ import annotations

import functools
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.models.contacts import SERVICE_ORDER
from contactcenter.contacts.operations.life import lock_contact, move_contact, require_holder
from contactcenter.contacts.operations.messages import write_note
from contactcenter.lib.each import each
from contactcenter.lib.errors import InvalidInput
from contactcenter.routing.models import Offer
from contactcenter.routing.operations.offers import withdraw_offer
from contactcenter.staff.models import Presence, PresenceState, User


@transaction.atomic
def transfer_contact(
    *, contact_id: int, operator: User, queue: Queue, at: datetime, note: str = "", priority: int | None = None
) -> Contact:
    """Hand a running conversation to another queue, with a note for the colleague; its age stays.

    Raises NotAllowed when it is not his, InvalidInput when the queue takes nothing, IllegalTransition in wrap-up.
    """
    contact = lock_contact(contact_id)
    require_holder(contact, operator)
    if not queue.is_active:
        raise InvalidInput(_("The queue “%(name)s” takes no contacts.") % {"name": queue.name}, field="queue")
    if note.strip():
        write_note(contact_id=contact.pk, author=operator, text=note, at=at)
    return move_contact(
        contact,
        verb="transfer",
        at=at,
        actor=operator,
        data={"from": contact.queue_id, "to": queue.pk},
        operator=None,
        handed_over_by=operator,
        queue=queue,
        priority=contact.priority if priority is None else priority,
    )


def withdraw_offers(*, operator_id: int, at: datetime, why: str) -> int:
    """The operator is not ready any more: nobody waits until his time to answer has run out."""
    return _give_back(Contact.objects.filter(pk__in=_offered_to(operator_id)), operator_id, at, why)


def hand_everything_back(*, operator_id: int, at: datetime, why: str) -> int:
    """The operator is gone: offers and running conversations return with their age; wrap-ups stay his to finish."""
    running = Q(operator_id=operator_id, state=states.ACTIVE)
    return _give_back(Contact.objects.filter(running | Q(pk__in=_offered_to(operator_id))), operator_id, at, why)


def _offered_to(operator_id: int) -> QuerySet[Offer, int]:
    return Offer.objects.open().filter(operator_id=operator_id).values_list("contact_id", flat=True)


def _give_back(contacts: QuerySet[Contact], operator_id: int, at: datetime, why: str) -> int:
    # Each in a transaction of its own, in the order of service: whoever is free gets the first.
    in_turn = contacts.order_by(*SERVICE_ORDER).values_list("pk", flat=True)
    return each(
        in_turn, functools.partial(_give_back_one, operator_id=operator_id, at=at, why=why), what="routing.give_back"
    )


@transaction.atomic
def _give_back_one(contact_id: int, *, operator_id: int, at: datetime, why: str) -> bool:
    contact = lock_contact(contact_id)
    if offer := Offer.objects.open().filter(contact=contact, operator_id=operator_id).first():
        return withdraw_offer(offer=offer, at=at, why=why)
    if contact.state != states.ACTIVE or contact.operator_id != operator_id:
        return False
    move_contact(contact, verb="return", at=at, data={"why": why, "from": operator_id}, operator=None)
    return True


def return_orphans(*, as_of: datetime) -> int:
    """What a process that died between sign-out and handing back has left with somebody who is gone."""
    gone = Presence.objects.filter(state=PresenceState.OFFLINE)
    running = Contact.objects.filter(state=states.ACTIVE, operator__presence__in=gone)
    offered = Offer.objects.open().filter(operator__presence__in=gone)
    operator_ids = {*running.values_list("operator_id", flat=True), *offered.values_list("operator_id", flat=True)}
    return sum(hand_everything_back(operator_id=operator_id, at=as_of, why="offline") for operator_id in operator_ids)
