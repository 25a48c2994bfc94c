"""Who takes part in a conversation beside its operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from contactcenter.staff.models import User


class ParticipantRole(models.TextChoices):
    CONSULTANT = "consultant", _("asked for advice")
    GUEST = "guest", _("writes to the client too")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def present(self) -> ParticipantQuerySet:
        """Who takes part now."""
        return self.filter(until__isnull=True)

    def of(self, person: User) -> ParticipantQuerySet:
        """Where somebody takes part now, the latest first."""
        return self.present().filter(person=person).order_by("-pk")


class Participant(models.Model):
    """Somebody who was called into a conversation. He takes no part of his capacity: the operator answers for it."""

    contact = models.ForeignKey(
        "contacts.Contact", verbose_name=_("contact"), related_name="participants", on_delete=models.PROTECT
    )
    person = models.ForeignKey(
        "staff.User", verbose_name=_("person"), related_name="participations", on_delete=models.PROTECT
    )
    role = models.CharField(_("role"), max_length=12, choices=ParticipantRole)
    called_by = models.ForeignKey("staff.User", verbose_name=_("called by"), related_name="+", on_delete=models.PROTECT)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = (
            models.CheckConstraint(condition=Q(role__in=ParticipantRole.values), name="participant_role_known"),
            models.UniqueConstraint(
                fields=("contact", "person"), condition=Q(until__isnull=True), name="participant_once_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("person",), name="participations_now", condition=Q(until__isnull=True)),)

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.person_id} {self.role}"

    @property
    def is_guest(self) -> bool:
        """Whether he writes to the client too."""
        return self.role == ParticipantRole.GUEST
