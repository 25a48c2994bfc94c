"""What is promised, to whom, by which law or norm; and who is told when it is not kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contactcenter.cases.models import CasePriority
from contactcenter.deadlines import arithmetic
from contactcenter.deadlines.derivation import Terms
from contactcenter.deadlines.models.calendars import Calendar

if TYPE_CHECKING:
    from contactcenter.cases.models import Case


class Target(models.TextChoices):
    """What has to happen in time."""

    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_UPDATE = "next_update", _("Next update")
    DECISION = "decision", _("Decision")
    ANSWER = "answer", pgettext_lazy("deadline", "Answer")


class Unit(models.TextChoices):
    CAL_DAY = arithmetic.CAL_DAY, _("calendar day")
    WORK_DAY = arithmetic.WORK_DAY, _("working day")
    MONTH = arithmetic.MONTH, _("month")
    HOUR = arithmetic.HOUR, _("hour")
    MINUTE = arithmetic.MINUTE, _("minute")
    WORK_HOUR = arithmetic.WORK_HOUR, _("working hour")
    WORK_MINUTE = arithmetic.WORK_MINUTE, _("working minute")


# A date of our own lies so many of these before the legal one.
RESERVE_UNITS = [(unit.value, unit.label) for unit in (Unit.WORK_DAY, Unit.CAL_DAY, Unit.HOUR, Unit.MINUTE)]


class Anchor(models.TextChoices):
    """The moment that the term is counted from."""

    RECEIVED = "received", _("received")
    REGISTERED = "registered", _("registered")
    SENT = "sent", _("sent")


class Roll(models.TextChoices):
    """Where a last day goes that is not a working day."""

    NEXT = arithmetic.NEXT, _("to the next working day")
    PREV = arithmetic.PREV, _("to the working day before")
    NONE = arithmetic.NONE, _("stays")


class DayEnd(models.TextChoices):
    MIDNIGHT = arithmetic.MIDNIGHT, _("at 24:00")
    CLOSING = arithmetic.CLOSING, _("when operations close")


class Source(models.TextChoices):
    """How sure we are of a rule."""

    FOUND = "found", _("found in a source")
    GENERAL = "general", _("general knowledge, a lawyer must confirm it")
    COMPANY = "company", _("the organisation's own norm")


class Recipient(models.TextChoices):
    """Whom a level of escalation tells."""

    OWNER = "owner", _("owner")
    SUPERVISOR = "supervisor", _("supervisor of the owner's team")
    HEAD = "head", _("head of the department")
    ADMINISTRATORS = "administrators", _("administrators")


class RuleQuerySet(models.QuerySet["Rule"]):
    def for_case(self, case: Case, *, target: str, day: date) -> RuleQuerySet:
        """Rules that hold for this case on this day, the most specific first: kind, segment, priority, function."""
        return (
            self.filter(
                Q(valid_to__isnull=True) | Q(valid_to__gte=day),
                Q(priority__isnull=True) | Q(priority=case.priority),
                function__in=("", case.function),
                kind__in=("", case.kind),
                segment__in=("", case.client.segment),
                target=target,
                valid_from__lte=day,
                is_active=True,
            )
            .select_related("calendar__base__base")
            .order_by("-kind", "-segment", F("priority").desc(nulls_last=True), "-function", "-valid_from", "-pk")
        )


class Rule(models.Model):
    """A term as data. A case keeps the terms it started under, whatever is changed here afterwards."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    function = models.SlugField(_("labour function"), max_length=30, blank=True, help_text=_("Empty: all."))
    kind = models.SlugField(_("kind of case"), max_length=30, blank=True, help_text=_("Empty: all."))
    segment = models.CharField(_("client segment"), max_length=40, blank=True, help_text=_("Empty: all."))
    priority = models.SmallIntegerField(
        _("priority"), choices=CasePriority, null=True, blank=True, help_text=_("Empty: all.")
    )
    target = models.CharField(_("what has to happen"), max_length=20, choices=Target)
    n = models.PositiveSmallIntegerField(
        _("term"), validators=[MinValueValidator(1), MaxValueValidator(arithmetic.LARGEST)]
    )
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    anchor = models.CharField(_("counted from"), max_length=12, choices=Anchor, default=Anchor.REGISTERED)
    roll = models.CharField(_("a last day that is off moves"), max_length=6, choices=Roll, default=Roll.NONE)
    ends = models.CharField(_("the last day ends"), max_length=10, choices=DayEnd, default=DayEnd.MIDNIGHT)
    extension_n = models.PositiveSmallIntegerField(_("may be extended by up to"), null=True, blank=True)
    extension_unit = models.CharField(_("unit of the extension"), max_length=12, choices=Unit, blank=True)
    internal_n = models.PositiveSmallIntegerField(
        _("our own date is earlier by"), default=0, help_text=_("0: the same date.")
    )
    internal_unit = models.CharField(
        _("unit of our own date"), max_length=12, choices=RESERVE_UNITS, default=Unit.WORK_DAY
    )
    warn_shares = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(99)]),
        verbose_name=_("warn at, % of the term"),
        default=list,
        blank=True,
        help_text=_("Numbers with commas, for example 50, 80."),
    )
    calendar = models.ForeignKey(Calendar, verbose_name=_("calendar"), related_name="rules", on_delete=models.PROTECT)
    basis = models.CharField(_("legal basis"), max_length=200)
    source = models.CharField(_("how sure"), max_length=10, choices=Source, default=Source.COMPANY)
    source_note = models.CharField(_("where from"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of deadlines")
        verbose_name_plural = _("rules of deadlines")
        ordering = ("function", "kind", "target", "code")
        constraints = (
            models.CheckConstraint(condition=Q(n__range=(1, arithmetic.LARGEST)), name="rule_counts_from_1"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="rule_unit_known"),
            models.CheckConstraint(condition=Q(target__in=Target.values), name="rule_target_known"),
            models.CheckConstraint(
                condition=Q(roll="none") | Q(unit__in=sorted(arithmetic.DAY_UNITS)),
                name="rule_moves_only_days",
                violation_error_message=_("Only a term in days or months moves to a working day."),
            ),
            models.CheckConstraint(
                condition=Q(extension_n__isnull=True, extension_unit="")
                | Q(extension_n__gte=1, extension_unit__in=Unit.values),
                name="rule_extension_whole",
                violation_error_message=_("An extension needs both a number from 1 on and a unit, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(internal_unit__in=[value for value, _label in RESERVE_UNITS]), name="rule_internal_unit"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rule_valid_in_order",
                violation_error_message=_("A rule cannot end before it begins."),
            ),
            models.UniqueConstraint(
                fields=("function", "kind", "segment", "priority", "target", "valid_from"),
                name="one_rule_for_a_scope",
                nulls_distinct=False,
                violation_error_message=_("Another rule holds for the same cases from the same day."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> Terms:
        """What is copied into the clock."""
        return Terms(
            unit=self.unit,
            n=self.n,
            roll=self.roll,
            ends=self.ends,
            calendar=self.calendar_id,
            internal_unit=self.internal_unit,
            internal_n=self.internal_n,
            warn_shares=tuple(self.warn_shares),
        )


class EscalationLevel(models.Model):
    """Who is told how long after a breach; a level for one function and target replaces the same level for all."""

    function = models.SlugField(_("labour function"), max_length=30, blank=True, help_text=_("Empty: all."))
    target = models.CharField(_("what has to happen"), max_length=20, choices=Target, blank=True)
    level = models.PositiveSmallIntegerField(_("level"))
    recipient = models.CharField(_("who is told"), max_length=20, choices=Recipient)
    after_minutes = models.PositiveIntegerField(_("minutes after the due moment"), default=0)

    class Meta:
        verbose_name = _("level of escalation")
        verbose_name_plural = _("levels of escalation")
        ordering = ("function", "target", "level")
        constraints = (
            models.UniqueConstraint(fields=("function", "target", "level"), name="escalation_level_once"),
            models.CheckConstraint(condition=Q(recipient__in=Recipient.values), name="escalation_recipient_known"),
            models.CheckConstraint(condition=Q(level__range=(1, 9)), name="escalation_level_1_to_9"),
        )

    def __str__(self) -> str:
        return f"{self.level}. {self.get_recipient_display()}"
