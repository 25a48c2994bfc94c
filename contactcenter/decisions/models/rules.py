"""What an administrator sets: which department is asked about what, and the words that decisions are counted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.deadlines.arithmetic import LARGEST

if TYPE_CHECKING:
    from contactcenter.cases.models import Case


class ResolutionCode(models.Model):
    """How a question was decided, as a word that can be counted."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    function = models.SlugField(_("labour function"), max_length=30, blank=True, help_text=_("Empty: all."))
    takes_amount = models.BooleanField(_("an amount may be named"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("resolution code")
        verbose_name_plural = _("resolution codes")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class ReferralRuleQuerySet(models.QuerySet["ReferralRule"]):
    def for_case(self, case: Case) -> ReferralRuleQuerySet:
        """Rows that may hold for a case, whatever its topic and product; to choose among them is a query's business."""
        return self.filter(function__in=("", case.function), is_active=True).select_related(
            "department", "rule__calendar__base__base"
        )


class ReferralRule(models.Model):
    """One cell of the matrix: function × topic × product → department, with the term that is promised by default."""

    function = models.SlugField(_("labour function"), max_length=30, blank=True, help_text=_("Empty: all."))
    topic = models.ForeignKey(
        "contacts.Topic",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        related_name="referral_rules",
        on_delete=models.CASCADE,
        help_text=_("With all that lie below it. Empty: all."),
    )
    product = models.CharField(_("product"), max_length=100, blank=True, help_text=_("Empty: all."))
    department = models.ForeignKey(
        "staff.Department", verbose_name=_("department"), related_name="referral_rules", on_delete=models.PROTECT
    )
    rule = models.ForeignKey(
        "deadlines.Rule",
        verbose_name=_("rule of deadlines"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.PROTECT,
        limit_choices_to={"target": "decision"},
        help_text=_("Empty: the one that fits the case."),
    )
    hours = models.PositiveSmallIntegerField(
        _("term in working hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST)],
        help_text=_("Instead of the term of the rule."),
    )
    nudge_shares = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(99)]),
        verbose_name=_("remind the department at, % of the term"),
        default=list,
        blank=True,
        help_text=_("Numbers with commas, for example 50, 80. Empty: as the rule says."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ReferralRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of referrals")
        verbose_name_plural = _("rules of referrals")
        ordering = ("function", "topic", "product")
        constraints = (
            models.UniqueConstraint(
                fields=("function", "topic", "product"), name="one_department_for_a_scope", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__range=(1, LARGEST)), name="referral_rule_hours"
            ),
        )

    def __str__(self) -> str:
        return " → ".join(filter(None, (self.function, str(self.topic or ""), self.product, str(self.department))))
