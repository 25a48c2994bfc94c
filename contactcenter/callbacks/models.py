"""Promises to call clients back, and the rules by which they are kept."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.callbacks import states

if TYPE_CHECKING:
    from contactcenter.staff.models import User


def usual_pauses() -> list[int]:
    """A quarter of an hour, an hour, a day."""
    return [15, 60, 1_440]


class CallbackRule(models.Model):
    """When clients of a queue may be called and how often it is tried; the row without a queue is for all others."""

    queue = models.OneToOneField(
        "contacts.Queue",
        verbose_name=_("queue"),
        null=True,
        blank=True,
        related_name="callback_rule",
        on_delete=models.CASCADE,
        help_text=_("Empty: every queue without a rule of its own."),
    )
    opens = models.TimeField(_("not before"), default=time(9), help_text=_("By the clock of the client."))
    closes = models.TimeField(_("not after"), default=time(20), help_text=_("By the clock of the client."))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=3)
    pauses = ArrayField(
        models.PositiveIntegerField(),
        verbose_name=_("pauses before the next attempt, min"),
        default=usual_pauses,
        help_text=_("The first, the second and so on, by commas; the last one stands for all that follow."),
    )
    keep_seconds = models.PositiveSmallIntegerField(
        _("waits for who agreed it, s"),
        default=120,
        help_text=_("As long as that operator is at work but busy, colleagues get the call only after so long."),
    )
    priority = models.SmallIntegerField(
        _("priority"),
        default=2,
        help_text=_("Added to that of the queue. One step counts as much as an hour of waiting."),
    )
    days_ahead = models.PositiveSmallIntegerField(_("days ahead"), default=14)
    slot_minutes = models.PositiveSmallIntegerField(
        _("step of the times offered, min"), default=30, help_text=_("To clients in the chat window.")
    )
    by_clients = models.BooleanField(_("clients may ask for it in the chat"), default=True)

    class Meta:
        verbose_name = _("rule of callbacks")
        verbose_name_plural = _("rules of callbacks")
        constraints = (
            models.UniqueConstraint(fields=("queue",), nulls_distinct=False, name="one_callback_rule_per_queue"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="callback_window_sane"),
            models.CheckConstraint(condition=Q(attempts__range=(1, 20)), name="callback_attempts_sane"),
            models.CheckConstraint(condition=Q(slot_minutes__range=(5, 240)), name="callback_slot_sane"),
            models.CheckConstraint(condition=Q(days_ahead__range=(1, 90)), name="callback_days_sane"),
            models.CheckConstraint(condition=Q(keep_seconds__lte=3_600), name="callback_keep_sane"),
            models.CheckConstraint(condition=Q(pauses__len__gt=0), name="callback_pauses_given"),
        )

    def __str__(self) -> str:
        return str(self.queue) if self.queue else str(_("all other queues"))

    def pause_after(self, attempt: int) -> int:
        """Minutes between attempt number 1, 2, … and the next one."""
        return int(self.pauses[min(attempt, len(self.pauses)) - 1])


class Origin(models.TextChoices):
    CLIENT = "client", _("asked by the client")
    OPERATOR = "operator", _("agreed by an operator")
    API = "api", _("another system")
    ABANDONED = "abandoned", _("the client had left without an answer")


class CallbackQuerySet(models.QuerySet["Callback"]):
    def visible_to(self, user: User) -> CallbackQuerySet:
        """Whoever answers clients sees what they were promised."""
        return self if user.has_perm("callbacks.view_callback") else self.none()

    def live(self) -> CallbackQuerySet:
        """Not kept and not given up yet."""
        return self.filter(state__in=states.LIVE)

    def due(self, *, as_of: datetime) -> CallbackQuerySet:
        """Whose moment has come, the longest overdue first."""
        return self.filter(state=states.WAITING, due_at__lte=as_of).order_by("due_at", "id")


class Callback(models.Model):
    """A promise to call a client at a moment. Its row is locked after its contact and before the client."""

    client = models.ForeignKey(
        "clients.Client", verbose_name=_("client"), related_name="callbacks", on_delete=models.PROTECT
    )
    address = models.ForeignKey(
        "clients.ClientAddress",
        verbose_name=_("telephone"),
        null=True,
        related_name="callbacks",
        on_delete=models.SET_NULL,  # a number that was taken off is not called; the promise is given up and says so
    )
    queue = models.ForeignKey(
        "contacts.Queue", verbose_name=_("queue"), related_name="callbacks", on_delete=models.PROTECT
    )
    topic = models.ForeignKey(
        "contacts.Topic", verbose_name=_("topic"), null=True, blank=True, related_name="+", on_delete=models.SET_NULL
    )
    # Who agreed it and is asked first.
    operator = models.ForeignKey(
        "staff.User",
        verbose_name=_("agreed by"),
        null=True,
        blank=True,
        related_name="callbacks",
        on_delete=models.PROTECT,
    )
    origin = models.CharField(_("where from"), max_length=10, choices=Origin)
    origin_contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, related_name="promised_callbacks", on_delete=models.PROTECT
    )
    # The call of the latest attempt.
    contact = models.OneToOneField(
        "contacts.Contact", null=True, blank=True, related_name="callback", on_delete=models.PROTECT
    )
    state = models.CharField(
        _("state"), max_length=10, choices=states.CALLBACK.choices(), default=states.CALLBACK.initial
    )
    promised_at = models.DateTimeField(_("promised for"))
    due_at = models.DateTimeField(_("next attempt"))
    time_zone = models.CharField(_("time zone of the client"), max_length=64)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    note = models.CharField(_("what about"), max_length=300, blank=True)
    # The name that the asking side gave it: the same one again is the same promise.
    key = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=states.CALLBACK.labels), name="callback_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=states.CALLBACK.final, ended_at__isnull=False)
                | Q(state__in=states.LIVE, ended_at__isnull=True),
                name="callback_ended_when_final",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.CALLING) | Q(contact__isnull=False), name="callback_called_by_contact"
            ),
            # One number is promised one call at a time.
            models.UniqueConstraint(
                fields=("address",), condition=Q(state__in=states.LIVE), name="one_live_callback_per_number"
            ),
            models.UniqueConstraint(
                fields=("origin_contact",), condition=Q(origin=Origin.ABANDONED), name="abandoned_called_back_once"
            ),
            models.UniqueConstraint(fields=("key",), condition=~Q(key=""), name="callback_key_once"),
        )
        indexes = (
            models.Index(fields=("due_at", "id"), name="callback_due", condition=Q(state=states.WAITING)),
            models.Index(fields=("client", "-id"), name="callback_of_client"),
        )

    def __str__(self) -> str:
        return str(_("Callback %(number)s") % {"number": self.pk})

    @property
    def is_live(self) -> bool:
        """Whether somebody still owes the call."""
        return self.state in states.LIVE


class CallbackEvent(models.Model):
    """One transition of a callback. Append-only."""

    callback = models.ForeignKey(Callback, verbose_name=_("callback"), related_name="events", on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        "staff.User", verbose_name=_("who"), null=True, related_name="+", on_delete=models.PROTECT
    )
    verb = models.CharField(_("what happened"), max_length=30)
    before = models.CharField(_("before"), max_length=10, blank=True)
    after = models.CharField(_("after"), max_length=10)
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event of a callback")
        verbose_name_plural = _("events of callbacks")
        ordering = ("id",)
        indexes = (models.Index(fields=("callback", "id"), name="callback_events"),)

    def __str__(self) -> str:
        return f"{self.callback_id} {self.verb} {self.at:%H:%M:%S}"
