"""What the database says, to hold screens and promises against. Import it only after django.setup()."""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Sum

from bench.ground import Ground
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Delivery, DeliveryState, Message
from contactcenter.gateways.models import ChatSession
from contactcenter.gateways.queries import SHOWN, TALKING, WAITING
from contactcenter.routing.models import Offer, Seat

LISTED = 50  # rows of a queue that a screen shows

_BROKEN_HISTORY = """
SELECT count(*) FROM (
    SELECT e.contact_id, e.before, lag(e.after) OVER (PARTITION BY e.contact_id ORDER BY e.id) AS earlier
    FROM contacts_contactevent e JOIN contacts_contact c ON c.id = e.contact_id WHERE c.queue_id = %(queue)s
) step WHERE earlier IS NOT NULL AND before <> '' AND before <> earlier
"""
_ENDS_ELSEWHERE = """
SELECT count(*) FROM contacts_contact c WHERE c.queue_id = %(queue)s AND c.state <> (
    SELECT e.after FROM contacts_contactevent e WHERE e.contact_id = c.id ORDER BY e.id DESC LIMIT 1)
"""


@dataclass
class Truth:
    """One moment of the floor."""

    held: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # operator -> contacts
    offers: dict[int, int] = field(default_factory=dict)  # operator -> offer
    waiting: frozenset[int] = frozenset()
    windows: dict[str, tuple[str, int, int]] = field(default_factory=dict)  # token's hash -> stage, last message, count


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of the same moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def read_truth(ground: Ground) -> Truth:
    """As of now."""
    with one_moment():
        return _read(ground)


def _read(ground: Ground) -> Truth:
    truth = Truth()
    ours = Contact.objects.filter(queue=ground.queue)
    for operator_id, contact_id in ours.filter(state__in=states.HELD).values_list("operator_id", "pk"):
        truth.held[operator_id].add(contact_id)
    truth.offers = dict(Offer.objects.open().values_list("operator_id", "pk"))
    line = ours.waiting().values_list("pk", flat=True)
    truth.waiting = frozenset(line[:LISTED])
    stage_of = dict.fromkeys((states.QUEUED, states.OFFERED), WAITING) | {states.ACTIVE: TALKING}
    open_chats = ChatSession.objects.filter(widget__key=ground.widget_key, contact__state__in=stage_of)
    said = (
        Message.objects.filter(contact__queue=ground.queue, contact__state__in=stage_of, direction__in=SHOWN)
        .order_by()
        .values_list("contact")
        .annotate(Max("pk"), Count("pk"))
    )
    last = {contact: (newest, number) for contact, newest, number in said}
    truth.windows = {
        token_hash: (stage_of[state], *last.get(contact_id, (0, 0)))
        for token_hash, state, contact_id in open_chats.values_list("token_hash", "contact__state", "contact_id")
    }
    return truth


def words_kept(ground: Ground) -> Counter[str]:
    """How often each text is stored."""
    bodies = Message.objects.filter(contact__queue=ground.queue, direction__in=SHOWN).order_by()
    return Counter(dict(bodies.values_list("body").annotate(Count("pk"))))


def disagreements(ground: Ground) -> dict[str, int]:
    """What must be zero at any moment: books that do not agree with one another."""
    given = {"queue": ground.queue.pk}
    with one_moment(), connection.cursor() as cursor:
        figures: dict[str, int] = {}
        for name, sql in (("broken histories", _BROKEN_HISTORY), ("states without an event", _ENDS_ELSEWHERE)):
            cursor.execute(sql, given)
            figures[name] = cursor.fetchone()[0]
        figures["loads that do not fit"] = len(_wrong_loads())
        figures["deliveries given up"] = Delivery.objects.filter(state=DeliveryState.FAILED).count()
        return figures


def undelivered() -> int:
    """Answers that the outbox still has."""
    return Delivery.objects.filter(state__in=(DeliveryState.WAITING, DeliveryState.SENDING)).count()


def _wrong_loads() -> list[int]:
    held: dict[int, int] = dict(
        Contact.objects.filter(state__in=states.HELD).order_by().values_list("operator").annotate(Sum("weight"))
    )
    offered: dict[int, int] = dict(Offer.objects.open().order_by().values_list("operator").annotate(Sum("weight")))
    seats: Any = Seat.objects.values_list("operator_id", "load")
    return [pk for pk, load in seats if load != held.get(pk, 0) + offered.get(pk, 0)]
