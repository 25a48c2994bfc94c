"""What is supported, how it fails, and what is known to help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.models.severity import Severity

if TYPE_CHECKING:
    from contactcenter.staff.models import User


class Product(models.Model):
    """A service or a device that clients have. How soon a fault counts as repeated is a matter of the product."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    repeat_days = models.PositiveSmallIntegerField(
        _("repeated within, days"), default=30, help_text=_("The same symptom of the same client again.")
    )
    check_days = models.PositiveSmallIntegerField(
        _("ask whether it helped after, days"), default=3, help_text=_("0: do not ask.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ("position", "name")
        constraints = (
            models.CheckConstraint(condition=Q(repeat_days__range=(1, 365)), name="product_repeat_days"),
            models.CheckConstraint(condition=Q(check_days__lte=90), name="product_check_days"),
        )

    def __str__(self) -> str:
        return self.name


class Symptom(models.Model):
    """What a client notices, in his words."""

    name = models.CharField(_("name"), max_length=150)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        null=True,
        blank=True,
        related_name="symptoms",
        on_delete=models.PROTECT,
        help_text=_("Empty: all."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("symptom")
        verbose_name_plural = _("symptoms")
        ordering = ("product__position", "position", "name")

    def __str__(self) -> str:
        return self.name


class FaultQuerySet(models.QuerySet["Fault"]):
    def visible_to(self, user: User) -> FaultQuerySet:
        """The catalogue is open to whoever works with requests."""
        return self if user.has_perm("support.view_fault") else self.none()


class Fault(models.Model):
    """A known fault: what shows, what is behind it, what helps."""

    name = models.CharField(_("name"), max_length=150)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    product = models.ForeignKey(Product, verbose_name=_("product"), related_name="faults", on_delete=models.PROTECT)
    symptoms = models.ManyToManyField(Symptom, verbose_name=_("symptoms"), related_name="faults", blank=True)
    causes = models.TextField(_("causes"), help_text=_("Each on a line of its own."))
    remedies = models.TextField(_("remedies"), help_text=_("Each on a line of its own."))
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.NORMAL)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = FaultQuerySet.as_manager()

    class Meta:
        verbose_name = _("known fault")
        verbose_name_plural = _("known faults")
        ordering = ("product__position", "name")
        constraints = (
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="fault_severity_known"),
            models.CheckConstraint(condition=~Q(causes="") & ~Q(remedies=""), name="fault_is_explained"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def cause_list(self) -> list[str]:
        """The causes, one by one."""
        return [line.strip() for line in self.causes.splitlines() if line.strip()]

    @property
    def remedy_list(self) -> list[str]:
        """The remedies, one by one."""
        return [line.strip() for line in self.remedies.splitlines() if line.strip()]
