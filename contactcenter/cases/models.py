"""A case: a piece of work with a number, an owner, a state and deadlines, of one labour function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.functions.curtains import curtains
from contactcenter.functions.registry import registry
from contactcenter.lib.text import fold

if TYPE_CHECKING:
    from contactcenter.staff.models import User


class CasePriority(models.IntegerChoices):
    LOW = -1, _("Low")
    NORMAL = 0, _("Normal")
    HIGH = 1, _("High")
    URGENT = 2, _("Urgent")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """Operators and supervisors see all cases, for the client may speak to anyone; except what an app hides from
        one of them."""
        return curtains.over_cases(self, user) if user.has_perm("cases.view_case") else self.none()

    def open(self) -> CaseQuerySet:
        """Work that is not ended."""
        return self.filter(closed_at__isnull=True)

    def owned_by(self, user: User) -> CaseQuerySet:
        """Cases this operator answers for."""
        return self.filter(owner=user)

    def found_by(self, text: str) -> CaseQuerySet:
        """By number: whole, or the digits behind the last dash."""
        key = fold(text[:200])
        if not any(character.isdigit() for character in key):
            return self.none()
        found = Q(number_key__startswith=key)
        if key.isdigit() and len(key) <= 6:
            found |= Q(number_key__endswith=f"-{key.zfill(6)}")
        return self.filter(found)


class Case(models.Model):
    """All open work is this one table; what a function adds hangs off it one-to-one."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    number_key = models.CharField(max_length=24, editable=False, db_index=True)
    function = models.SlugField(_("labour function"), max_length=30)
    kind = models.SlugField(_("kind"), max_length=30, blank=True)
    client = models.ForeignKey(
        "clients.Client", verbose_name=_("client"), related_name="cases", on_delete=models.PROTECT
    )
    topic = models.ForeignKey(
        "contacts.Topic",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        related_name="cases",
        on_delete=models.PROTECT,
    )
    subject = models.CharField(_("subject"), max_length=200)
    state = models.CharField(_("state"), max_length=20)
    priority = models.SmallIntegerField(_("priority"), choices=CasePriority, default=CasePriority.NORMAL)
    owner = models.ForeignKey(
        "staff.User",
        verbose_name=_("owner"),
        null=True,
        blank=True,
        related_name="cases",
        on_delete=models.PROTECT,
    )
    department = models.ForeignKey(
        "staff.Department",
        verbose_name=_("department"),
        null=True,
        blank=True,
        related_name="cases",
        on_delete=models.PROTECT,
    )
    # A case that became a case of another function keeps its history here.
    continues = models.OneToOneField(
        "self", null=True, blank=True, related_name="continued_by", on_delete=models.PROTECT
    )
    received_at = models.DateTimeField(_("received"))
    created_at = models.DateTimeField(_("registered"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    contacts = models.ManyToManyField("contacts.Contact", through="cases.CaseContact", related_name="cases")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(number=""), name="case_has_number"),
            models.CheckConstraint(condition=~Q(state=""), name="case_has_state"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=models.F("created_at")),
                name="case_closed_after_created",
            ),
        )
        indexes = (
            models.Index(fields=("owner", "-id"), name="case_open_of_owner", condition=Q(closed_at__isnull=True)),
            models.Index(fields=("function", "-id"), name="case_of_function"),
            models.Index(fields=("client", "-id"), name="case_of_client"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether work is left."""
        return self.closed_at is None

    @property
    def state_label(self) -> str:
        """The state in words; the bare word when no app brings the function any more."""
        function = registry.find(self.function)
        return str(function.states.labels.get(self.state, self.state)) if function else self.state

    @property
    def function_label(self) -> str:
        """The labour function in words."""
        function = registry.find(self.function)
        return str(function.label) if function else self.function


class CaseContact(models.Model):
    """Which contacts serve which case: many to many."""

    case = models.ForeignKey(Case, verbose_name=_("case"), related_name="case_contacts", on_delete=models.CASCADE)
    contact = models.ForeignKey(
        "contacts.Contact", verbose_name=_("contact"), related_name="case_contacts", on_delete=models.PROTECT
    )
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("contact of a case")
        verbose_name_plural = _("contacts of cases")
        constraints = (models.UniqueConstraint(fields=("case", "contact"), name="contact_serves_case_once"),)

    def __str__(self) -> str:
        return f"{self.case_id}–{self.contact_id}"


class CaseEvent(models.Model):
    """One transition or correction of a case: who, when, what it was before and why. Append-only."""

    case = models.ForeignKey(Case, verbose_name=_("case"), related_name="events", on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        "staff.User", verbose_name=_("who"), null=True, related_name="+", on_delete=models.PROTECT
    )
    verb = models.CharField(_("what happened"), max_length=30)
    before = models.CharField(_("before"), max_length=20, blank=True)
    after = models.CharField(_("after"), max_length=20)
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event of a case")
        verbose_name_plural = _("events of cases")
        indexes = (models.Index(fields=("case", "id"), name="case_events"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.verb}"


class NumberSeries(models.Model):
    """The last number given in one series of one year. Locked while a case is written, so no number is lost."""

    prefix = models.CharField(_("series"), max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        constraints = (models.UniqueConstraint(fields=("prefix", "year"), name="one_series_a_year"),)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> FollowUpQuerySet:
        """One's own tasks, except about what is hidden from him."""
        return curtains.over_cases(self.filter(operator=user), user, path="case_id")

    def open(self) -> FollowUpQuerySet:
        """To be done, the most urgent first."""
        return self.filter(done_at__isnull=True).order_by("due_at")


class FollowUp(models.Model):
    """What an operator promised to do later: call back, tell the decision."""

    operator = models.ForeignKey(
        "staff.User", verbose_name=_("operator"), related_name="follow_ups", on_delete=models.PROTECT
    )
    contact = models.ForeignKey(
        "contacts.Contact", verbose_name=_("contact"), null=True, related_name="follow_ups", on_delete=models.PROTECT
    )
    case = models.ForeignKey(
        Case, verbose_name=_("case"), null=True, related_name="follow_ups", on_delete=models.PROTECT
    )
    text = models.CharField(_("what to do"), max_length=300)
    due_at = models.DateTimeField(_("when"))
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(_("done"), null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = (
            models.Index(fields=("operator", "due_at"), name="follow_up_open", condition=Q(done_at__isnull=True)),
        )

    def __str__(self) -> str:
        return self.text
