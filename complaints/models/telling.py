"""Letters to departments: that somebody complained of what they answer for, and digests of causes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DepartmentLetterKind(models.TextChoices):
    COMPLAINT = "complaint", _("a complaint was registered")
    DIGEST = "digest", _("a digest of causes")


class DepartmentLetterState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not delivered")


class DepartmentLetter(models.Model):
    """Written in the transaction of what it tells, sent by a worker; sent again when a worker died in between."""

    department = models.ForeignKey(
        "staff.Department", verbose_name=_("department"), related_name="complaint_letters", on_delete=models.PROTECT
    )
    complaint = models.ForeignKey(
        "complaints.Complaint", null=True, blank=True, related_name="department_letters", on_delete=models.PROTECT
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DepartmentLetterKind)
    recipient = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"))
    state = models.CharField(
        _("state"), max_length=10, choices=DepartmentLetterState, default=DepartmentLetterState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("letter to a department about complaints")
        verbose_name_plural = _("letters to departments about complaints")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DepartmentLetterState.values), name="dept_letter_state_known"),
            models.CheckConstraint(condition=Q(kind__in=DepartmentLetterKind.values), name="dept_letter_kind_known"),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                name="dept_letter_due",
                condition=Q(state__in=(DepartmentLetterState.WAITING, DepartmentLetterState.SENDING)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
