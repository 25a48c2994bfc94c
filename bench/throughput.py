"""How many contacts a second two processes lead from arrival to the end, each exactly once.

Both work in one queue with the same operators: a contact arrives, is offered, accepted, finished and closed, all
through the operations that screens call, with what follows each commit. At the end the events say what was done how
often.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

TARGET = 100
PROCESSES = 2
EACH = 500  # contacts
OPERATORS = 40
PATIENCE_SECONDS = 180
VERBS = ("arrive", "offer", "accept", "finish", "close")


def run() -> dict[str, Any]:
    """Contacts a second, and how many were led to the end."""
    from django.db import connection  # noqa: PLC0415 - only once there are settings

    facts = _prepare()
    connection.close()  # a child must not speak on its parent's connection
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(PROCESSES)
    pipes = [context.Pipe(duplex=False) for _number in range(PROCESSES)]
    children = [
        context.Process(target=_lead, args=(sender, barrier, number, facts), daemon=True)
        for number, (_receiver, sender) in enumerate(pipes)
    ]
    for child, (_receiver, sender) in zip(children, pipes, strict=True):
        child.start()
        sender.close()
    try:
        spans = [_answer(receiver) for receiver, _sender in pipes]
    finally:
        for child in children:
            child.join(5)
            child.kill()
    seconds = max(end for _start, end in spans) - min(start for start, _end in spans)
    done = PROCESSES * EACH
    _require_exactly_once(done)
    return {
        f"contacts/s from arrival to the end, {PROCESSES} processes (target {TARGET})": round(done / seconds, 1),
        "contacts led to the end, each by one event of each kind": done,
        "deadlocks": _deadlocks(),
    }


def _prepare() -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415

    from contactcenter.contacts.models import Disposition, Queue  # noqa: PLC0415
    from contactcenter.routing.models import QueueMember, Seat  # noqa: PLC0415
    from contactcenter.staff.models import Presence, PresenceState, User  # noqa: PLC0415

    now = timezone.now()
    queue = Queue.objects.create(name="bench", slug="bench", function="inquiries")
    people = User.objects.bulk_create([User(username=f"bench{number}") for number in range(OPERATORS)])
    Presence.objects.bulk_create(
        [Presence(operator=one, state=PresenceState.READY, since=now, seen_at=now) for one in people]
    )
    Seat.objects.bulk_create([Seat(operator=one, ready=True, idle_since=now) for one in people])
    QueueMember.objects.bulk_create([QueueMember(queue=queue, operator=one, level=3) for one in people])
    disposition = Disposition.objects.create(function="inquiries", name="bench", code="bench")
    return {"queue": queue, "disposition_id": disposition.pk}


def _lead(sender: Connection, barrier: Any, process: int, facts: dict[str, Any]) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from contactcenter.lib.garbage import keep_what_is_loaded  # noqa: PLC0415

    try:
        connection.ensure_connection()
        keep_what_is_loaded()  # as every process of the site does
        barrier.wait(PATIENCE_SECONDS)
        start = time.perf_counter()
        for number in range(EACH):
            _lead_one(f"bench-{process}-{number}", at=timezone.now(), **facts)
        sender.send((start, time.perf_counter()))
    except BaseException as error:
        barrier.abort()
        sender.send(error)
    finally:
        connection.close()


def _lead_one(name: str, *, queue: Any, disposition_id: int, at: datetime) -> None:
    from contactcenter.contacts.operations.life import close_contact, finish_contact  # noqa: PLC0415
    from contactcenter.contacts.operations.receiving import Incoming, receive  # noqa: PLC0415
    from contactcenter.routing.models import Offer  # noqa: PLC0415
    from contactcenter.routing.operations.offers import accept_offer  # noqa: PLC0415

    incoming = Incoming(
        channel="telegram",
        address_kind="telegram",
        address=name,
        text="Здравствуйте, не работает интернет",
        queue=queue,
        thread=name,
        external_id=name,
    )
    contact = receive(incoming=incoming, at=at).contact
    offer = Offer.objects.open().select_related("operator").get(contact=contact)
    accept_offer(offer_id=offer.pk, operator=offer.operator, at=at)
    finish_contact(contact_id=contact.pk, at=at, actor=offer.operator)
    close_contact(
        contact_id=contact.pk, actor=offer.operator, disposition_id=disposition_id, summary="Настроен роутер", at=at
    )


def _answer(receiver: Connection) -> tuple[float, float]:
    if not receiver.poll(PATIENCE_SECONDS):
        raise TimeoutError(f"A process has not led its contacts to the end in {PATIENCE_SECONDS} s.")
    answer = receiver.recv()
    if isinstance(answer, BaseException):
        raise answer
    start, end = answer
    return float(start), float(end)


def _require_exactly_once(done: int) -> None:
    """A figure for work that was not done, or was done twice, would be a lie."""
    from django.utils import timezone  # noqa: PLC0415

    from contactcenter.contacts.models import Contact, ContactEvent  # noqa: PLC0415
    from contactcenter.contacts.operations.counting import compare_counts  # noqa: PLC0415
    from contactcenter.routing.models import Seat  # noqa: PLC0415

    told = Counter(ContactEvent.objects.values_list("verb", flat=True))
    assert {verb: told[verb] for verb in VERBS} == dict.fromkeys(VERBS, done), told
    assert ContactEvent.objects.filter(verb="close").values("contact").distinct().count() == done
    assert Contact.objects.filter(state="closed").count() == Contact.objects.count() == done
    assert not Seat.objects.exclude(load=0, ringing=False).exists()
    assert compare_counts(as_of=timezone.now()) == []


def _deadlocks() -> int:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
