"""Something that does not work for many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from contactcenter.staff.models import User


class OutageQuerySet(models.QuerySet["Outage"]):
    def visible_to(self, user: User) -> OutageQuerySet:
        """Whoever speaks to clients knows what does not work."""
        return self if user.has_perm("support.view_outage") else self.none()

    def running(self) -> OutageQuerySet:
        """Not ended yet."""
        return self.filter(ended_at__isnull=True)


class Outage(models.Model):
    name = models.CharField(_("name"), max_length=150)
    product = models.ForeignKey(
        "support.Product", verbose_name=_("product"), related_name="outages", on_delete=models.PROTECT
    )
    # Streets and houses; an address belongs to a place when it has all words of it in their order.
    places = ArrayField(models.CharField(max_length=200), verbose_name=_("where"), default=list, blank=True)
    started_at = models.DateTimeField(_("began"))
    expected_until = models.DateTimeField(_("expected until"), null=True, blank=True)
    text = models.TextField(_("what clients are told"))
    created_at = models.DateTimeField(_("announced"))
    created_by = models.ForeignKey(
        "staff.User", verbose_name=_("announced by"), null=True, related_name="+", on_delete=models.PROTECT
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "staff.User", verbose_name=_("ended by"), null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    closing_text = models.TextField(_("what clients are told at the end"), blank=True)
    # Every request of the group has its answer.
    settled_at = models.DateTimeField(_("all were answered"), null=True, blank=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        ordering = ("-started_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="outage_tells_something"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="outage_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(closing_text=""), name="ended_outage_tells_something"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(ended_at__isnull=False), name="only_ended_outage_is_settled"
            ),
        )
        indexes = (
            models.Index(fields=("started_at",), name="outage_running", condition=Q(ended_at__isnull=True)),
            models.Index(
                fields=("ended_at",),
                name="outage_to_settle",
                condition=Q(ended_at__isnull=False, settled_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """Whether it still does not work."""
        return self.ended_at is None


class OutageMessageKind(models.TextChoices):
    START = "start", _("that it does not work")
    END = "end", _("that it works again")


class OutageMessage(models.Model):
    """Who was told what by himself: each contact once of the beginning and once of the end."""

    outage = models.ForeignKey(Outage, related_name="messages", on_delete=models.PROTECT)
    contact = models.ForeignKey("contacts.Contact", related_name="outage_messages", on_delete=models.PROTECT)
    kind = models.CharField(max_length=5, choices=OutageMessageKind)
    message = models.ForeignKey("contacts.Message", related_name="+", on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message about an outage")
        verbose_name_plural = _("messages about outages")
        constraints = (
            models.UniqueConstraint(fields=("outage", "contact", "kind"), name="contact_told_of_outage_once"),
            models.CheckConstraint(condition=Q(kind__in=OutageMessageKind.values), name="outage_message_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.outage_id}, {self.contact_id}, {self.kind}"
