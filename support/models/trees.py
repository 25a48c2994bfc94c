"""Troubleshooting as data: versions of a tree of questions, and what was answered in each run of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TroubleshootingTree(models.Model):
    name = models.CharField(_("name"), max_length=150)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    product = models.ForeignKey(
        "support.Product", verbose_name=_("product"), related_name="trees", on_delete=models.PROTECT
    )
    topics = models.ManyToManyField(
        "contacts.Topic",
        verbose_name=_("topics"),
        related_name="+",
        blank=True,
        help_text=_("Contacts about these are shown this tree first."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("troubleshooting tree")
        verbose_name_plural = _("troubleshooting trees")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class TreeVersion(models.Model):
    """The steps as they were at a time; a run keeps to the version that it began with. Append-only."""

    tree = models.ForeignKey(TroubleshootingTree, related_name="versions", on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField(_("version"))
    # {"start": key, "steps": {key: {"question", "say", "answers": [{"text", "next" | "remedy" | "refer", "cause"}]}}}
    body = models.JSONField(_("steps"))
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        "staff.User", verbose_name=_("by"), null=True, related_name="+", on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("version of a tree")
        verbose_name_plural = _("versions of trees")
        ordering = ("tree", "-number")
        constraints = (models.UniqueConstraint(fields=("tree", "number"), name="tree_version_once"),)

    def __str__(self) -> str:
        return f"{self.tree}, {self.number}"

    def step(self, key: str) -> dict[str, Any]:
        """The step of this key."""
        found: dict[str, Any] = self.body["steps"][key]
        return found


class Outcome(models.TextChoices):
    """Where a tree leads."""

    REMEDY = "remedy", _("remedy")
    REFER = "refer", _("refer to a department")
    LEFT = "left", _("left before the end")


class TreeRun(models.Model):
    """One walk through a tree in one conversation."""

    version = models.ForeignKey(TreeVersion, related_name="runs", on_delete=models.PROTECT)
    contact = models.ForeignKey("contacts.Contact", related_name="tree_runs", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", null=True, related_name="tree_runs", on_delete=models.PROTECT)
    started_at = models.DateTimeField(_("began"))
    started_by = models.ForeignKey("staff.User", related_name="+", on_delete=models.PROTECT)
    # The key of the question that is asked now; empty at the end.
    step = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    outcome_text = models.TextField(blank=True)
    cause = models.CharField(_("cause"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("run of a tree")
        verbose_name_plural = _("runs of trees")
        constraints = (
            models.UniqueConstraint(
                fields=("contact",), condition=Q(ended_at__isnull=True), name="one_open_run_per_contact"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") & ~Q(step="")
                | Q(ended_at__isnull=False, outcome__in=Outcome.values),
                name="run_asks_or_has_ended",
            ),
        )
        indexes = (models.Index(fields=("case", "id"), name="runs_of_case"),)

    def __str__(self) -> str:
        return f"{self.version}, {self.contact_id}"


class TreeAnswer(models.Model):
    """What was answered to one question. Going back takes an answer back and keeps it."""

    run = models.ForeignKey(TreeRun, related_name="answers", on_delete=models.PROTECT)
    step = models.CharField(max_length=60)
    question = models.TextField(_("question"))
    answer = models.CharField(_("answer"), max_length=300)
    at = models.DateTimeField()
    actor = models.ForeignKey("staff.User", related_name="+", on_delete=models.PROTECT)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("answer in a tree")
        verbose_name_plural = _("answers in trees")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("run", "step"), condition=Q(taken_back_at__isnull=True), name="step_answered_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} {self.answer}"
