"""Service scripts: versions of a graph of steps, and what happened in each run of one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Script(models.Model):
    name = models.CharField(_("name"), max_length=150)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    function = models.SlugField(_("labour function"), max_length=30, blank=True, help_text=_("Empty: all."))
    queues = models.ManyToManyField(
        "contacts.Queue",
        verbose_name=_("queues"),
        related_name="+",
        blank=True,
        help_text=_("Contacts of these queues are shown this script first."),
    )
    topics = models.ManyToManyField(
        "contacts.Topic",
        verbose_name=_("topics"),
        related_name="+",
        blank=True,
        help_text=_("Contacts about these are shown this script first."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("service script")
        verbose_name_plural = _("service scripts")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class ScriptVersion(models.Model):
    """The steps as they were published; a run keeps to the version that it began with. Append-only."""

    script = models.ForeignKey(Script, related_name="versions", on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField(_("version"))
    body = models.JSONField(_("steps"))
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        "staff.User", verbose_name=_("by"), null=True, related_name="+", on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("version of a script")
        verbose_name_plural = _("versions of scripts")
        ordering = ("script", "-number")
        constraints = (models.UniqueConstraint(fields=("script", "number"), name="script_version_once"),)

    def __str__(self) -> str:
        return f"{self.script}, {self.number}"

    def step(self, key: str) -> dict[str, Any]:
        """The step of this key."""
        found: dict[str, Any] = self.body["steps"][key]
        return found


class RunEnd(models.TextChoices):
    DONE = "done", _("done")
    LEFT = "left", _("left before the end")


class ScriptRun(models.Model):
    """One walk through a script in one conversation; it goes along when the contact is transferred."""

    version = models.ForeignKey(ScriptVersion, related_name="runs", on_delete=models.PROTECT)
    contact = models.ForeignKey("contacts.Contact", related_name="script_runs", on_delete=models.PROTECT)
    started_at = models.DateTimeField(_("began"))
    started_by = models.ForeignKey("staff.User", related_name="+", on_delete=models.PROTECT)
    step = models.CharField(max_length=60)
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("end"), max_length=8, choices=RunEnd, blank=True)
    # Fields of the wrap-up that steps have set, and the disposition that they suggest.
    filled = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("run of a script")
        verbose_name_plural = _("runs of scripts")
        constraints = (
            models.UniqueConstraint(
                fields=("contact",), condition=Q(ended_at__isnull=True), name="one_open_script_per_contact"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | Q(ended_at__isnull=False, end__in=RunEnd.values),
                name="script_run_ends_somehow",
            ),
        )
        indexes = (models.Index(fields=("contact", "id"), name="script_runs_of_contact"),)

    def __str__(self) -> str:
        return f"{self.version}, {self.contact_id}"


class ScriptVisit(models.Model):
    """One step while it was on the screen, and what was answered. Going back takes it back and keeps it."""

    run = models.ForeignKey(ScriptRun, related_name="visits", on_delete=models.PROTECT)
    step = models.CharField(max_length=60)
    must = models.BooleanField()
    field = models.CharField(max_length=60, blank=True)
    value = models.TextField(blank=True)
    label = models.TextField(blank=True)  # the answer as it was shown
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField()
    actor = models.ForeignKey("staff.User", related_name="+", on_delete=models.PROTECT)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("step of a script that was done")
        verbose_name_plural = _("steps of scripts that were done")
        ordering = ("id",)
        indexes = (models.Index(fields=("run", "id"), name="script_visits_of_run"),)

    def __str__(self) -> str:
        return f"{self.run_id}: {self.step}"
