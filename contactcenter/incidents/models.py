"""Abnormal situations: what is reported, to whom it climbs, and what was done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.incidents import states

if TYPE_CHECKING:
    from contactcenter.staff.models import User


class Urgency(models.IntegerChoices):
    NORMAL = 1, _("Can wait for the end of the shift")
    HIGH = 2, _("Needs somebody now")
    CRITICAL = 3, _("People or many clients are in danger")


class IncidentKind(models.Model):
    """What kinds of abnormal situations there are, and how urgent each is until somebody says otherwise."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency, default=Urgency.HIGH)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of incident")
        verbose_name_plural = _("kinds of incidents")
        ordering = ("position", "name")
        constraints = (
            models.CheckConstraint(condition=Q(urgency__in=Urgency.values), name="incident_kind_urgency_known"),
        )

    def __str__(self) -> str:
        return self.name


class Recipient(models.TextChoices):
    """Whom a level of escalation tells."""

    SUPERVISOR = "supervisor", _("supervisor of the team")
    SUPERVISORS = "supervisors", _("all supervisors")
    ADMINISTRATORS = "administrators", _("administrators")


class IncidentLevel(models.Model):
    """Who is told how many seconds after a report that nobody has acknowledged."""

    urgency = models.PositiveSmallIntegerField(
        _("urgency"), choices=Urgency, null=True, blank=True, help_text=_("Empty: all.")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    recipient = models.CharField(_("who is told"), max_length=20, choices=Recipient)
    after_seconds = models.PositiveIntegerField(_("seconds after the report"))

    class Meta:
        verbose_name = _("level of incidents")
        verbose_name_plural = _("levels of incidents")
        ordering = ("urgency", "level")
        constraints = (
            models.UniqueConstraint(fields=("urgency", "level"), name="incident_level_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(level__range=(1, 9)), name="incident_level_1_to_9"),
            models.CheckConstraint(condition=Q(recipient__in=Recipient.values), name="incident_recipient_known"),
        )

    def __str__(self) -> str:
        return f"{self.level}. {self.get_recipient_display()}"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User) -> IncidentQuerySet:
        """Who handles incidents sees all of them, others what they have reported themselves."""
        return self if user.has_perm("incidents.view_incident") else self.filter(reported_by=user.pk)

    def open(self) -> IncidentQuerySet:
        """Not closed, the most urgent and then the newest first."""
        return self.exclude(state=states.CLOSED).order_by("-urgency", "-id")

    def unheard(self, *, as_of: datetime) -> IncidentQuerySet:
        """Those that climb now, since nobody has acknowledged them in time."""
        return self.filter(escalate_at__lte=as_of).order_by("escalate_at")

    def with_people(self) -> IncidentQuerySet:
        """With everything that a line of a list shows."""
        return self.select_related("kind", "reported_by", "acknowledged_by", "case", "contact__client")


class Incident(models.Model):
    kind = models.ForeignKey(IncidentKind, verbose_name=_("kind"), related_name="incidents", on_delete=models.PROTECT)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency)
    note = models.TextField(_("what has happened"))
    contact = models.ForeignKey("contacts.Contact", null=True, related_name="incidents", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", null=True, related_name="incidents", on_delete=models.PROTECT)
    reported_by = models.ForeignKey(
        "staff.User", verbose_name=_("reported by"), related_name="reported_incidents", on_delete=models.PROTECT
    )
    at = models.DateTimeField(_("when"))
    state = models.CharField(_("state"), max_length=14, choices=states.INCIDENT.choices(), default=states.NEW)
    acknowledged_by = models.ForeignKey(
        "staff.User",
        verbose_name=_("acknowledged by"),
        null=True,
        related_name="acknowledged_incidents",
        on_delete=models.PROTECT,
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    # The last level that was told, and when the next one is; nothing climbs any more once it is empty.
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    escalate_at = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ("-id",)
        permissions = (
            ("report_incident", _("Can report abnormal situations")),
            ("handle_incident", _("Can acknowledge and close abnormal situations")),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=states.INCIDENT.labels), name="incident_state_known"),
            models.CheckConstraint(condition=Q(urgency__in=Urgency.values), name="incident_urgency_known"),
            models.CheckConstraint(condition=~Q(note=""), name="incident_says_something"),
            models.CheckConstraint(
                condition=Q(state=states.NEW, acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | (
                    ~Q(state=states.NEW)
                    & Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False, escalate_at__isnull=True)
                ),
                name="incident_acknowledged_rests",
            ),
            models.CheckConstraint(
                condition=Q(state=states.CLOSED, closed_at__isnull=False)
                | (~Q(state=states.CLOSED) & Q(closed_at__isnull=True)),
                name="incident_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("at")),
                name="incident_acknowledged_after_report",
            ),
        )
        indexes = (
            models.Index(fields=("escalate_at",), name="incident_unheard", condition=Q(escalate_at__isnull=False)),
            models.Index(fields=("-urgency", "-id"), name="incident_open", condition=~Q(state=states.CLOSED)),
            models.Index(fields=("-at",), name="incident_latest"),
        )

    def __str__(self) -> str:
        return f"{self.pk}. {self.kind}"


class IncidentEvent(models.Model):
    """What was done about an incident, and to whom it climbed. Append-only: the journal is this."""

    incident = models.ForeignKey(Incident, related_name="events", on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)
    verb = models.CharField(max_length=12)
    before = models.CharField(max_length=14, blank=True)
    after = models.CharField(max_length=14)
    text = models.TextField(blank=True)
    # The level of an escalation; each is told once.
    level = models.PositiveSmallIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of an incident")
        verbose_name_plural = _("events of incidents")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "level"), condition=Q(level__isnull=False), name="incident_level_told_once"
            ),
        )
        indexes = (models.Index(fields=("incident", "id"), name="incident_events"),)

    def __str__(self) -> str:
        return f"{self.incident_id} {self.verb}"
