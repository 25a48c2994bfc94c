"""What an operator does with an offer, and what time does with it."""

from __future__ import annotations

import functools
import itertools
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.operations.apart import are_apart
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact
from contactcenter.contacts.operations.life import lock_contact, move_contact
from contactcenter.lib.each import each
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.routing.models import Offer, OfferOutcome, QueueMember, Seat
from contactcenter.routing.operations.seats import occupy_seat, settle_offer
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.staff.operations.presence import change_presence

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrPromise

_GONE = {
    OfferOutcome.ACCEPTED: _("You have accepted this contact already."),
    OfferOutcome.DECLINED: _("You have declined this contact."),
    OfferOutcome.EXPIRED: _("The time to accept has run out; the contact goes to a colleague."),
    OfferOutcome.WITHDRAWN: _("The client has left or the offer was taken back."),
}


@transaction.atomic
def accept_offer(*, offer_id: int, operator: User, at: datetime, by_itself: bool = False) -> Contact:
    """The operator takes what is held out to him; a second accept of his own answers with the same contact.

    `by_itself`: its queue opens contacts at once, and his screen is told to. Raises NotAllowed for somebody else's
    offer, Conflict with the reason when it is gone.
    """
    offer, contact = _locked(offer_id, operator)
    if offer.outcome == OfferOutcome.ACCEPTED and contact.operator_id == operator.pk:
        return contact
    if offer.outcome or offer.expires_at <= at:
        raise Conflict(_GONE[OfferOutcome(offer.outcome or OfferOutcome.EXPIRED)], code="offer_gone")
    settle_offer(offer=offer, channel=contact.channel, outcome=OfferOutcome.ACCEPTED, at=at)
    move_contact(
        contact,
        verb="accept",
        at=at,
        actor=operator,
        data={"offer": offer.pk} | ({"by_itself": True} if by_itself else {}),
        operator=operator,
        accepted_at=contact.accepted_at or at,
        handed_over_by=None,
    )
    if by_itself:
        publish(topics.operator(operator.pk), kind="opened", contact=contact.pk)
    else:
        publish(topics.operator(operator.pk), kind="offer_ended", offer=offer.pk)
    return contact


@transaction.atomic
def decline_offer(*, offer_id: int, operator: User, at: datetime, reason: str = "") -> None:
    """The operator lets it go to a colleague; the contact keeps its age. Raises as `accept_offer` does."""
    why = clean(reason, limit=200, field="reason")
    offer, contact = _locked(offer_id, operator)
    if not settle_offer(offer=offer, channel=contact.channel, outcome=OfferOutcome.DECLINED, at=at, reason=why):
        raise Conflict(_GONE[OfferOutcome(offer.outcome)], code="offer_gone")
    move_contact(contact, verb="decline", at=at, actor=operator, data={"offer": offer.pk, "reason": why})
    publish(topics.operator(operator.pk), kind="offer_ended", offer=offer.pk)


def expire_offers(*, as_of: datetime) -> int:
    """Offers whose time has run out go back; who did not answer often enough is put to “not responding”."""
    due = Offer.objects.due(as_of=as_of).select_related("operator")
    return each(due, functools.partial(_expire, at=as_of), what="routing.expire")


@transaction.atomic
def _expire(offer: Offer, *, at: datetime) -> bool:
    contact = lock_contact(offer.contact_id)
    if not Offer.objects.open().filter(pk=offer.pk).exists():
        return False
    # His presence before his seat, which settling locks: whoever changes his presence locks in this order too.
    _put_aside(offer, missed_offers=contact.queue.missed_offers, at=at)
    settle_offer(offer=offer, channel=contact.channel, outcome=OfferOutcome.EXPIRED, at=at)
    move_contact(contact, verb="expire", at=at, data={"offer": offer.pk, "operator": offer.operator_id})
    publish(topics.operator(offer.operator_id), kind="offer_ended", offer=offer.pk)
    return True


def _put_aside(offer: Offer, *, missed_offers: int, at: datetime) -> None:
    presence = Presence.objects.select_for_update(no_key=True).filter(operator=offer.operator_id).first()
    if presence is None or presence.state != PresenceState.READY:
        return
    if 1 + _missed_before(offer, since=presence.since, up_to=missed_offers) >= missed_offers:
        change_presence(operator=offer.operator, state=PresenceState.NO_ANSWER, at=at)


