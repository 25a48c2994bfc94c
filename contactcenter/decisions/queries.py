"""Questions about referrals; each costs the same at 2 rows and at 20."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Attachment, Topic
from contactcenter.deadlines.models import DeadlineState
from contactcenter.deadlines.words import TimeLeft, time_left
from contactcenter.decisions import states
from contactcenter.decisions.models import (
    AnswerTemplate,
    ClientAnswer,
    Decision,
    Referral,
    ReferralMessage,
    ReferralRule,
    ResolutionCode,
)
from contactcenter.decisions.models.referrals import ReferralQuerySet
from contactcenter.functions.registry import registry
from contactcenter.lib.errors import Conflict
from contactcenter.lib.text import fold
from contactcenter.staff.models import Department, Role, User

DECIDED_SHOWN = 30


@dataclass(frozen=True)
class Row:
    """A referral as a list shows it."""

    referral: Referral
    left: TimeLeft | None


@dataclass(frozen=True)
class DepartmentDay:
    """What stands under the name of a department."""

    decided_today: int
    kept_percent: int | None


# The matrix


def rule_for(*, case: Case, product: str = "") -> ReferralRule | None:
    """The most specific row of the matrix: product before topic, the topic itself before what lies above it."""
    rules = list(ReferralRule.objects.for_case(case))
    if not any(rule.topic_id or rule.product for rule in rules):
        return max(rules, key=lambda rule: rule.function != "", default=None)
    lineage = _lineage(case.topic_id)
    product_key = fold(product)
    fitting = [
        rule
        for rule in rules
        if (not rule.topic_id or rule.topic_id in lineage) and (not rule.product or fold(rule.product) == product_key)
    ]
    return max(
        fitting,
        key=lambda rule: (
            rule.product != "",
            -lineage.index(rule.topic_id) if rule.topic_id else -len(lineage) - 1,
            rule.function != "",
        ),
        default=None,
    )


def _lineage(topic_id: int | None) -> list[int]:
    """A topic and what lies above it, the nearest first."""
    parents = dict(Topic.objects.values_list("pk", "parent_id")) if topic_id else {}
    lineage: list[int] = []
    while topic_id and topic_id not in lineage:
        lineage.append(topic_id)
        topic_id = parents.get(topic_id)
    return lineage


def experts_of(department: Department) -> QuerySet[User]:
    """Who can decide for a department with an account of his own."""
    members = Q(department=department) | Q(pk=department.head_id)
    return User.objects.filter(members, is_active=True, groups__name=Role.EXPERT).order_by("last_name", "pk")


def codes_for(*, function: str) -> QuerySet[ResolutionCode]:
    """The resolution codes of a function, and those of all."""
    return ResolutionCode.objects.filter(function__in=("", function), is_active=True)


# Guards for labour functions


def require_no_open_referrals(case: Case) -> None:
    """A final answer or the end of a case waits for every department. Raises Conflict with their names.

    The caller holds the case locked: referring locks it as well, so that neither slips past the other.
    """
    waiting = Referral.objects.open().filter(case=case).order_by("id").values_list("department__name", flat=True)
    if names := ", ".join(dict.fromkeys(waiting)):
        raise Conflict(
            _("%(case)s still waits for a decision: %(departments)s. Wait for it, or withdraw the referral first.")
            % {"case": case.number, "departments": names},
            code="referral_open",
        )


# The screen of a department


def inbox(*, user: User, chosen: str, as_of: datetime) -> list[Row]:
    """What a department was asked, what is due first in front; `chosen` is mine, all, new, clarifying or decided."""
    last = ReferralMessage.objects.filter(referral=OuterRef("pk")).order_by("-id").values("from_department")[:1]
    asked = Referral.objects.visible_to(user).asked_of(user).with_row().annotate(last_is_ours=Subquery(last))
    if chosen == "decided":
        recent = asked.filter(state=states.DECIDED).order_by("-decided_at")[:DECIDED_SHOWN]
        return [Row(referral, _left(referral, as_of)) for referral in recent]
    rows = narrowed(asked.open(), user=user, chosen=chosen).by_due()
    return [Row(referral, _left(referral, as_of)) for referral in rows]


def narrowed(referrals: ReferralQuerySet, *, user: User, chosen: str) -> ReferralQuerySet:
    """One of the filters over open referrals."""
    if chosen == "mine":
        return referrals.filter(expert=user)
    if chosen == "new":
        return referrals.filter(state=states.SENT)
    if chosen == "clarifying":
        return referrals.filter(state=states.CLARIFYING)
    return referrals


def inbox_counts(*, user: User) -> dict[str, int]:
    """How many each filter over open referrals would show."""
    asked = Referral.objects.visible_to(user).asked_of(user).open()
    return asked.aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(expert=user)),
        new=Count("pk", filter=Q(state=states.SENT)),
        clarifying=Count("pk", filter=Q(state=states.CLARIFYING)),
    )


def waiting_for(*, user: User) -> int:
    """The number in the rail: what the departments of this user owe."""
    return Referral.objects.visible_to(user).asked_of(user).open().count()


def department_day(*, user: User, as_of: datetime) -> DepartmentDay:
    """What the departments of this user decided today, and how much of the last 30 days was in time."""
    decided = Referral.objects.asked_of(user).filter(state=states.DECIDED)
    midnight = timezone.localtime(as_of).replace(hour=0, minute=0, second=0, microsecond=0)
    recent = decided.filter(decided_at__gte=as_of - timedelta(days=30), deadline__isnull=False)
    counted = recent.aggregate(all=Count("pk"), kept=Count("pk", filter=Q(deadline__state=DeadlineState.MET)))
    return DepartmentDay(
        decided_today=decided.filter(decided_at__gte=midnight).count(),
        kept_percent=round(100 * counted["kept"] / counted["all"]) if counted["all"] else None,
    )


def referral_page(referrals: ReferralQuerySet) -> ReferralQuerySet:
    """With everything that the page of one referral shows."""
    return (
        referrals.with_row()
        .select_related("case__client", "case__topic", "parent__department")
        .prefetch_related(
            Prefetch("messages", queryset=ReferralMessage.objects.select_related("author").prefetch_related("files")),
            Prefetch(
                "decisions", queryset=Decision.objects.select_related("code", "decided_by").prefetch_related("files")
            ),
            "attachments",
            Prefetch("children", queryset=Referral.objects.select_related("department").prefetch_related("decisions")),
        )
    )


def _left(referral: Referral, as_of: datetime) -> TimeLeft | None:
    return time_left(deadline=referral.deadline, as_of=as_of) if referral.deadline else None


def left_of(referral: Referral, *, as_of: datetime) -> TimeLeft | None:
    """How the deadline of a referral stands; None when it has none."""
    return _left(referral, as_of)


def facts_of(case: Case) -> list[tuple[str, str]]:
    """What a department may know of a case: no name, no address. What the function adds comes last."""
    function = registry.find(case.function)
    client = case.client
    facts = [
        (_("Labour function"), case.function_label),
        (_("Topic"), case.topic.name if case.topic else ""),
        (_("Subject"), case.subject),
        (_("Contract"), client.contract),
        (_("Account"), client.account),
        (_("Priority"), case.get_priority_display()),
        (_("Received"), f"{timezone.localtime(case.received_at):%d.%m.%Y, %H:%M}"),
        *(function.facts(case=case) if function else ()),
    ]
    return [(str(label), str(text)) for label, text in facts if text]


# The page of a case


def referrals_of_case(*, case: Case, user: User, as_of: datetime) -> list[Row]:
    """What departments were asked about a case, in the order in which they were."""
    rows = referral_page(Referral.objects.visible_to(user).filter(case=case)).order_by("position")
    return [Row(referral, _left(referral, as_of)) for referral in rows]


def answers_of_case(case: Case) -> list[ClientAnswer]:
    """What the client was told, with its delivery; the newest first."""
    return list(
        ClientAnswer.objects.filter(case=case)
        .select_related("message__delivery", "message__contact", "actor", "referral__department")
        .order_by("-id")
    )


def files_to_show(*, case: Case) -> QuerySet[Attachment]:
    """Files of the client that a department could be shown: those of the contacts that serve the case."""
    return Attachment.objects.filter(contact__cases=case, message__isnull=False).order_by("-id").distinct()


def templates_for(*, case: Case, code: ResolutionCode | None) -> QuerySet[AnswerTemplate]:
    """Texts that an answer can begin with, those made for the resolution first."""
    fitting = AnswerTemplate.objects.filter(function__in=("", case.function), is_active=True)
    fitting = fitting.filter(Q(code__isnull=True) | Q(code=code))
    return fitting.order_by(F("code").asc(nulls_last=True), "-function", "position", "name")


# For supervisors


@dataclass(frozen=True)
class DepartmentLoad:
    """One line of the table of decisions: what a department owes."""

    department: str
    open: int
    overdue: int
    next_due: datetime | None


def load_by_department() -> Sequence[DepartmentLoad]:
    """Departments that owe something, who is due first in front."""
    rows = (
        Referral.objects.open()
        .order_by()
        .values("department__name")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(deadline__state=DeadlineState.BREACHED)),
            next_due=Min("deadline__due_at", filter=Q(deadline__state=DeadlineState.RUNNING)),
        )
    )
    loads = [DepartmentLoad(row["department__name"], row["open"], row["overdue"], row["next_due"]) for row in rows]
    return sorted(loads, key=lambda load: (-load.overdue, load.next_due is None, load.next_due, load.department))
