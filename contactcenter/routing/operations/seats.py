"""The load of an operator, kept true by every transition of his contacts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.routing.operations.matching import match_operator
from contactcenter.staff.models import User


def ensure_seat(*, operator: User, at: datetime) -> Seat:
    """The operator's row, made when he first comes."""
    seat, _created = Seat.objects.get_or_create(operator=operator, defaults={"idle_since": at})
    return seat


def release_seat(*, operator_id: int, weight: int, at: datetime) -> None:
    """A contact left the operator's hands."""
    Seat.objects.filter(operator_id=operator_id).update(load=F("load") - weight, idle_since=at)
    match_operator(operator_id=operator_id, at=at)


def occupy_seat(*, operator_id: int, weight: int, at: datetime) -> bool:
    """A contact comes into his hands without an offer; False when it does not fit."""
    match_operator(operator_id=operator_id, at=at)
    return bool(
        Seat.objects.filter(operator_id=operator_id, load__lte=F("capacity") - weight).update(
            load=F("load") + weight, idle_since=at
        )
    )


def lock_seats(*operator_ids: int) -> dict[int, Seat]:
    """These seats locked in their one order, before any of them is written; each owes its operator a match."""
    seats = Seat.objects.select_for_update(no_key=True).filter(operator_id__in=operator_ids)
    return {seat.operator_id: seat for seat in seats.order_by("operator_id")}


def settle_offer(*, offer: Offer, outcome: str, at: datetime, reason: str = "") -> bool:
    """End an open offer exactly once; what was not accepted frees its place. False when it had ended before.

    Who has just accepted stands at the end of the line of the idle.
    The contact's row must be locked by the caller, so the order of locks is contact, offer, seat.
    """
    ended = Offer.objects.filter(pk=offer.pk, outcome="").update(outcome=outcome, ended_at=at, reason=reason[:200])
    if not ended:
        return False
    if outcome == OfferOutcome.ACCEPTED:
        Seat.objects.filter(operator_id=offer.operator_id).update(ringing=False, idle_since=at)
    else:
        Seat.objects.filter(operator_id=offer.operator_id).update(ringing=False, load=F("load") - offer.weight)
    # Whatever the outcome, he can be offered the next one.
    match_operator(operator_id=offer.operator_id, at=at)
    return True
