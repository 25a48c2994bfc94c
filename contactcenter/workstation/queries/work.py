"""Cases as lists and as pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from contactcenter.cases.models import Case, CaseEvent, FollowUp
from contactcenter.contacts.models import Contact
from contactcenter.deadlines.models import Deadline, DeadlineState
from contactcenter.functions.registry import registry
from contactcenter.staff.models import User
from contactcenter.workstation.sentences import VERB_ICONS, case_sentence

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


def case_rows(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what one row of a list shows: `due_at`, our own date of the nearest open deadline, and `overdue`."""
    nearest = Deadline.objects.open().filter(case=OuterRef("pk")).order_by("internal_due_at")
    return cases.select_related("client", "owner", "topic").annotate(
        due_at=Subquery(nearest.values("internal_due_at")[:1]),
        overdue=Exists(nearest.filter(state=DeadlineState.BREACHED)),
    )


def deadlines_of(case: Case) -> list[Deadline]:
    """What was promised on a case, what is due first in front, what was kept at the end."""
    found = Deadline.objects.filter(case=case).exclude(state=DeadlineState.CANCELLED).order_by("due_at")
    return sorted(found, key=lambda deadline: not deadline.is_open)


def watched_deadlines(operator: User) -> list[Deadline]:
    """The nearest deadlines of the cases that the operator answers for."""
    own = Deadline.objects.visible_to(operator).open().filter(case__owner=operator)
    return list(own.select_related("case").order_by("internal_due_at", "pk")[:WATCHED])


def case_list(*, user: User, chosen: CaseFilter, offset: int) -> list[Case]:
    """One page and one row more, what is due first before the rest."""
    cases = Case.objects.visible_to(user)
    if chosen.function:
        cases = cases.filter(function=chosen.function)
    if not chosen.all_states:
        cases = cases.open()
    if chosen.mine:
        cases = cases.owned_by(user)
    return list(
        case_rows(cases).order_by(F("due_at").asc(nulls_last=True), "received_at", "pk")[offset : offset + PAGE + 1]
    )


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
    return [
        Step(event, case_sentence(event, function=case.function), VERB_ICONS.get(event.verb, "point"))
        for event in events
    ]


def contacts_of(case: Case, *, user: User) -> list[Contact]:
    """The contacts that serve a case, newest first."""
    return list(
        Contact.objects.visible_to(user).filter(cases=case).select_related("queue", "operator", "topic").order_by("-pk")
    )


def cases_of_contact(contact: Contact, *, user: User) -> list[Case]:
    """The cases that a contact serves, newest first."""
    return list(case_rows(Case.objects.visible_to(user).filter(contacts=contact)).order_by("-pk"))


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


def open_follow_ups(operator: User) -> Sequence[FollowUp]:
    """What the operator promised, the most urgent first."""
    return list(FollowUp.objects.visible_to(operator).open().select_related("case", "contact__client")[:20])
