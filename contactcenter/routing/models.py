"""Who can serve which queue, how much each operator holds, and what is offered to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models.channels import FULL_LOAD, Channel

if TYPE_CHECKING:
    from datetime import datetime

    from contactcenter.contacts.models import Contact


class QueueHours(models.Model):
    """When clients may wait in a queue; without a row, always."""

    queue = models.OneToOneField(
        "contacts.Queue", verbose_name=_("queue"), related_name="hours", on_delete=models.CASCADE
    )
    calendar = models.ForeignKey(
        "deadlines.Calendar",
        verbose_name=_("working hours"),
        related_name="+",
        on_delete=models.PROTECT,  # without it the queue would be open at night
    )

    class Meta:
        verbose_name = _("opening hours of a queue")
        verbose_name_plural = _("opening hours of queues")

    def __str__(self) -> str:
        return f"{self.queue}: {self.calendar}"


class QueueSkill(models.Model):
    """A queue is served by operators who have all its skills, each at this level or better."""

    queue = models.ForeignKey(
        "contacts.Queue", verbose_name=_("queue"), related_name="required_skills", on_delete=models.CASCADE
    )
    skill = models.ForeignKey("staff.Skill", verbose_name=_("skill"), related_name="+", on_delete=models.PROTECT)
    level = models.PositiveSmallIntegerField(_("level from"), default=1)

    class Meta:
        verbose_name = _("skill of a queue")
        verbose_name_plural = _("skills of queues")
        constraints = (
            models.UniqueConstraint(fields=("queue", "skill"), name="queue_wants_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="wanted_level_1_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.queue}: {self.skill} {self.level}+"


class QueueRing(models.Model):
    """After so many seconds of waiting a queue asks for less of one of its skills, so that more operators fit."""

    queue = models.ForeignKey("contacts.Queue", verbose_name=_("queue"), related_name="rings", on_delete=models.CASCADE)
    after_seconds = models.PositiveIntegerField(_("after, s"))
    skill = models.ForeignKey("staff.Skill", verbose_name=_("skill"), related_name="+", on_delete=models.PROTECT)
    level = models.PositiveSmallIntegerField(
        _("level from"), default=0, help_text=_("0: the skill is not asked for any more.")
    )

    class Meta:
        verbose_name = _("ring of a queue")
        verbose_name_plural = _("rings of queues")
        ordering = ("after_seconds",)
        constraints = (
            models.UniqueConstraint(fields=("queue", "skill", "after_seconds"), name="ring_of_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(0, 5)), name="ring_level_0_to_5"),
            models.CheckConstraint(condition=Q(after_seconds__range=(1, 86_400)), name="ring_within_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.queue}: {self.after_seconds} s, {self.skill} {self.level}+"


class QueueMember(models.Model):
    """An operator who may serve a queue, worked out from skills (operations/members.py), never entered by hand."""

    queue = models.ForeignKey(
        "contacts.Queue", verbose_name=_("queue"), related_name="members", on_delete=models.CASCADE
    )
    operator = models.ForeignKey(
        "staff.User", verbose_name=_("operator"), related_name="queue_memberships", on_delete=models.CASCADE
    )
    level = models.PositiveSmallIntegerField(_("level"))  # the sum of the levels of the skills that the queue wants
    # He serves whoever has waited in the queue for so long; who has every skill at its full level serves at once.
    after_seconds = models.PositiveIntegerField(_("after, s"), default=0)

    class Meta:
        verbose_name = _("member of a queue")
        verbose_name_plural = _("members of queues")
        constraints = (models.UniqueConstraint(fields=("queue", "operator"), name="member_of_queue_once"),)
        indexes = (models.Index(fields=("operator", "queue"), name="queues_of_member"),)

    def __str__(self) -> str:
        return f"{self.queue_id}: {self.operator_id}"


class Seat(models.Model):
    """What routing knows of an operator: the row that is locked when a contact is given to him."""

    operator = models.OneToOneField(
        "staff.User", verbose_name=_("operator"), primary_key=True, related_name="seat", on_delete=models.CASCADE
    )
    ready = models.BooleanField(_("ready"), default=False)
    # A contact is held out to him right now; a second one waits until he has answered.
    ringing = models.BooleanField(_("has an offer"), default=False)
    load = models.PositiveSmallIntegerField(_("load, parts of 100"), default=0)
    capacity = models.PositiveSmallIntegerField(_("capacity, parts of 100"), default=FULL_LOAD)
    # Channel -> [contacts, parts] of what he holds or is offered. Written by whoever writes the load; the three below
    # follow from it and from the rules of channels by a trigger (migrations/0006_room.py), so that every door is kept.
    held = models.JSONField(default=dict, editable=False)
    # Channels of which he can have no more now.
    closed = ArrayField(models.CharField(max_length=12), default=list, editable=False)
    # Channel -> parts of his load that a contact on it may interrupt.
    yields = models.JSONField(default=dict, editable=False)
    # Parts of his load that something he holds has interrupted: they do not count against the capacity.
    interrupted = models.PositiveSmallIntegerField(_("interrupted, parts of 100"), default=0, editable=False)
    # Longest idle first: since when he has been free for (more) work.
    idle_since = models.DateTimeField(_("idle since"))

    class Meta:
        verbose_name = _("operator's load")
        verbose_name_plural = _("operators' loads")
        constraints = (
            models.CheckConstraint(
                condition=Q(load__lte=F("capacity") + F("interrupted")), name="seat_load_within_capacity"
            ),
            models.CheckConstraint(condition=Q(load__gte=0), name="seat_load_not_negative"),
        )
        indexes = (
            models.Index(
                fields=("idle_since",),
                name="seat_free",
                condition=Q(ready=True, ringing=False, load__lt=F("capacity")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.operator_id}: {self.load}/{self.capacity}"

    def has_room_for(self, contact: Contact) -> bool:
        """What matching asks of the row (operations/matching.py), for a sentence about one that is locked."""
        counts = self.load - int(self.yields.get(contact.channel, 0))
        return counts + contact.weight <= self.capacity and contact.channel not in self.closed


class SeatLimit(models.Model):
    """At most so many contacts on a channel for one operator, instead of what the channel says."""

    seat = models.ForeignKey(Seat, verbose_name=_("operator"), related_name="limits", on_delete=models.CASCADE)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    most = models.PositiveSmallIntegerField(_("at most at once"), help_text=_("0: none on this channel."))

    class Meta:
        verbose_name = _("limit of an operator")
        verbose_name_plural = _("limits of operators")
        constraints = (
            models.UniqueConstraint(fields=("seat", "channel"), name="limit_of_channel_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="limit_channel_known"),
        )

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.get_channel_display()} ≤ {self.most}"


class DeclineReason(models.Model):
    """Why an operator may let an offer go; without any in use, three common reasons are shown."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reason to decline")
        verbose_name_plural = _("reasons to decline")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class OfferOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("not answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> OfferQuerySet:
        """Held out right now."""
        return self.filter(outcome="")

    def due(self, *, as_of: datetime) -> OfferQuerySet:
        """Open ones whose time has run out, in the order in which their contacts are served."""
        due = self.open().filter(expires_at__lte=as_of)
        return due.order_by("contact__rank_at", "contact_id")


class Offer(models.Model):
    """One contact held out to one operator for a few seconds."""

    contact = models.ForeignKey(
        "contacts.Contact", verbose_name=_("contact"), related_name="offers", on_delete=models.PROTECT
    )
    operator = models.ForeignKey(
        "staff.User", verbose_name=_("operator"), related_name="offers", on_delete=models.PROTECT
    )
    weight = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(_("offered"))
    expires_at = models.DateTimeField(_("until"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=OfferOutcome, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    # Who transferred the contact to this very operator; empty where routing chose him.
    given_by = models.ForeignKey(
        "staff.User", verbose_name=_("given by"), null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = (
            models.UniqueConstraint(fields=("contact",), condition=Q(outcome=""), name="one_open_offer_per_contact"),
            models.UniqueConstraint(fields=("operator",), condition=Q(outcome=""), name="one_open_offer_per_operator"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="offer_ended_with_outcome",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="offer_has_time"),
        )
        indexes = (
            models.Index(fields=("expires_at",), name="offer_due", condition=Q(outcome="")),
            models.Index(fields=("contact", "operator", "ended_at"), name="offer_of_contact"),
            models.Index(fields=("operator", "-id"), name="offer_of_operator"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} → {self.operator_id}"
