"""What happens because time passes: warnings, breaches, escalations. Once a second, and each of them once.

A deadline says itself when it next needs attention; the sweep takes those moments from the left end of a partial index,
so that it costs what is due and not what is open. Several sweeps at once skip what another has locked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from contactcenter.deadlines.models import ClockEntry, Deadline, EntryKind, EscalationLevel, Notice, NoticeKind
from contactcenter.deadlines.operations.log import become_breached, levels_for, set_steps, topics_of
from contactcenter.deadlines.recipients import Recipients
from contactcenter.deadlines.signals import steps_taken
from contactcenter.push import topics
from contactcenter.push.publish import change, publish_all

BATCH = 1000
# One turn of a catch-up: the next second goes on where this one ended.
LIMIT = 20_000

# The ORM's bulk_update builds a CASE for each row and field, which costs ten times the statement itself.
_SAVE = """
UPDATE deadlines_deadline d
SET state = v.state, breached_at = v.breached_at, steps = v.steps::jsonb, next_event_at = v.next_event_at
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::timestamptz[])
     AS v (id, state, breached_at, steps, next_event_at)
WHERE d.id = v.id
"""


@dataclass
class Findings:
    """What one batch writes."""

    levels: Sequence[EscalationLevel]
    recipients: Recipients
    as_of: datetime
    entries: list[ClockEntry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def sweep(*, as_of: datetime) -> dict[str, int]:
    """Give every warning, breach and escalation whose moment is not after `as_of`; returns how many of each."""
    done = dict.fromkeys((EntryKind.WARN.value, EntryKind.BREACH.value, EntryKind.ESCALATE.value), 0)
    handled = 0
    while handled < LIMIT:
        size, counts = sweep_batch(as_of=as_of)
        for kind, count in counts.items():
            done[kind] += count
        handled += size
        if size < BATCH:
            break
    return done


@transaction.atomic
def sweep_batch(*, as_of: datetime) -> tuple[int, Mapping[str, int]]:
    """One transaction's worth: the number of deadlines, and what was written by kind."""
    deadlines = list(
        Deadline.objects.eventful(as_of=as_of)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("case__owner__team")[:BATCH]
    )
    if not deadlines:
        return 0, {}
    findings = Findings(
        levels=list(EscalationLevel.objects.all()),
        recipients=Recipients.of(deadlines),
        as_of=as_of,
    )
    for deadline in deadlines:
        _take_steps(deadline, findings)
    _save(deadlines)
    ClockEntry.objects.bulk_create(findings.entries, batch_size=BATCH)
    Notice.objects.bulk_create(findings.notices, batch_size=BATCH)
    steps_taken.send(sender=ClockEntry, entries=findings.entries)
    _tell(deadlines, findings)
    counts: dict[str, int] = {}
    for entry in findings.entries:
        counts[entry.kind] = counts.get(entry.kind, 0) + 1
    return len(deadlines), counts


def _take_steps(deadline: Deadline, findings: Findings) -> None:
    """Every step whose moment has come; a breach brings its levels, whose moment may have come too."""
    while deadline.next_event_at and deadline.next_event_at <= findings.as_of:
        moment, step = deadline.next_event_at, deadline.steps[0][1]
        left = [(datetime.fromisoformat(at), name) for at, name in deadline.steps[1:]]
        if step == "breach":
            become_breached(deadline, levels=findings.levels)
        else:
            set_steps(deadline, left)
        _take_step(deadline, step, moment=moment, ahead=left, findings=findings)


def _take_step(
    deadline: Deadline, step: str, *, moment: datetime, ahead: Sequence[tuple[datetime, str]], findings: Findings
) -> None:
    users: Sequence[int] = ()
    kind, notice = EntryKind.WARN, NoticeKind.WARNING
    if step == "breach":
        kind = EntryKind.BREACH
    elif step.startswith("level:"):
        kind, notice = EntryKind.ESCALATE, NoticeKind.BREACH
        users = findings.recipients.for_level(deadline, _level(deadline, step, findings.levels))
    # After a standstill several warnings may be due at once: the last one says it all.
    elif not ahead or ahead[0][0] > findings.as_of:
        notice = NoticeKind.INTERNAL if step == "internal" else NoticeKind.WARNING
        users = findings.recipients.doers(deadline)
    data = {"moment": moment.isoformat(), "users": list(users)}
    findings.entries.append(
        ClockEntry(deadline=deadline, at=findings.as_of, kind=kind, due_at=deadline.due_at, step=step, data=data)
    )
    facts = {"target": deadline.target, "due_at": deadline.due_at.isoformat(), "step": step, "part": deadline.part}
    findings.notices += [
        Notice(user_id=user, kind=notice, case_id=deadline.case_id, facts=facts, at=findings.as_of) for user in users
    ]


def _save(deadlines: Sequence[Deadline]) -> None:
    rows = [(row.pk, row.state, row.breached_at, json.dumps(row.steps), row.next_event_at) for row in deadlines]
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [list(column) for column in zip(*rows, strict=True)])


def _level(deadline: Deadline, step: str, levels: Sequence[EscalationLevel]) -> EscalationLevel | None:
    number = int(step.removeprefix("level:"))
    of_case = levels_for(levels, function=deadline.case.function, target=deadline.target)
    return next((level for level in of_case if level.level == number), None)


def _tell(deadlines: Sequence[Deadline], findings: Findings) -> None:
    told = sorted({notice.user_id for notice in findings.notices})
    publish_all(
        *(change(topic, kind="deadline") for topic in sorted({t for row in deadlines for t in topics_of(row)})),
        *(change(topics.operator(user), kind="notice") for user in told),
        change(topics.FLOOR, kind="deadline"),
    )
