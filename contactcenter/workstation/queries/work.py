"""Cases as lists and as pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from contactcenter.cases.models import Case, CaseEvent, CaseQuerySet, FollowUp
from contactcenter.contacts.models import Contact
from contactcenter.deadlines.models import Deadline, DeadlineState
from contactcenter.deadlines.queries import Watched, by_due, nearest, shown, watch_list, with_open_deadlines
from contactcenter.deadlines.words import TimeLeft, time_left
from contactcenter.functions.panels import case_panels
from contactcenter.functions.registry import registry
from contactcenter.staff.models import User
from contactcenter.workstation.sentences import case_sentence, verb_icon

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PAGE = 25
WATCHED = 8


@dataclass(frozen=True)
class CaseFilter:
    """What the list of cases shows."""

    function: str = ""
    all_states: bool = False
    mine: bool = False


@dataclass(frozen=True)
class Step:
    """One event of a case as a line of its timeline."""

    event: CaseEvent
    sentence: str
    icon: str

    @property
    def reason(self) -> str:
        """What was said to it."""
        return str(self.event.data.get("reason", ""))


@dataclass(frozen=True)
class Transition:
    """Something that can be done to a case by hand now."""

    verb: str
    label: _StrOrPromise
    asks: bool


@dataclass(frozen=True)
class Row:
    """A case as a list shows it; `left` is how its most urgent deadline stands, None where none runs."""

    case: Case
    left: TimeLeft | None


def with_labels(cases: CaseQuerySet) -> CaseQuerySet:
    """Cases with what one row of a list shows."""
    return with_open_deadlines(cases.select_related("client", "owner", "topic"))


def rows_of(cases: Iterable[Case], *, as_of: datetime) -> list[Row]:
    """Cases from `with_labels` with the time that is left for them."""
    return [Row(case=case, left=nearest(case=case, as_of=as_of)) for case in cases]


def case_list(*, user: User, chosen: CaseFilter, offset: int, as_of: datetime) -> list[Row]:
    """One page and one row more, what is due first before the rest."""
    cases = Case.objects.visible_to(user)
    if chosen.function:
        cases = cases.filter(function=chosen.function)
    if not chosen.all_states:
        cases = cases.open()
    if chosen.mine:
        cases = cases.owned_by(user)
    return rows_of(by_due(with_labels(cases))[offset : offset + PAGE + 1], as_of=as_of)


def deadlines_of(case: Case, *, user: User, as_of: datetime) -> list[Watched]:
    """What was promised on a case: what still runs, the most urgent first, then what was kept or missed."""
    found = Deadline.objects.visible_to(user).filter(case=case).exclude(state=DeadlineState.CANCELLED)
    rows = sorted(shown(found).order_by("due_at", "id"), key=lambda deadline: not deadline.is_open)
    return [Watched(deadline=row, left=time_left(deadline=row, as_of=as_of)) for row in rows]


def watched_deadlines(operator: User, *, as_of: datetime) -> Sequence[Watched]:
    """The nearest deadlines of the cases that the operator answers for."""
    return watch_list(user=operator, as_of=as_of, limit=WATCHED)


def case_page(*, case_id: int, user: User) -> QuerySet[Case]:
    """One case with what its page shows; empty when it is not this user's to see."""
    return (
        Case.objects.visible_to(user)
        .filter(pk=case_id)
        .select_related("client", "owner", "topic", "department", "continues")
    )


def steps_of(case: Case) -> list[Step]:
    """The timeline, newest first."""
    events = CaseEvent.objects.filter(case=case).select_related("actor").order_by("-pk")
    return [Step(event, case_sentence(event, function=case.function), verb_icon(event.verb)) for event in events]


def contacts_of(case: Case, *, user: User) -> list[Contact]:
    """The contacts that serve a case, newest first."""
    return list(
        Contact.objects.visible_to(user).filter(cases=case).select_related("queue", "operator", "topic").order_by("-pk")
    )


def cases_of_contact(contact: Contact, *, user: User) -> list[Case]:
    """The cases that a contact serves, newest first."""
    return list(Case.objects.visible_to(user).filter(contacts=contact).select_related("owner", "topic").order_by("-pk"))


def transitions_of(case: Case) -> list[Transition]:
    """The verbs of the function that its state table allows now."""
    function = registry.find(case.function)
    if function is None:
        return []
    return [
        Transition(verb, function.states.verbs.get(verb, verb), verb in function.transition_forms)
        for verb in function.states.allowed(case.state)
        if verb in function.transitions
    ]


def panel_of(case: Case) -> Mapping[str, Any]:
    """What the function's own panel shows."""
    function = registry.find(case.function)
    return function.case_panel_context(case=case) if function else {}


def cards_of(case: Case, *, user: User, at: datetime) -> list[dict[str, Any]]:
    """Cards that apps have announced for the page of a case, and that have to do with this one."""
    shown = [(panel, panel.context(case=case, user=user, at=at)) for panel in case_panels]
    return [{"panel": panel, "context": context} for panel, context in shown if context is not None]


def open_follow_ups(operator: User) -> Sequence[FollowUp]:
    """What the operator promised, the most urgent first."""
    return list(FollowUp.objects.visible_to(operator).open().select_related("case", "contact__client")[:20])
