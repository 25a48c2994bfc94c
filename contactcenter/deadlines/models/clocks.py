"""A clock on a case, and the log that it can be set again from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.deadlines.derivation import CHANGE, EXTEND, PAUSE, RESUME, START
from contactcenter.deadlines.models.rules import Rule, Target, Unit
from contactcenter.functions.curtains import curtains

if TYPE_CHECKING:
    from contactcenter.staff.models import User


class DeadlineState(models.TextChoices):
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    BREACHED = "breached", _("overdue")
    MET = "met", _("met")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = (DeadlineState.RUNNING, DeadlineState.PAUSED, DeadlineState.BREACHED)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: User) -> DeadlineQuerySet:
        """Whoever sees cases sees when they are due."""
        if not user.has_perm("deadlines.view_deadline"):
            return self.none()
        return curtains.over_cases(self, user, path="case_id")

    def open(self) -> DeadlineQuerySet:
        """Not yet stopped."""
        return self.filter(state__in=OPEN_STATES)

    def eventful(self, *, as_of: datetime) -> DeadlineQuerySet:
        """Those for which the sweep has something to do."""
        return self.filter(next_event_at__lte=as_of).order_by("next_event_at")


class Deadline(models.Model):
    """One promise on one case. The moments are a cache of what the log says (derivation.recompute)."""

    case = models.ForeignKey("cases.Case", related_name="deadlines", on_delete=models.CASCADE)
    target = models.CharField(_("what has to happen"), max_length=20, choices=Target)
    # What a department owes of a case has a clock of its own: which part it is, who owes it, and who has taken it on.
    part = models.CharField(_("part of the case"), max_length=30, blank=True, default="")
    department = models.ForeignKey(
        "staff.Department", verbose_name=_("department"), null=True, related_name="deadlines", on_delete=models.PROTECT
    )
    assignee = models.ForeignKey(
        "staff.User", verbose_name=_("who does it"), null=True, related_name="deadlines", on_delete=models.PROTECT
    )
    rule = models.ForeignKey(Rule, verbose_name=_("rule"), related_name="deadlines", on_delete=models.PROTECT)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    state = models.CharField(_("state"), max_length=10, choices=DeadlineState, default=DeadlineState.RUNNING)
    started_at = models.DateTimeField(_("counted from"))
    due_at = models.DateTimeField(_("due"))
    internal_due_at = models.DateTimeField(_("our own date"))
    # What the sweep has to do: [["2026-05-06T00:00:00+00:00", "breach"], …] in order, and the moment of the first.
    steps = models.JSONField(default=list, editable=False)
    next_event_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True)
    breached_at = models.DateTimeField(_("overdue since"), null=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ("due_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "target", "part"),
                condition=Q(state__in=OPEN_STATES),
                name="one_open_deadline_per_target",
            ),
            models.CheckConstraint(
                condition=Q(part="", department__isnull=True, assignee__isnull=True)
                | (~Q(part="") & Q(department__isnull=False)),
                name="deadline_part_has_department",
            ),
            models.CheckConstraint(condition=Q(state__in=DeadlineState.values), name="deadline_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, stopped_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(stopped_at__isnull=False, next_event_at__isnull=True)),
                name="deadline_stopped_when_closed",
            ),
            models.CheckConstraint(
                condition=(Q(state=DeadlineState.PAUSED) & Q(paused_at__isnull=False, next_event_at__isnull=True))
                | (~Q(state=DeadlineState.PAUSED) & Q(paused_at__isnull=True)),
                name="deadline_paused_rests",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(DeadlineState.BREACHED, DeadlineState.MISSED)) | Q(breached_at__isnull=False),
                name="deadline_breach_has_moment",
            ),
            models.CheckConstraint(condition=Q(internal_due_at__lte=F("due_at")), name="deadline_own_date_first"),
        )
        indexes = (
            # The sweep reads the left end of this one: its cost is what is due, not what is open.
            models.Index(
                fields=("next_event_at",), name="deadline_next_event", condition=Q(next_event_at__isnull=False)
            ),
            models.Index(fields=("due_at",), name="deadline_open_by_due", condition=Q(state__in=OPEN_STATES)),
            models.Index(fields=("case", "due_at"), name="deadline_of_case"),
        )

    def __str__(self) -> str:
        return f"{self.get_target_display()}, {self.due_at:%d.%m.%Y %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether what was promised is still to be done."""
        return self.state in OPEN_STATES


class EntryKind(models.TextChoices):
    START = START, _("started")
    PAUSE = PAUSE, _("paused")
    RESUME = RESUME, _("resumed")
    EXTEND = EXTEND, _("extended")
    CHANGE = CHANGE, _("rule changed")
    RECOUNT = "recount", _("counted again by a changed calendar")
    STOP = "stop", _("stopped")
    CANCEL = "cancel", _("cancelled")
    WARN = "warn", _("warned")
    BREACH = "breach", _("overdue")
    ESCALATE = "escalate", _("escalated")


class ClockEntry(models.Model):
    """One line of a clock's log. Append-only."""

    deadline = models.ForeignKey(Deadline, related_name="entries", on_delete=models.PROTECT)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    actor = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)
    # The due moment after this line.
    due_at = models.DateTimeField()
    # Which warning or level this was; given once for each due moment, a breach and its levels once and for all.
    step = models.CharField(max_length=20, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("line of a clock")
        verbose_name_plural = _("lines of clocks")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="clock_entry_kind_known"),
            models.UniqueConstraint(
                fields=("deadline", "step", "due_at"), condition=~Q(step=""), name="step_once_for_a_due_moment"
            ),
            models.UniqueConstraint(
                fields=("deadline", "step"),
                condition=Q(kind__in=(EntryKind.BREACH, EntryKind.ESCALATE)),
                name="breach_and_level_once",
            ),
        )
        indexes = (models.Index(fields=("deadline", "id"), name="clock_entries"),)

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.kind} {self.step}".strip()
