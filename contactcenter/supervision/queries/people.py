"""One operator and one queue, looked at closely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from django.db.models import QuerySet

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.queries import first_waiting
from contactcenter.routing.models import Offer
from contactcenter.staff.models import OperatorSkill, PresenceState, User
from contactcenter.staff.queries import time_in_states
from contactcenter.supervision.queries.day import start_of_day
from contactcenter.supervision.queries.operators import OperatorNow, operators_now

ROWS = 50


@dataclass(frozen=True)
class TimeInState:
    """How long an operator was in a state today."""

    label: str
    seconds: float


@dataclass(frozen=True)
class Waiting:
    """One who waits, who is asked to take him right now, his place, and how long he will yet wait, if anybody knows."""

    contact: Contact
    offered_to: User | None
    place: int = 0
    expected_minutes: int | None = None


def operator_now(operator_id: int) -> OperatorNow | None:
    """The operator as his tile shows him; None for who is no operator."""
    return next((operator for operator in operators_now(operator_id=operator_id)), None)


def contacts_in_hand(user: User, *, operator_id: int) -> Sequence[Contact]:
    """What an operator has in hand, the oldest first."""
    held = Contact.objects.visible_to(user).held_by(User(pk=operator_id))
    return list(held.select_related("client", "queue", "topic"))


def skills_of(operator_id: int) -> QuerySet[OperatorSkill]:
    """What an operator can serve, and how well."""
    return OperatorSkill.objects.filter(operator_id=operator_id).select_related("skill").order_by("skill__name")


def day_of(operator: User, *, at: datetime) -> list[TimeInState]:
    """Time in each state today, in the order of the states."""
    times = time_in_states(operator=operator, start=start_of_day(at), end=at)
    return [
        TimeInState(str(state.label), times[state].total_seconds())
        for state in PresenceState
        if times.get(state, timedelta()) >= timedelta(seconds=1)
    ]


def waiting_in(user: User, *, queue: Queue) -> Sequence[Waiting]:
    """The first of those who wait in a queue, in the order of service; two statements."""
    contacts = Contact.objects.visible_to(user).select_related("client")
    # Who is offered and who is not: each has an index of its own, and both together have none.
    offers = Offer.objects.open().filter(contact__in=contacts.filter(queue=queue, state=states.OFFERED))
    offered = [
        Waiting(offer.contact, offer.operator)
        for offer in offers.select_related("contact__client", "operator").order_by("contact__rank_at", "contact_id")[
            :ROWS
        ]
    ]
    first = first_waiting([queue.pk], limit=ROWS)
    waiting = [Waiting(contact, None) for contact in first.filter(pk__in=contacts).select_related("client")]
    in_turn = sorted([*offered, *waiting], key=lambda one: (one.contact.rank_at, one.contact.pk))[:ROWS]
    return [
        replace(one, place=place, expected_minutes=_minutes(queue.wait_at(place)))
        for place, one in enumerate(in_turn, start=1)
    ]


def _minutes(wait: timedelta | None) -> int | None:
    return None if wait is None else ceil(wait / timedelta(minutes=1))
