"""Printouts of the register: asked for by a person, made by a worker, fetched by that person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from contactcenter.staff.models import User


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    PDF = "pdf", "PDF"


class ExportState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


class ExportQuerySet(models.QuerySet["RegisterExport"]):
    def visible_to(self, user: User) -> ExportQuerySet:
        """One's own."""
        return self.filter(asked_by=user) if user.has_perm("complaints.export_complaint") else self.none()


class RegisterExport(models.Model):
    asked_by = models.ForeignKey(
        "staff.User", verbose_name=_("asked by"), related_name="register_exports", on_delete=models.CASCADE
    )
    format = models.CharField(_("format"), max_length=4, choices=ExportFormat)
    # What the list was narrowed to, as in its address.
    chosen = models.JSONField(_("filter"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=ExportState, default=ExportState.WAITING)
    rows_done = models.PositiveIntegerField(_("lines written"), default=0)
    rows_total = models.PositiveIntegerField(_("lines"), default=0)
    file = models.FileField(upload_to="exports/%Y/%m/%d", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("asked"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("printout of the register")
        verbose_name_plural = _("printouts of the register")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(format__in=ExportFormat.values), name="export_format_known"),
            models.CheckConstraint(condition=Q(rows_done__lte=F("rows_total")), name="export_within_its_lines"),
            models.CheckConstraint(condition=~Q(state=ExportState.DONE) | ~Q(file=""), name="export_done_has_file"),
        )
        indexes = (
            models.Index(
                fields=("id",),
                name="export_to_do",
                condition=Q(state__in=(ExportState.WAITING, ExportState.RUNNING)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_format_display()} {self.pk}"

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.rows_done // self.rows_total if self.rows_total else 0
