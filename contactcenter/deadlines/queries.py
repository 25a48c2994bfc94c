"""Questions about deadlines; each costs the same at 2 rows and at 20."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Prefetch, Subquery

from contactcenter.cases.models import Case, CaseQuerySet
from contactcenter.deadlines.models import Deadline, Notice
from contactcenter.deadlines.models.clocks import DeadlineQuerySet
from contactcenter.deadlines.words import TimeLeft, notice_text, notice_url, time_left
from contactcenter.staff.models import User


@dataclass(frozen=True)
class Watched:
    """A deadline as a screen shows it."""

    deadline: Deadline
    left: TimeLeft

    @property
    def case(self) -> Case:
        """Whose deadline it is."""
        return self.deadline.case


@dataclass(frozen=True)
class Told:
    """A notice with its sentence and where it leads; nowhere when that is not shown to its reader."""

    notice: Notice
    text: str
    url: str


def shown(deadlines: DeadlineQuerySet) -> DeadlineQuerySet:
    """With what words need to tell the time left."""
    return deadlines.select_related("rule__calendar__base__base")


def watch_list(*, user: User, as_of: datetime, limit: int = 20) -> Sequence[Watched]:
    """What this operator has to do in time, the most urgent first."""
    rows = shown(_of_owner(user)).select_related("case").order_by("due_at", "id")[:limit]
    return [Watched(deadline=row, left=time_left(deadline=row, as_of=as_of)) for row in rows]


def _of_owner(user: User) -> DeadlineQuerySet:
    return Deadline.objects.visible_to(user).open().filter(case__owner=user, case__closed_at__isnull=True)


def with_open_deadlines(cases: CaseQuerySet) -> CaseQuerySet:
    """Each case brings `open_deadlines`, the most urgent first, for the whole page in one query."""
    rows = shown(Deadline.objects.open()).order_by("due_at", "id")
    return cases.prefetch_related(Prefetch("deadlines", queryset=rows, to_attr="open_deadlines"))


def by_due(cases: CaseQuerySet) -> CaseQuerySet:
    """What is due first comes first; cases without a deadline follow, the newest first."""
    first = Deadline.objects.open().filter(case=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    return cases.annotate(next_due_at=Subquery(first)).order_by(F("next_due_at").asc(nulls_last=True), "-id")


def nearest(*, case: Case, as_of: datetime) -> TimeLeft | None:
    """How the most urgent deadline of a case from `with_open_deadlines` stands."""
    rows: Sequence[Deadline] = getattr(case, "open_deadlines", ())
    return time_left(deadline=rows[0], as_of=as_of) if rows else None


def notices_of(*, user: User, limit: int = 30) -> Sequence[Told]:
    """What this person was told, the newest first."""
    rows = Notice.objects.visible_to(user).select_related("case").order_by("-id")[:limit]
    return [Told(notice=row, text=notice_text(row), url=notice_url(row, user)) for row in rows]


def unread_count(*, user: User) -> int:
    """The number on the bell."""
    return Notice.objects.visible_to(user).unread().count()
