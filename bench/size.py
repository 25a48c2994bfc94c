"""What size costs: an arrival with its offer, the next contact of who becomes free, the sweep and the floor.

Two worlds in databases of their own, filled by bare statements: 1,000 contacts wait in 10 queues for 100 operators,
and 500,000 in 5,000 for 15,000; a third of the operators is on shift. Each world has a process of its own, and rounds
of both alternate, so that whatever else the machine does falls on both.

The worlds are unkind. A fifth of all that wait stands in one queue, which every operator serves. Everyone on shift has
one chat already and everything that waits are calls, which need a whole operator: whoever looks for the first contact
that fits must not walk past all that do not. Arrivals are chats, in queues of about thirty members; those in the great
queue are measured apart.
"""

from __future__ import annotations

import itertools
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

TARGET = 1.5
ROUNDS = 20
A_ROUND = 20
WARMING = 2  # rounds
SLOW_ROUNDS = 5
QUEUES_OF_OPERATOR = 9  # and the great one
PATIENCE_SECONDS = 300
ROWS = 50  # of a list


@dataclass(frozen=True)
class World:
    """How much of everything."""

    name: str
    waiting: int
    queues: int
    operators: int
    on_shift: int


SMALL = World("small", waiting=1_000, queues=10, operators=100, on_shift=33)
BIG = World("big", waiting=500_000, queues=5_000, operators=15_000, on_shift=5_000)

_FILL = (
    "ALTER TABLE contacts_contact DISABLE TRIGGER USER",  # what they count is counted once at the end
    """
    INSERT INTO clients_client (kind, last_name, first_name, patronymic, organisation, account, contract, segment,
        language, time_zone, note, name_key, created_at)
    SELECT 'person', 'Bench', '', '', '', '', '', '', 'ru', '', '', 'bench', %(at)s FROM generate_series(1, 1000)
    """,
    """
    INSERT INTO contacts_queue SELECT (jsonb_populate_record(q, jsonb_build_object(
        'id', q.id + n, 'name', 'bench-' || n, 'slug', 'bench-' || n))).*
    FROM contacts_queue q, generate_series(1, %(queues)s - 1) n WHERE q.id = %(queue)s
    """,
    """
    INSERT INTO staff_user SELECT (jsonb_populate_record(u, jsonb_build_object(
        'id', u.id + n, 'username', 'bench-' || n))).*
    FROM staff_user u, generate_series(1, %(operators)s - 1) n WHERE u.id = %(operator)s
    """,
    """
    INSERT INTO staff_presence (operator_id, state, note, since, seen_at)
    SELECT %(operator)s + n, CASE WHEN n < %(on_shift)s THEN 'ready' ELSE 'offline' END, '', %(at)s, %(at)s
    FROM generate_series(0, %(operators)s - 1) n
    """,
    """
    INSERT INTO routing_seat SELECT (jsonb_populate_record(s, jsonb_build_object(
        'operator_id', %(operator)s + n, 'ready', n < %(on_shift)s,
        'load', CASE WHEN n < %(on_shift)s THEN 33 ELSE 0 END,
        'idle_since', %(at)s - make_interval(secs => (n * 7919) %% 3600)))).*
    FROM routing_seat s, generate_series(1, %(operators)s - 1) n WHERE s.operator_id = %(operator)s
    """,
    """
    INSERT INTO routing_queuemember (queue_id, operator_id, level, after_seconds)
    SELECT %(queue)s + CASE WHEN k = 0 THEN 0 ELSE 1 + (n * 7 + k) %% (%(queues)s - 1) END,
        %(operator)s + n, 1 + n %% 5, 0
    FROM generate_series(0, %(operators)s - 1) n, generate_series(0, least(%(each)s, %(queues)s - 1)) k
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO contacts_contact (client_id, channel, direction, thread, queue_id, state, priority, head_start, weight,
        language, arrived_at, in_queue_since, summary, last_text, unread)
    SELECT %(client)s + n %% 1000, 'phone', 'in', '', %(queue)s + CASE WHEN n %% 5 = 0 THEN 0 ELSE n %% %(queues)s END,
        'queued', 0, 0, 100, 'ru', %(at)s - make_interval(secs => n * 3600.0 / %(waiting)s),
        %(at)s - make_interval(secs => n * 3600.0 / %(waiting)s), '', '', 1
    FROM generate_series(1, %(waiting)s) n
    """,
    "ALTER TABLE contacts_contact ENABLE TRIGGER USER",
    "SELECT setval(pg_get_serial_sequence('contacts_queue', 'id'), (SELECT max(id) FROM contacts_queue))",
    "SELECT setval(pg_get_serial_sequence('staff_user', 'id'), (SELECT max(id) FROM staff_user))",
)


