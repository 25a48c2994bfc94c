"""What an arrival and its offer cost, against the same rows written by bare statements in the same run.

An arrival is all that `receive` does for a known client, up to the offer on an operator's row and the hints on the bus.
Bare is psycopg2 alone: insert contact, message and event, commit; claim the head of the queue with SKIP LOCKED, commit.
Rounds of both alternate, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import itertools
import statistics
import time
from datetime import datetime
from typing import Any

ROUNDS = 20
A_ROUND = 20

_CLAIM = """
UPDATE contacts_contact SET state = 'offered' WHERE id = (
    SELECT id FROM contacts_contact WHERE queue_id = %s AND state = 'queued'
    ORDER BY priority DESC, arrived_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def run() -> dict[str, Any]:
    """Milliseconds of one arrival with its offer, of the bare rows, and the ratio of the two."""
    from django.utils import timezone  # noqa: PLC0415 - only once there are settings

    now = timezone.now()
    ground = _Ground(at=now, operators=1 + ROUNDS * A_ROUND + A_ROUND)
    ground.arrive(A_ROUND)  # warm both
    ground.write_bare(A_ROUND)
    ours, bare = [], []
    for _round in range(ROUNDS):
        ours.append(_milliseconds(ground.arrive))
        bare.append(_milliseconds(ground.write_bare))
    ground.require_all_offered(ROUNDS * A_ROUND + A_ROUND)
    ground.bare.close()
    mine, floor = statistics.median(ours), statistics.median(bare)
    return {
        "arrival + offer, operations layer, ms": round(mine, 2),
        "the same rows by bare psycopg2, ms": round(floor, 2),
        "ratio (target 3)": round(mine / floor, 2),
    }


def _milliseconds(work: Any) -> float:
    start = time.perf_counter()
    work(A_ROUND)
    return (time.perf_counter() - start) * 1000 / A_ROUND


class _Ground:
    """A queue with free operators for ours, one without for the bare rows, and a client who writes."""

    def __init__(self, *, at: datetime, operators: int) -> None:
        from contactcenter.clients.operations.addresses import find_or_create_client  # noqa: PLC0415
        from contactcenter.contacts.models import Queue  # noqa: PLC0415
        from contactcenter.routing.models import QueueMember, Seat  # noqa: PLC0415
        from contactcenter.staff.models import User  # noqa: PLC0415

        self.at = at
        self.names = (f"bench-{number}" for number in itertools.count())
        self.queue, self.bare_queue = (
            Queue.objects.create(name=name, slug=name, function="inquiries") for name in ("bench", "bench-bare")
        )
        people = User.objects.bulk_create([User(username=f"bench{number}") for number in range(operators)])
        Seat.objects.bulk_create([Seat(operator=person, ready=True, idle_since=at) for person in people])
        QueueMember.objects.bulk_create([QueueMember(queue=self.queue, operator=person, level=3) for person in people])
        self.address, _is_new = find_or_create_client(kind="phone", value="+79000000001", at=at, name="Bench")
        self._prepare_bare()

    def _prepare_bare(self) -> None:
        import psycopg2  # type: ignore[import-untyped]  # noqa: PLC0415 - its stubs are not worth a dependency
        from django.db import connection  # noqa: PLC0415

        from contactcenter.contacts.models import Contact, ContactEvent, Message  # noqa: PLC0415

        self.arrive(1)
        self.bare = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
        contact = Contact.objects.get()
        contact.queue = self.bare_queue
        contact.state = "queued"
        self.rows = [
            _statement(contact),
            _statement(Message.objects.get()),
            _statement(ContactEvent.objects.filter(verb="arrive").get()),
        ]

    def arrive(self, times: int) -> None:
        """Ours."""
        from contactcenter.contacts.operations.receiving import Incoming, receive  # noqa: PLC0415

        for name in itertools.islice(self.names, times):
            receive(
                incoming=Incoming(
                    channel="telegram",
                    address_kind="phone",
                    address=self.address.value,
                    text="Здравствуйте, не работает интернет",
                    queue=self.queue,
                    thread=name,
                    external_id=name,
                ),
                at=self.at,
            )

    def write_bare(self, times: int) -> None:
        """The floor below ours."""
        (contact, contact_row), (message, message_row), (event, event_row) = self.rows
        for name in itertools.islice(self.names, times):
            with self.bare, self.bare.cursor() as cursor:
                cursor.execute(contact, contact_row | {"thread": name})
                (contact_id,) = cursor.fetchone()
                cursor.execute(message, message_row | {"contact_id": contact_id, "external_id": name})
                cursor.execute(event, event_row | {"contact_id": contact_id})
            with self.bare, self.bare.cursor() as cursor:
                cursor.execute(_CLAIM, [self.bare_queue.pk])
                assert cursor.rowcount == 1

    def require_all_offered(self, times: int) -> None:
        """A figure for work that was not done would be a lie."""
        from contactcenter.routing.models import Offer  # noqa: PLC0415

        made = Offer.objects.count()
        assert made == times + 1, (made, times)


def _statement(row: Any) -> tuple[str, dict[str, Any]]:
    """The INSERT of one row as it stands, without its key, and its values."""
    from django.db import connection  # noqa: PLC0415

    fields = [field for field in row._meta.local_concrete_fields if not field.primary_key and not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(f"%({field.column})s" for field in fields)
    values = {
        field.column: field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in fields
    }
    return f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({places}) RETURNING id", values
