"""A question to a department about a case, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.decisions import states
from contactcenter.functions.curtains import curtains

if TYPE_CHECKING:
    from contactcenter.decisions.models.decisions import Decision
    from contactcenter.staff.models import User


PART = "referral:"  # begins the name of a referral's clock


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> ReferralQuerySet:
        """Who sees cases sees what was asked about them; an expert sees what his own department was asked, and what he
        asked of others."""
        if not user.has_perm("decisions.view_referral"):
            return self.none()
        seen = curtains.over_cases(self, user, path="case_id")
        if user.has_perm("cases.view_case"):
            return seen
        return seen.filter(_asked_of(user) | Q(asked_by=user))

    def asked_of(self, user: User) -> ReferralQuerySet:
        """What the departments that this user works in or heads were asked."""
        return self.filter(_asked_of(user))

    def open(self) -> ReferralQuerySet:
        """The department still owes something."""
        return self.filter(state__in=states.OPEN)

    def by_due(self) -> ReferralQuerySet:
        """What is due first comes first; what has no deadline comes last."""
        return self.order_by(F("deadline__due_at").asc(nulls_last=True), "id")

    def with_row(self) -> ReferralQuerySet:
        """With everything that a line of a list shows."""
        return self.select_related("case", "department", "asked_by", "expert", "deadline__rule__calendar__base__base")


def _asked_of(user: User) -> Q:
    return Q(department=user.department_id) | Q(department__head=user.pk)


class Referral(models.Model):
    case = models.ForeignKey("cases.Case", verbose_name=_("case"), related_name="referrals", on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(_("number within the case"))
    department = models.ForeignKey(
        "staff.Department", verbose_name=_("department"), related_name="referrals", on_delete=models.PROTECT
    )
    # Passed on from there, or asked because that department needs this opinion first.
    parent = models.ForeignKey("self", null=True, related_name="children", on_delete=models.PROTECT)
    question = models.TextField(_("what has to be decided"))
    product = models.CharField(_("product"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=states.REFERRAL.choices(), default=states.SENT)
    asked_by = models.ForeignKey(
        "staff.User", verbose_name=_("asked by"), null=True, related_name="asked_referrals", on_delete=models.PROTECT
    )
    expert = models.ForeignKey(
        "staff.User",
        verbose_name=_("expert"),
        null=True,
        blank=True,
        related_name="taken_referrals",
        on_delete=models.PROTECT,
    )
    # Who works by the link in a letter, as he signs himself.
    outsider = models.CharField(_("by letter"), max_length=200, blank=True)
    by_email = models.BooleanField(_("a link is sent by e-mail"), default=False)
    # Links carry this number; one that carries another opens nothing.
    link_version = models.PositiveIntegerField(default=1)
    hours = models.PositiveSmallIntegerField(_("working hours for it"), null=True)
    deadline = models.OneToOneField("deadlines.Deadline", null=True, related_name="referral", on_delete=models.PROTECT)
    # Files of the client that the department was shown.
    attachments = models.ManyToManyField("contacts.Attachment", related_name="referrals", blank=True)
    created_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ("-id",)
        permissions = (
            ("refer_case", _("Can ask departments about cases")),
            ("decide_referral", _("Can decide for the own department")),
        )
        constraints = (
            models.UniqueConstraint(fields=("case", "position"), name="referral_numbered_once"),
            models.CheckConstraint(condition=Q(state__in=states.REFERRAL.labels), name="referral_state_known"),
            models.CheckConstraint(condition=~Q(question=""), name="referral_asks_something"),
            models.CheckConstraint(
                condition=~Q(state=states.TAKEN) | Q(expert__isnull=False) | ~Q(outsider=""),
                name="referral_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=states.DECIDED, decided_at__isnull=False)
                | (~Q(state=states.DECIDED) & Q(decided_at__isnull=True)),
                name="referral_decided_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="referral_is_not_its_own_parent"
            ),
        )
        indexes = (
            models.Index(fields=("department", "id"), name="referral_open", condition=Q(state__in=states.OPEN)),
            models.Index(
                fields=("department", "-decided_at"), name="referral_decided", condition=Q(state=states.DECIDED)
            ),
            models.Index(fields=("case", "id"), name="referral_of_case"),
        )

    def __str__(self) -> str:
        return f"{self.case}/{self.position}"

    @property
    def part(self) -> str:
        """The name of its clock among those of the case."""
        return f"{PART}{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the department still owes something."""
        return self.state in states.OPEN

    @property
    def allowed_verbs(self) -> list[str]:
        """What the table allows in this state."""
        return states.REFERRAL.allowed(self.state)

    @property
    def who_decides(self) -> str:
        """The expert in short; empty as long as nobody has taken it."""
        return self.expert.short_name if self.expert else self.outsider

    @property
    def opinions(self) -> list[Referral]:
        """What this department asked of others; a question that was passed on is no longer its own."""
        return [] if self.state == states.PASSED_ON else list(self.children.all())

    @property
    def decision(self) -> Decision | None:
        """The decision that counts: the last one. Prefetch `decisions` for lists."""
        decisions = list(self.decisions.all())
        return decisions[-1] if decisions else None


class ReferralEvent(models.Model):
    """One transition or use of a link: who, when, what. Append-only."""

    referral = models.ForeignKey(Referral, related_name="events", on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)
    outsider = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=20)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of a referral")
        verbose_name_plural = _("events of referrals")
        indexes = (models.Index(fields=("referral", "id"), name="referral_events"),)

    def __str__(self) -> str:
        return f"{self.referral_id} {self.verb}"
