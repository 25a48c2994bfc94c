"""Contacts that leave an operator's hands before they are finished."""

from __future__ import annotations

import functools
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
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
    offers = Offer.objects.open().filter(operator_id=operator_id)
    return each(offers, functools.partial(withdraw_offer, at=at, why=why), what="routing.withdraw")


def hand_everything_back(*, operator_id: int, at: datetime, why: str) -> int:
    """The operator is gone: offers and running conversations return with their age; wrap-ups stay his to finish."""
    running = Contact.objects.filter(operator_id=operator_id, state=states.ACTIVE).values_list("pk", flat=True)
    return_one = functools.partial(_return_contact, operator_id=operator_id, at=at, why=why)
    return withdraw_offers(operator_id=operator_id, at=at, why=why) + each(running, return_one, what="routing.return")


def return_orphans(*, as_of: datetime) -> int:
    """What a process that died between sign-out and handing back has left with somebody who is gone."""
    gone = Presence.objects.filter(state=PresenceState.OFFLINE)
    running = Contact.objects.filter(state=states.ACTIVE, operator__presence__in=gone)
    offered = Offer.objects.open().filter(operator__presence__in=gone)
    operator_ids = {*running.values_list("operator_id", flat=True), *offered.values_list("operator_id", flat=True)}
    return sum(hand_everything_back(operator_id=operator_id, at=as_of, why="offline") for operator_id in operator_ids)


@transaction.atomic
def _return_contact(contact_id: int, *, operator_id: int, at: datetime, why: str) -> bool:
    contact = lock_contact(contact_id)
    if contact.state != states.ACTIVE or contact.operator_id != operator_id:
        return False
    move_contact(contact, verb="return", at=at, data={"why": why, "from": operator_id}, operator=None)
    return True
