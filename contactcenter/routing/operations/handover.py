"""Contacts that leave an operator's hands before they are finished."""

from __future__ import annotations

import functools
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, NoteKind, Queue
from contactcenter.contacts.models.contacts import SERVICE_ORDER
from contactcenter.contacts.operations.life import lock_contact, move_contact, require_holder
from contactcenter.contacts.operations.messages import write_note
from contactcenter.lib.each import each
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.routing.models import Offer, Seat
from contactcenter.routing.operations.colleagues import require_colleague
from contactcenter.routing.operations.matching import match_operator, offer_to_named
from contactcenter.routing.operations.offers import withdraw_offer
from contactcenter.routing.operations.seats import lock_seats
from contactcenter.routing.queries import queue_for_function
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
    _require_taking(queue)
    return _let_go(
        contact,
        operator,
        queue=queue,
        at=at,
        note=note,
        priority=contact.priority if priority is None else priority,
    )


@transaction.atomic
def transfer_to_function(*, contact_id: int, operator: User, function: str, at: datetime, note: str = "") -> Contact:
    """Hand a running conversation to the queue of a labour function where it will be served soonest.

    Raises as `transfer_contact` does, and InvalidInput when the function has no other queue.
    """
    contact = lock_contact(contact_id)
    queue = queue_for_function(function, as_of=at, besides=contact.queue_id)
    if queue is None:
        raise InvalidInput(_("This labour function has no other queue."), code="no_queue", field="function")
    return transfer_contact(contact_id=contact.pk, operator=operator, queue=queue, at=at, note=note)


@transaction.atomic
def transfer_to_operator(
    *, contact_id: int, operator: User, to: User, at: datetime, note: str = "", queue: Queue | None = None
) -> Contact:
    """Offer a running conversation to one colleague, past the line; `queue` is one that he serves, the contact's own
    where none is named.

    He accepts, declines or misses it like any offer; then it comes back (`bring_back`). Raises as `transfer_contact`
    does, NotAllowed when he does not serve the queue or is in another team, Conflict when he cannot be asked just now.
    Nothing has changed then.
    """
    contact = lock_contact(contact_id)
    require_holder(contact, operator)
    if to.pk == operator.pk:
        raise InvalidInput(_("You have this contact yourself."), code="yourself", field="to")
    target = queue or contact.queue
    _require_taking(target)
    require_colleague(target, to, of=operator)
    states.CONTACT.next(contact.state, "transfer")
    # Two who hand to one another at the same moment lock both seats in one order.
    seats = lock_seats(operator.pk, to.pk)
    match_operator(operator_id=to.pk, at=at)
    contact = _let_go(contact, operator, queue=target, at=at, note=note, to=to)
    if not offer_to_named(contact_id=contact.pk, operator_id=to.pk, at=at):
        raise _why_not(seats.get(to.pk), to, contact)
    Offer.objects.open().filter(contact=contact).update(given_by=operator)
    contact.refresh_from_db()
    return contact


def _require_taking(queue: Queue) -> None:
    if not queue.is_active:
        raise InvalidInput(_("The queue “%(name)s” takes no contacts.") % {"name": queue.name}, field="queue")


def _let_go(
    contact: Contact,
    operator: User,
    *,
    queue: Queue,
    at: datetime,
    note: str,
    to: User | None = None,
    **changes: int,
) -> Contact:
    if note.strip():
        write_note(contact_id=contact.pk, author=operator, text=note, at=at, kind=NoteKind.HANDOVER)
    return move_contact(
        contact,
        verb="transfer",
        at=at,
        actor=operator,
        data={"from": contact.queue_id, "to": queue.pk, **({"operator": to.pk} if to else {})},
        operator=None,
        handed_over_by=operator,
        queue=queue,
        **changes,
    )


def _why_not(seat: Seat | None, person: User, contact: Contact) -> Conflict:
    """Why the offer was not made, as far as the seat tells."""
    if seat is None or not seat.ready:
        return Conflict(_("%(name)s is not ready now.") % {"name": person}, code="not_ready")
    if seat.ringing:
        return Conflict(_("%(name)s is being offered another contact right now.") % {"name": person}, code="ringing")
    if not seat.has_room_for(contact):
        return Conflict(_("%(name)s has no room for one more contact.") % {"name": person}, code="no_room")
    return Conflict(
        _("%(name)s has declined or missed this contact a moment ago, or is not skilled enough for it yet.")
        % {"name": person},
        code="not_fitting",
    )


def bring_back(contact: Contact, *, at: datetime) -> None:
    """Whom a contact was given to has not taken it: it waits in the queue it came from, with its age, and the giver is
    asked first, if he is ready and has room. The caller has locked the contact.
    """
    if contact.handed_over_by_id is None:
        return
    offer = contact.offers.order_by("-pk").first()
    if offer is None or offer.given_by_id is None:
        return
    back = {"handed_over_by": None, "preferred_operator": offer.given_by}
    transfer = contact.events.filter(verb="transfer").order_by("-pk").first()
    origin = Queue.objects.active().filter(pk=transfer.data["from"]).first() if transfer else None
    if origin is None or origin.pk == contact.queue_id:
        for field, value in back.items():
            setattr(contact, field, value)
        contact.save(update_fields=set(back))
        return
    move_contact(contact, verb="move", at=at, data={"from": contact.queue_id, "to": origin.pk}, queue=origin, **back)


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


def take_work_away(*, operator_id: int, actor: User, at: datetime, queue: Queue | None = None) -> int:
    """A supervisor takes running conversations from an operator, into their queues or all into `queue`; how many went.

    They keep their age and are not offered back to him there. Raises InvalidInput for a queue that takes nothing.
    """
    if queue is not None:
        _require_taking(queue)
    held = Contact.objects.filter(operator_id=operator_id, state=states.ACTIVE).order_by(*SERVICE_ORDER)
    away = functools.partial(_take_away_one, operator_id=operator_id, actor=actor, queue=queue, at=at)
    return each(held.values_list("pk", flat=True), away, what="routing.take_away")


@transaction.atomic
def _take_away_one(contact_id: int, *, operator_id: int, actor: User, queue: Queue | None, at: datetime) -> bool:
    contact = lock_contact(contact_id)
    if contact.state != states.ACTIVE or contact.operator_id != operator_id:
        return False
    target = queue or contact.queue
    move_contact(
        contact,
        verb="transfer",
        at=at,
        actor=actor,
        data={"from": contact.queue_id, "to": target.pk, "taken_from": operator_id},
        operator=None,
        handed_over_by_id=operator_id,
        queue=target,
    )
    return True


def return_orphans(*, as_of: datetime) -> int:
    """What a process that died between sign-out and handing back has left with somebody who is gone."""
    gone = Presence.objects.filter(state=PresenceState.OFFLINE)
    running = Contact.objects.filter(state=states.ACTIVE, operator__presence__in=gone)
    offered = Offer.objects.open().filter(operator__presence__in=gone)
    operator_ids = {*running.values_list("operator_id", flat=True), *offered.values_list("operator_id", flat=True)}
    return sum(hand_everything_back(operator_id=operator_id, at=as_of, why="offline") for operator_id in operator_ids)