def _missed_before(offer: Offer, *, since: datetime, up_to: int) -> int:
    """How many he has missed in a row since he said that he is ready; what was taken back from him does not count."""
    earlier = Offer.objects.filter(operator=offer.operator_id, made_at__gte=since, pk__lt=offer.pk)
    outcomes = earlier.exclude(outcome=OfferOutcome.WITHDRAWN).order_by("-pk").values_list("outcome", flat=True)
    missed = itertools.takewhile(lambda outcome: outcome == OfferOutcome.EXPIRED, outcomes[:up_to])
    return sum(1 for _outcome in missed)


@transaction.atomic
def withdraw_offer(*, offer: Offer, at: datetime, why: str) -> bool:
    """Take an offer back: the operator is gone. The contact waits again with its age."""
    contact = lock_contact(offer.contact_id)
    if not settle_offer(offer=offer, channel=contact.channel, outcome=OfferOutcome.WITHDRAWN, at=at, reason=why):
        return False
    move_contact(contact, verb="withdraw", at=at, data={"offer": offer.pk, "why": why})
    publish(topics.operator(offer.operator_id), kind="offer_ended", offer=offer.pk)
    return True


@transaction.atomic
def take_contact(*, contact_id: int, operator: User, at: datetime, since: datetime | None = None) -> Contact:
    """The operator picks a waiting contact from the list; the first one wins, the others are told why not.

    `since` is when the client began to wait, where that was before this contact: a call back to him.

    Raises NotAllowed when he does not serve the queue, Conflict when it is gone or he has no room.
    """
    contact = lock_contact(contact_id)
    _require_turn(contact, operator, at=at, since=since or contact.in_queue_since)
    if contact.state != states.QUEUED:
        raise Conflict(_why_gone(contact), code="contact_gone")
    seat = Seat.objects.select_for_update(no_key=True).filter(operator=operator).first()
    if seat is None or not seat.ready:
        raise Conflict(_("Set your state to “Ready” first."), code="not_ready")
    if not occupy_seat(operator_id=operator.pk, channel=contact.channel, weight=contact.weight, at=at):
        raise Conflict(_why_no_room(seat, contact), code="no_room")
    return move_contact(
        contact,
        verb="take",
        at=at,
        actor=operator,
        operator=operator,
        accepted_at=contact.accepted_at or at,
        handed_over_by=None,
    )


def _why_gone(contact: Contact) -> StrPromise:
    """Whoever came second learns who was first."""
    if contact.state in states.HELD and contact.operator:
        return _("%(name)s was faster and has this contact already.") % {"name": contact.operator.short_name}
    if contact.state == states.OFFERED:
        offer = Offer.objects.open().select_related("operator").get(contact=contact)
        return _("This contact is held out to %(name)s right now.") % {"name": offer.operator.short_name}
    if contact.state == states.ABANDONED:
        return _("The client has left.")
    return _("This contact is closed already.")


def _why_no_room(seat: Seat, contact: Contact) -> StrPromise:
    """The limit of the channel where that is it, otherwise the load."""
    if contact.channel in seat.closed:
        channel = contact.get_channel_display()
        return _("With what you have in hand you can have no more on the channel “%(channel)s”.") % {"channel": channel}
    return _("You have as many contacts as you can hold. Finish one first.")


def _require_turn(contact: Contact, operator: User, *, at: datetime, since: datetime) -> None:
    member = QueueMember.objects.filter(queue_id=contact.queue_id, operator=operator).first()
    if member is None:
        raise NotAllowed(_("You do not serve this queue."), code="not_a_member")
    if since + timedelta(seconds=member.after_seconds) > at and member.after_seconds:
        raise NotAllowed(
            _("The contact waits for a more skilled colleague first; you may take it after %(seconds)d s of waiting.")
            % {"seconds": member.after_seconds},
            code="ring_closed",
        )
    if are_apart(client_id=contact.client_id, operator_id=operator.pk):
        raise NotAllowed(_("This client is served by your colleagues."), code="kept_apart")
    if contact.reserved_until and contact.reserved_until > at and contact.preferred_operator_id != operator.pk:
        raise NotAllowed(
            _("The client waits a moment for the colleague who served him last."), code="kept_for_colleague"
        )


def _locked(offer_id: int, operator: User) -> tuple[Offer, Contact]:
    offer = Offer.objects.get(pk=offer_id)
    if offer.operator_id != operator.pk:
        raise NotAllowed(_("This offer is for somebody else."), code="not_yours")
    contact = lock_contact(offer.contact_id)
    # Read again under the contact's lock: only who holds it settles the offer.
    offer.refresh_from_db()
    return offer, contact
