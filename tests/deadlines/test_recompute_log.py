"""Whatever is done to a clock, its due moment follows from its log alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contactcenter.cases.models import Case
from contactcenter.deadlines.derivation import recompute
from contactcenter.deadlines.models import Calendar, ClockEntry, Deadline, DeadlineState, Rule, Target
from contactcenter.deadlines.models.rules import RuleQuerySet
from contactcenter.deadlines.operations.changes import change_rule, extend_clock
from contactcenter.deadlines.operations.clocks import pause_clock, resume_clock, start_clock, stop_clock
from contactcenter.deadlines.operations.log import calendar_of, lines_of
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.lib.errors import DomainError
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule

ANSWER = Target.ANSWER
TERMS = {
    "minute": (90, "none"),
    "work_hour": (9, "none"),
    "cal_day": (10, "next"),
    "work_day": (5, "next"),
    "month": (1, "prev"),
}
deeds = st.lists(
    st.tuples(
        st.sampled_from(["pause", "resume", "extend", "change", "sweep", "stop"]),
        st.integers(1, 4000),  # minutes later
        st.integers(1, 20),
    ),
    max_size=8,
)


def agree(case: Case) -> None:
    deadline = Deadline.objects.get(case=case)
    reading = recompute(lines=lines_of(deadline), calendar_of=calendar_of)
    assert (deadline.due_at, deadline.internal_due_at) == (reading.due_at, reading.internal_due_at)
    last = ClockEntry.objects.filter(deadline=deadline).latest("id")
    assert last.due_at == deadline.due_at
    if deadline.state in (DeadlineState.RUNNING, DeadlineState.PAUSED):
        assert reading.paused == (deadline.state == DeadlineState.PAUSED)
    breaches = ClockEntry.objects.filter(deadline=deadline, kind="breach").count()
    assert breaches == (deadline.breached_at is not None)


def do(deed: str, *, case: Case, rules: RuleQuerySet, at: datetime, n: int) -> None:
    """Refusals are as good as deeds here: they must leave everything as it was."""
    deadline = Deadline.objects.get(case=case)
    other = rules.exclude(pk=deadline.rule_id).get()
    deeds: dict[str, Callable[[], object]] = {
        "pause": lambda: pause_clock(case=case, target=ANSWER, at=at),
        "resume": lambda: resume_clock(case=case, target=ANSWER, at=at),
        "extend": lambda: extend_clock(case=case, target=ANSWER, at=at, by=(n, deadline.unit), reason="notice"),
        "change": lambda: change_rule(case=case, target=ANSWER, at=at, rule=other, reason="priority"),
        "sweep": lambda: sweep(as_of=at),
        "stop": lambda: stop_clock(case=case, target=ANSWER, at=at),
    }
    with contextlib.suppress(DomainError):
        deeds[deed]()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(unit=st.sampled_from(sorted(TERMS)), other=st.sampled_from(sorted(TERMS)), life=deeds)
def test_stored_due_moment_is_what_the_log_says(
    operator: User, calendar: Calendar, unit: str, other: str, life: list[tuple[str, int, int]]
) -> None:
    Rule.objects.update(is_active=False)
    case = a_case(operator, kind=f"k{Case.objects.count()}")
    for code, kind, term in (("first", case.kind, unit), ("other", f"{case.kind}-x", other)):
        n, roll = TERMS[term]
        days = term in ("cal_day", "work_day", "month")
        a_rule(
            calendar,
            code=f"{case.kind}-{code}",
            kind=kind,
            n=n,
            unit=term,
            roll=roll,
            extension_n=30,
            extension_unit=term,
            internal_n=1 if days else 0,
        )
    pair = Rule.objects.filter(code__startswith=f"{case.kind}-")
    start_clock(case=case, target=ANSWER, at=NOON)
    agree(case)
    at = NOON
    for deed, later, n in life:
        at += timedelta(minutes=later)
        do(deed, case=case, rules=pair, at=at, n=n)
        agree(case)
