"""What an administrator sets up: legal grounds, the tree of causes, how the register behaves."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.models.kinds import Demand, Kind


class Ground(models.Model):
    """A legal ground. Its code is the kind of the case, by which the rules of deadlines are found
    (deadlines.Rule.kind); what no rule names is counted by the organisation's own norm."""

    code = models.SlugField(
        _("code"), max_length=30, unique=True, help_text=_("The kind of case in the rules of deadlines.")
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    demand = models.CharField(
        _("usual demand"), max_length=20, choices=Demand, blank=True, help_text=_("Offered when it is registered.")
    )
    registration_counts = models.BooleanField(
        _("registration is the first response"),
        default=True,
        help_text=_("The law gives a term to the registration; otherwise the decision ends the first response."),
    )
    # Whose kind of case the term of forwarding is found by; the law gives a term to banks and state bodies only.
    forward_kind = models.SlugField(_("kind of case for forwarding"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("legal ground")
        verbose_name_plural = _("legal grounds")
        ordering = ("position", "name")
        constraints = (models.CheckConstraint(condition=Q(kind__in=Kind.values), name="ground_kind_known"),)

    def __str__(self) -> str:
        return self.name


class Cause(models.Model):
    """Why people complain: a tree whose branches belong to departments."""

    name = models.CharField(_("name"), max_length=120)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("above it"), null=True, blank=True, related_name="children", on_delete=models.PROTECT
    )
    department = models.ForeignKey(
        "staff.Department",
        verbose_name=_("responsible department"),
        null=True,
        blank=True,
        related_name="complaint_causes",
        on_delete=models.PROTECT,
        help_text=_("Empty: that of the cause above."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("cause of complaints")
        verbose_name_plural = _("causes of complaints")
        ordering = ("position", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="cause_is_not_its_own_parent"
            ),
            models.UniqueConstraint(fields=("parent", "name"), name="cause_named_once", nulls_distinct=False),
        )

    def __str__(self) -> str:
        return f"{self.parent.name} / {self.name}" if self.parent else self.name

    def clean(self) -> None:
        """Raises ValidationError for a cause that would lie below itself."""
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A cause cannot lie below itself.")})
            above = above.parent


class Policy(models.Model):
    """How the register behaves: one row."""

    repeat_days = models.PositiveSmallIntegerField(
        _("repeated within, days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("The same client on the same ground, or in like words."),
    )
    likeness = models.PositiveSmallIntegerField(
        _("like words, %"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("How many of the words of two texts are the same, for them to be held for one matter."),
    )
    acknowledges = models.BooleanField(
        _("acknowledge at once"), default=True, help_text=_("The client is written the number and the due date.")
    )
    acknowledgement = models.TextField(
        _("text of the acknowledgement"),
        default="Здравствуйте! Ваше обращение зарегистрировано под номером {number} от {registered}. "
        "Ответ дадим не позднее {due}.",
        help_text=_("{number}: number, {registered}: day of registration, {due}: last day of the answer."),
    )
    extension_notice = models.TextField(
        _("notice of an extension"),
        default="Здравствуйте! Срок рассмотрения обращения {number} продлён до {due}. Причина: {reason}",
        help_text=_("{number}: number, {due}: new last day, {reason}: why."),
    )
    # Letters that nobody has asked for right now need a queue for the answers to them.
    queue = models.ForeignKey(
        "contacts.Queue",
        verbose_name=_("queue of answers to our letters"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.SET_NULL,
        help_text=_("Empty: the first queue of complaints."),
    )

    class Meta:
        verbose_name = _("policy of the register")
        verbose_name_plural = _("policy of the register")
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="one_policy"),
            models.CheckConstraint(condition=Q(repeat_days__range=(1, 365)), name="policy_repeat_days"),
            models.CheckConstraint(condition=Q(likeness__range=(1, 100)), name="policy_likeness"),
        )

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