_COUNT = (
    """
    INSERT INTO contacts_queuetally (queue_id, queued, offered)
    SELECT queue_id, count(*), 0 FROM contacts_contact WHERE state = 'queued' GROUP BY queue_id
    """,
    """
    INSERT INTO contacts_queueminute (queue_id, minute, arrived)
    SELECT queue_id, date_bin('1 minute', arrived_at, 'epoch'), count(*) FROM contacts_contact GROUP BY 1, 2
    """,
)
_UNDO = (
    "UPDATE routing_offer SET outcome = 'withdrawn', ended_at = made_at WHERE outcome = ''",
    "UPDATE contacts_contact SET state = 'abandoned', ended_at = arrived_at WHERE state = 'offered' AND weight < 100",
    "UPDATE contacts_contact SET state = 'queued' WHERE state = 'offered'",
    "UPDATE routing_seat SET ringing = false, load = 33, held = '{}' WHERE ready AND (ringing OR load <> 33)",
)
# What is measured: the word for it, how many are one round, how many rounds, whether it is held to the target.
_MEASURED = {
    "arrive": ("arrival + offer", A_ROUND, ROUNDS, True),
    "arrive_in_great": ("arrival + offer in the queue that everybody serves", A_ROUND, ROUNDS // 2, False),
    "serve": ("an operator who becomes free is offered the first of his queues", A_ROUND, ROUNDS // 2, False),
    "sweep": ("a sweep that finds nobody to match", 1, SLOW_ROUNDS, False),
    "counters": ("the counters of all queues", 1, SLOW_ROUNDS, False),
    "draw": ("one queue drawn: its counters, the first fifty of its list", 1, SLOW_ROUNDS, False),
}


def run() -> dict[str, Any]:
    """Milliseconds in both worlds and their ratios."""
    from django.db import connection  # noqa: PLC0415 - only once there are settings

    empty = str(connection.settings_dict["NAME"])
    connection.close()
    copy = f"{empty}_small"
    started = time.perf_counter()
    with _database(copy, template=empty), _process(copy, SMALL) as small, _process(empty, BIG) as big:
        # Both are filled now: a process answers for the first time when its world stands.
        for ask in (small, big):
            ask("fill")
        filled = time.perf_counter() - started
        times = {what: _alternate(what, small, big) for what in _MEASURED}
    figures: dict[str, Any] = {}
    for what, (small_ms, big_ms) in times.items():
        label, *_how, is_held = _MEASURED[what]
        figures[f"{label}, small, ms"] = round(small_ms, 2)
        figures[f"{label}, big, ms"] = round(big_ms, 2)
        figures[f"{label}, big against small" + (f" (target {TARGET})" if is_held else "")] = round(
            big_ms / small_ms, 2
        )
    return figures | {"filling both, s": round(filled)}


def _alternate(what: str, small: _Ask, big: _Ask) -> tuple[float, float]:
    """Milliseconds of one in the small and in the big world."""
    _label, _a_round, rounds, _is_held = _MEASURED[what]
    for ask in (small, big) * WARMING:
        ask(what)
    both = [(small(what), big(what)) for _round in range(rounds)]
    return statistics.median(ms for ms, _big in both), statistics.median(ms for _small, ms in both)


_Ask = Callable[[str], float]


@contextmanager
def _database(name: str, *, template: str) -> Iterator[None]:
    """A copy of an empty database, dropped at the end."""
    import psycopg2  # type: ignore[import-untyped]  # noqa: PLC0415 - its stubs are not worth a dependency
    from django.db import connection  # noqa: PLC0415

    given = connection.get_connection_params() | {"dbname": "postgres", "cursor_factory": None}
    server = psycopg2.connect(**given)
    server.autocommit = True
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    with server.cursor() as cursor:
        cursor.execute(drop)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield
        finally:
            cursor.execute(drop)
            server.close()


@contextmanager
def _process(database: str, world: World) -> Iterator[_Ask]:
    """A process that lives in one world: ask it for a round and it answers with milliseconds."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_live, args=(theirs, database, world), daemon=True)
    process.start()
    theirs.close()

    def ask(what: str) -> float:
        ours.send(what)
        if not ours.poll(PATIENCE_SECONDS):
            raise TimeoutError(f"The {world.name} world has not answered: {what}.")
        answer = ours.recv()
        if isinstance(answer, BaseException):
            raise answer
        return float(answer)

    try:
        yield ask
    finally:
        ours.close()
        process.join(5)
        process.kill()
        process.join()


def _live(pipe: Connection, database: str, world: World) -> None:
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = database
    ground: _Ground | None = None
    try:
        while what := pipe.recv():
            try:
                if ground is None:
                    ground = _Ground(world)
                pipe.send(ground.measure(what) if what in _MEASURED else 0.0)
            except Exception as error:
                pipe.send(error)
    except EOFError:
        connection.close()


class _Ground:
    """One world, and the rounds in it."""

    def __init__(self, world: World) -> None:
        from django.utils import timezone  # noqa: PLC0415

        from contactcenter.clients.operations.addresses import find_or_create_client  # noqa: PLC0415
        from contactcenter.contacts.models import Queue  # noqa: PLC0415
        from contactcenter.routing.models import Seat  # noqa: PLC0415
        from contactcenter.staff.models import User  # noqa: PLC0415

        self.world = world
        self.at: datetime = timezone.now()
        self.numbers = itertools.count()
        self.queue = Queue.objects.create(name="bench", slug="bench", function="inquiries")
        self.operator = User.objects.create(username="bench")
        Seat.objects.create(operator=self.operator, ready=True, load=33, idle_since=self.at)
        self.address, _is_new = find_or_create_client(kind="phone", value="+79000000001", at=self.at, name="Bench")
        self._fill()
        self.queues = Queue.objects.in_bulk()

    def _fill(self) -> None:
        from django.db import connection  # noqa: PLC0415

        given: dict[str, Any] = {
            "at": self.at,
            "queue": self.queue.pk,
            "operator": self.operator.pk,
            "client": self.address.client_id,
            "each": QUEUES_OF_OPERATOR,
            "waiting": self.world.waiting,
            "queues": self.world.queues,
            "operators": self.world.operators,
            "on_shift": self.world.on_shift,
        }
        with connection.cursor() as cursor:
            for statement in (*_FILL, *_COUNT, "VACUUM ANALYZE"):
                cursor.execute(statement, given)

    def measure(self, what: str) -> float:
        """Milliseconds of one of a round; what it did is undone."""
        _label, a_round, *_rest = _MEASURED[what]
        work: Callable[[], None] = getattr(self, what)
        if what == "serve":
            self._make_room()
        start = time.perf_counter()
        work()
        milliseconds = (time.perf_counter() - start) * 1000 / a_round
        self._undo(expected=a_round if a_round > 1 else 0)
        return milliseconds

    def arrive(self) -> None:
        """Chats in queues that somebody on shift serves."""
        self._arrive(great=False)

    def arrive_in_great(self) -> None:
        """Chats in the queue that every operator serves."""
        self._arrive(great=True)

    def _arrive(self, *, great: bool) -> None:
        from contactcenter.contacts.operations.receiving import Incoming, receive  # noqa: PLC0415

        for number in itertools.islice(self.numbers, A_ROUND):
            served = 1 + (number * 13 % self.world.on_shift) * 7 % (self.world.queues - 1)
            receive(
                incoming=Incoming(
                    channel="telegram",
                    address_kind="phone",
                    address=self.address.value,
                    text="Здравствуйте, не работает интернет",
                    queue=self.queues[self.queue.pk + (0 if great else served)],
                    thread=f"bench-{number}",
                    external_id=f"bench-{number}",
                ),
                at=self.at,
            )

    def serve(self) -> None:
        """Operators who have become free, one after another."""
        from contactcenter.routing.operations.matching import offer_to_operator  # noqa: PLC0415

        for number in range(A_ROUND):
            assert offer_to_operator(operator_id=self.operator.pk + number, at=self.at)

    def _make_room(self) -> None:
        from contactcenter.routing.models import Seat  # noqa: PLC0415

        Seat.objects.filter(operator_id__lt=self.operator.pk + A_ROUND, ready=True).update(load=0)

    def sweep(self) -> None:
        """Nobody who is free can have what waits."""
        from contactcenter.routing.operations.sweep import match_waiting  # noqa: PLC0415

        assert match_waiting(as_of=self.at) == 0

    def counters(self) -> None:
        """As the floor reads them."""
        from contactcenter.contacts.counts import waiting_now  # noqa: PLC0415
        from contactcenter.supervision.queries.service import recent_counts  # noqa: PLC0415

        found = waiting_now()
        assert sum(waiting.queued for waiting in found.values()) == self.world.waiting
        recent_counts(at=self.at)

    def draw(self) -> None:
        """As the hub draws it."""
        from contactcenter.workstation.queries.desk import queue_summaries, waiting_in  # noqa: PLC0415

        queue_summaries([self.queue])
        assert len(waiting_in([self.queue])) == ROWS

    def _undo(self, *, expected: int) -> None:
        """A figure for work that was not done would be a lie."""
        from django.db import connection  # noqa: PLC0415

        with connection.cursor() as cursor:
            cursor.execute(_UNDO[0])
            assert cursor.rowcount == expected, (cursor.rowcount, expected)
            for statement in _UNDO[1:]:
                cursor.execute(statement)
