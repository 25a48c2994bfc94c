"""The load of an operator, kept true by every transition of his contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Func, Value

from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.routing.operations.matching import ROOM, match_operator
from contactcenter.staff.models import User


def ensure_seat(*, operator: User, at: datetime) -> Seat:
    """The operator's row, made when he first comes."""
    seat, _created = Seat.objects.get_or_create(operator=operator, defaults={"idle_since": at})
    return seat


def release_seat(*, operator_id: int, channel: str, weight: int, at: datetime) -> None:
    """A contact left the operator's hands."""
    _let_go(operator_id=operator_id, channel=channel, weight=weight, idle_since=at)
    match_operator(operator_id=operator_id, at=at)


def _let_go(*, operator_id: int, channel: str, weight: int, **written: Any) -> None:
    held = Func(F("held"), Value(channel), Value(-1), Value(-weight), function="routing_hold")
    Seat.objects.filter(operator_id=operator_id).update(load=F("load") - weight, held=held, **written)


# One conditional update: the row that is locked by it is the row that is judged.
_OCCUPY = f"""
UPDATE routing_seat s
SET load = s.load + %(weight)s, held = routing_hold(s.held, %(channel)s, 1, %(weight)s), idle_since = %(at)s
WHERE s.operator_id = %(operator)s AND {ROOM.format(channel="%(channel)s", weight="%(weight)s")}
"""  # noqa: S608 - constants only


def occupy_seat(*, operator_id: int, channel: str, weight: int, at: datetime) -> bool:
    """A contact comes into his hands without an offer; False when it does not fit."""
    match_operator(operator_id=operator_id, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_OCCUPY, {"operator": operator_id, "channel": channel, "weight": weight, "at": at})
        return bool(cursor.rowcount)


def lock_seats(*operator_ids: int) -> dict[int, Seat]:
    """These seats locked in their one order, before any of them is written; each owes its operator a match."""
    seats = Seat.objects.select_for_update(no_key=True).filter(operator_id__in=operator_ids)
    return {seat.operator_id: seat for seat in seats.order_by("operator_id")}


def renew_room(*, operator_id: int | None = None) -> None:
    """Work out anew what operators can have besides what they hold: the rules of channels or limits have changed."""
    seats = Seat.objects.all() if operator_id is None else Seat.objects.filter(operator_id=operator_id)
    locked = seats.order_by("operator_id").select_for_update(no_key=True).values_list("operator_id", flat=True)
    Seat.objects.filter(operator_id__in=list(locked)).update(held=F("held"))


def settle_offer(*, offer: Offer, channel: str, outcome: str, at: datetime, reason: str = "") -> bool:
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
        _let_go(operator_id=offer.operator_id, channel=channel, weight=offer.weight, ringing=False)
    # Whatever the outcome, he can be offered the next one.
    match_operator(operator_id=offer.operator_id, at=at)
    return True
