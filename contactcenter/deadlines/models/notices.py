"""What the house tells its own people: the bell of the workstation, the signals of the supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.functions.curtains import curtains

if TYPE_CHECKING:
    from contactcenter.staff.models import User


class NoticeKind(models.TextChoices):
    WARNING = "warning", _("a deadline comes near")
    INTERNAL = "internal", _("our own date has passed")
    BREACH = "breach", _("a deadline has passed")
    CALENDAR = "calendar", _("a calendar ends soon")
    REFERRAL = "referral", _("a department and the contact centre speak")
    INCIDENT = "incident", _("an abnormal situation")
    COMPLAINT = "complaint", _("a complaint was registered")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """One's own, as far as nothing hides the case from him."""
        return curtains.over_cases(self.filter(user=user), user, path="case_id")

    def unread(self) -> NoticeQuerySet:
        """Not yet seen."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Facts, not a text: each reader gets the sentence in his own language (words.notice_text)."""

    user = models.ForeignKey("staff.User", related_name="notices", on_delete=models.CASCADE)
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    case = models.ForeignKey("cases.Case", null=True, related_name="notices", on_delete=models.CASCADE)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),)
        indexes = (
            models.Index(fields=("user", "-id"), name="notices_of_user"),
            models.Index(fields=("user",), name="notices_unread", condition=Q(read_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
