"""What a page of the register costs with a million entries: turning, filtering, searching; and what its printout takes.

`python -m bench.register` makes a database of its own and drops it at the end; `run()` fills the one it is given.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ENTRIES = 1_000_000
CLIENTS = 50_000
TURNS = 40
# Lines of the printout whose memory is measured; a million take as much, only longer.
PRINTED = 4_000
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)

# Every eighth entry is one that still waits; each client has twenty.
_CLIENTS = """
INSERT INTO clients_client (kind, last_name, first_name, patronymic, organisation, account, contract, segment, language,
                            time_zone, note, name_key, created_at)
SELECT 'person', 'Фамилия' || n, 'Имя', '', '', '', '', '', 'ru', '', '', 'фамилия' || n || ' имя', %(at)s
FROM generate_series(1, %(clients)s) n
"""
_CASES = """
INSERT INTO cases_case (id, number, number_key, function, kind, client_id, subject, state, priority, owner_id,
                        department_id, received_at, created_at, closed_at)
SELECT n, number, lower(number), 'complaints', 'telecom_claim', first_client + n %% %(clients)s, 'Списали дважды ' || n,
       state, 0, NULL, NULL, moment, moment, CASE state WHEN 'closed' THEN moment END
FROM (SELECT n, (ARRAY['ПР', 'ЖЛ', 'ПЖ', 'БЛ'])[n %% 4 + 1] || '-2026-' || lpad((n / 4 + 1)::text, 6, '0') AS number,
             (ARRAY['registered', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed'])[n / 4 %% 8 + 1]
                 AS state,
             %(at)s::timestamptz - make_interval(secs => (%(count)s - n) * 30) AS moment
      FROM generate_series(1, %(count)s) n) rows,
     (SELECT min(id) AS first_client FROM clients_client WHERE last_name LIKE 'Фамилия%%') c
"""
_ENTRIES = """
INSERT INTO complaints_complaint (case_id, number, state, department_id, registered_at, kind, ground_id, basis, text,
    demand, amount, contract, product, way, incoming_number, reply_form, reply_address, complainant, is_anonymous,
    representative, authority, is_collective, about_note, cause_note, outcome, reason, decided_at, extension_reason,
    extension_told, answer, outgoing_number, delivery, execution, forwarded_to, end_reason, appeals, note, contract_key,
    search_key)
SELECT id, number, state, department, created_at, (ARRAY['claim', 'complaint', 'suggestion', 'gratitude'])[id %% 4 + 1],
    %(ground)s, '126-ФЗ ст. 55 ч. 7', 'Дважды списали плату за месяц ' || id %% 1000, 'refund', id %% 100000,
    'СЛ-' || id %% 500000, '', 'email', '', 'as_received', '', 'Фамилия Имя', false, '', '', false, '', '',
    CASE state WHEN 'closed' THEN (ARRAY['upheld', 'partly', 'rejected'])[id %% 3 + 1] ELSE '' END,
    CASE state WHEN 'closed' THEN 'Проверили' ELSE '' END, CASE state WHEN 'closed' THEN created_at END, '', '', '', '',
    '', '', '', '', 0, '', lower('СЛ-' || id %% 500000),
    'дважды списали плату за месяц ' || id %% 1000 || ' слово' || id %% 50000 || ' фамилия' || id %% 50000 || ' имя'
FROM cases_case, unnest(%(departments)s::bigint[]) WITH ORDINALITY d (department, place)
WHERE function = 'complaints' AND place = id %% 10 + 1
"""


def run() -> dict[str, Any]:
    """p95 in milliseconds of pages, filters and searches at ENTRIES, and the memory of a printout."""
    user = _fill()
    figures: dict[str, Any] = {}
    for name, ask in _questions(user).items():
        figures[f"{name}, p95 of {TURNS}, ms"] = round(_p95(ask), 1)
    figures[f"fifty rows by their keys, one bare statement, p95 of {TURNS}, ms"] = round(_p95(_bare), 1)
    figures |= _printout(user)
    return figures


def _fill() -> Any:
    from django.db import connection  # noqa: PLC0415 - only once there are settings

    from complaints.models import Ground  # noqa: PLC0415
    from complaints.operations.loading import load_catalogue  # noqa: PLC0415
    from contactcenter.cases.models import NumberSeries  # noqa: PLC0415
    from contactcenter.staff.models import Department, User  # noqa: PLC0415

    load_catalogue()
    user = User.objects.create(username="bench-register", is_superuser=True)
    departments = [Department.objects.create(name=f"Отдел {n}", code=f"bench-{n}").pk for n in range(10)]
    facts: dict[str, Any] = {
        "at": NOW,
        "count": ENTRIES,
        "clients": CLIENTS,
        "ground": Ground.objects.get(code="telecom_claim").pk,
        "departments": departments,
    }
    for prefix in ("ПР", "ЖЛ", "ПЖ", "БЛ"):
        NumberSeries.objects.create(prefix=prefix, year=2026, last=ENTRIES // 4)
    with connection.cursor() as cursor:
        for statement in (_CLIENTS, _CASES, _ENTRIES):
            cursor.execute(statement, facts)
        cursor.execute("VACUUM ANALYZE clients_client, cases_case, complaints_complaint, deadlines_deadline")
    return user


def _questions(user: Any) -> dict[str, Callable[[int], object]]:
    from complaints.queries.register import RegisterFilter, page_of  # noqa: PLC0415
    from contactcenter.staff.models import Department  # noqa: PLC0415

    department = Department.objects.get(code="bench-3").pk

    def page(turn: int, *, deep: bool = False, **chosen: Any) -> object:
        before = ENTRIES - turn * (ENTRIES // (TURNS + 1)) if deep else None
        return page_of(user=user, chosen=RegisterFilter(**chosen), as_of=NOW, before=before)

    days: dict[str, Any] = {"first": date(2026, 3, 1), "last": date(2026, 3, 9)}
    return {
        "first page": page,
        "a page anywhere": lambda turn: page(turn, deep=True),
        "waiting": lambda turn: page(turn, state="waiting", deep=turn % 2 == 1),
        "kind and state": lambda turn: page(turn, kind="gratitude", state="registered", deep=turn % 2 == 1),
        "ground and decision": lambda turn: page(turn, ground="telecom_claim", outcome="partly", deep=turn % 2 == 1),
        "department, kind, some days": lambda turn: page(turn, department=department, kind="claim", **days),
        "search by number": lambda turn: page(turn, text=str(turn * 5_000 + 17)),
        "search by contract": lambda turn: page(turn, text=f"СЛ-{turn * 997}"),
        "search by name": lambda turn: page(turn, text=f"Фамилия{turn * 11 + 1}"),
        "search by a rare word": lambda turn: page(turn, text=f"слово{turn * 31 + 10_000}"),
        "search by a word of every entry": lambda turn: page(turn, text="списали"),
        "search by two words": lambda turn: page(turn, text=f"месяц {turn + 100}"),
    }


def _bare(turn: int) -> object:
    """The least that a page asks of the database, in the same run and under the same load."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        first = turn * (ENTRIES // (TURNS + 1))
        cursor.execute(
            "SELECT * FROM complaints_complaint e JOIN cases_case c ON c.id = e.case_id "
            "WHERE e.case_id BETWEEN %s AND %s",
            [first, first + 50],
        )
        return cursor.fetchall()


def _p95(ask: Callable[[int], object]) -> float:
    for turn in range(3):
        ask(turn)
    taken: list[float] = []
    for turn in range(TURNS):
        start = time.perf_counter()
        ask(turn)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.quantiles(taken, n=20)[-1]


def _printout(user: Any) -> dict[str, Any]:
    """The most that a printout holds, at a quarter of its lines and at all of them; the same, or it is not constant."""
    from complaints.operations.spreadsheet import Spreadsheet  # noqa: PLC0415
    from complaints.queries.journal import lines, wanted  # noqa: PLC0415
    from complaints.queries.register import RegisterFilter  # noqa: PLC0415

    figures: dict[str, Any] = {}
    for count in (PRINTED // 4, PRINTED):
        tracemalloc.start()
        start, done = time.perf_counter(), 0
        with tempfile.TemporaryDirectory() as folder:
            book = Spreadsheet(title="Bench", imprint="")
            for chunk in lines(wanted(user=user, chosen=RegisterFilter())):
                for row in chunk:
                    book.add(row)
                done += len(chunk)
                if done >= count:
                    break
            book.save(Path(folder) / "bench.xlsx")
        figures[f"printout of {count:,} lines, most held, MB"] = round(tracemalloc.get_traced_memory()[1] / 2**20, 1)
        figures[f"printout of {count:,} lines, s (with the measuring)"] = round(time.perf_counter() - start, 1)
        tracemalloc.stop()
    return figures


def main() -> None:
    """Needs DATABASE_URL and REDIS_URL, as `python -m contactcenter.local -- ` gives them."""
    import django  # noqa: PLC0415
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    old = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        for name, figure in run().items():
            print(f"{name:55} {figure:>10}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
