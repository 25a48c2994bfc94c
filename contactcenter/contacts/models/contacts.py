"""One interaction on one channel, from arrival to wrap-up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models.channels import FULL_LOAD, Channel
from contactcenter.contacts.models.queues import ENDING_MODES
from contactcenter.functions.curtains import curtains

if TYPE_CHECKING:
    from contactcenter.staff.models import User

SERVICE_ORDER = ("rank_at", "id")
# One step of priority counts as much as an hour of waiting; what rules give counts in seconds. Nothing is rewritten
# while contacts wait, because all of them grow older at the same pace.
_RANK = Func(
    Func(F("arrived_at"), template="(%(expressions)s AT TIME ZONE 'UTC')", output_field=models.DateTimeField())
    - Func(F("priority"), template="make_interval(hours => %(expressions)s)", output_field=models.DurationField())
    - Func(F("head_start"), template="make_interval(secs => %(expressions)s)", output_field=models.DurationField()),
    template="(%(expressions)s AT TIME ZONE 'UTC')",
    output_field=models.DateTimeField(),
)


class ContactDirection(models.TextChoices):
    INBOUND = "in", _("Inbound")
    OUTBOUND = "out", _("Outbound")


class ContactOutcome(models.TextChoices):
    """What became of a client who came: told apart everywhere in the same way."""

    ANSWERED = "answered", _("answered")
    ABANDONED = "abandoned", _("left without an answer")
    SHORT = "abandoned_short", _("left at once")
    CALLBACK = "callback", _("asked to be called back")


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> ContactQuerySet:
        """Whoever answers clients sees their earlier contacts, except what an app hides from him; everybody else sees
        where he was called in."""
        if user.has_perm("contacts.view_contact"):
            return curtains.over_contacts(self, user)
        # “in”, since a stranger's missing number must find nothing, and would find who was never called.
        return self.filter(participants__person__in=(user.pk,), participants__until__isnull=True)

    def waiting(self) -> ContactQuerySet:
        """In the order in which they are served."""
        return self.filter(state=states.QUEUED).order_by(*SERVICE_ORDER)

    def held_by(self, operator: User) -> ContactQuerySet:
        """What an operator has in hand, oldest first."""
        return self.filter(operator=operator, state__in=states.HELD).order_by("accepted_at", "id")

    def open(self) -> ContactQuerySet:
        """Not ended yet."""
        return self.filter(state__in=states.OPEN)

    def abandoned(self) -> ContactQuerySet:
        """Clients who left before anybody answered; who left at once is among them (see `patient`)."""
        return self.filter(state=states.ABANDONED, accepted_at__isnull=True, direction=ContactDirection.INBOUND)

    def patient(self) -> ContactQuerySet:
        """Without those who left sooner than their queue calls a loss."""
        at_once = models.ExpressionWrapper(
            F("queue__short_abandon_seconds") * timedelta(seconds=1), output_field=models.DurationField()
        )
        return self.filter(ended_at__gte=F("arrived_at") + at_once)


class Contact(models.Model):
    client = models.ForeignKey(
        "clients.Client",
        verbose_name=_("client"),
        related_name="contacts",
        on_delete=models.PROTECT,
        db_index=False,  # contact_of_client begins with it
    )
    address = models.ForeignKey(
        "clients.ClientAddress",
        verbose_name=_("address"),
        null=True,
        related_name="contacts",
        on_delete=models.SET_NULL,  # the contact outlives an address that was taken off
    )
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    direction = models.CharField(
        _("direction"), max_length=3, choices=ContactDirection, default=ContactDirection.INBOUND
    )
    # The conversation on the channel's side (a chat's id, a mail thread): one open contact for each.
    thread = models.CharField(max_length=200, blank=True)
    queue = models.ForeignKey(
        "contacts.Queue",
        verbose_name=_("queue"),
        related_name="contacts",
        on_delete=models.PROTECT,
        db_index=False,  # contact_of_queue begins with it
    )
    topic = models.ForeignKey(
        "contacts.Topic",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        related_name="contacts",
        on_delete=models.SET_NULL,
    )
    state = models.CharField(_("state"), max_length=10, choices=states.CONTACT.choices(), default=states.QUEUED)
    priority = models.SmallIntegerField(_("priority"), default=0)
    # Of all rules that fitted when it arrived.
    head_start = models.IntegerField(_("head start, s"), default=0)
    # When it would have arrived to be where it is in the line without priority and head start.
    rank_at = models.GeneratedField(expression=_RANK, output_field=models.DateTimeField(), db_persist=True)
    weight = models.PositiveSmallIntegerField(_("parts of an operator"))
    operator = models.ForeignKey(
        "staff.User",
        verbose_name=_("operator"),
        null=True,
        blank=True,
        related_name="contacts",
        on_delete=models.PROTECT,
    )
    # Who transferred it away: it is not offered back to him.
    handed_over_by = models.ForeignKey("staff.User", null=True, blank=True, related_name="+", on_delete=models.SET_NULL)
    # Who served the client last: he is asked first, and until that moment he alone.
    preferred_operator = models.ForeignKey(
        "staff.User",
        verbose_name=_("preferred operator"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.SET_NULL,
    )
    reserved_until = models.DateTimeField(_("kept for him until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, default="ru")
    arrived_at = models.DateTimeField(_("arrived"))
    # Not the age: what is transferred waits in its new queue anew, and asks for the skills of its first ring there.
    in_queue_since = models.DateTimeField(_("in this queue since"), default=timezone.now)
    # When it is sent on to another queue if nobody has accepted it; empty when it stays.
    wait_ends_at = models.DateTimeField(_("waits until"), null=True, blank=True)
    # He may not wait (the queue is closed, full or too slow) and does not have to: his words are kept as a message.
    kept_as_message_at = models.DateTimeField(_("kept as a message"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)  # first time
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # When something is owed to a wrap-up that lasts: a reminder or the end of it. Empty when nothing is.
    wrapup_due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    disposition = models.ForeignKey(
        "contacts.Disposition",
        verbose_name=_("disposition"),
        null=True,
        blank=True,
        related_name="contacts",
        on_delete=models.PROTECT,
    )
    summary = models.TextField(_("summary"), blank=True)
    # The last words and how many of the client's the operator has not seen: what lists show without reading messages.
    last_text = models.CharField(max_length=200, blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True)
    # Since when the client waits for an answer; empty when the last word was ours.
    client_waits_since = models.DateTimeField(null=True, blank=True)
    unread = models.PositiveSmallIntegerField(default=0)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=states.CONTACT.labels), name="contact_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="contact_channel_known"),
            models.CheckConstraint(
                condition=~Q(state__in=states.HELD) | Q(operator__isnull=False), name="contact_held_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(states.QUEUED, states.OFFERED)) | Q(operator__isnull=True),
                name="waiting_contact_held_by_nobody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.CONTACT.final, ended_at__isnull=False)
                | Q(state__in=states.OPEN, ended_at__isnull=True),
                name="contact_ended_when_closed",
            ),
            models.CheckConstraint(condition=Q(weight__range=(1, FULL_LOAD)), name="contact_weight_1_to_100"),
            models.UniqueConstraint(
                fields=("channel", "thread"),
                condition=Q(state__in=states.OPEN) & ~Q(thread=""),
                name="one_open_contact_per_thread",
            ),
        )
        indexes = (
            # The order of service, over what waits only: its size is the queue's, not the history's.
            models.Index(fields=("queue", "rank_at", "id"), name="contact_waiting", condition=Q(state=states.QUEUED)),
            models.Index(
                fields=("queue", "in_queue_since"), name="contact_waiting_since", condition=Q(state=states.QUEUED)
            ),
            models.Index(
                fields=("wait_ends_at",),
                name="contact_wait_ends",
                condition=Q(state=states.QUEUED, wait_ends_at__isnull=False),
            ),
            # Whatever is too much for somebody may stand in front of what is not: the first of each kind is near.
            models.Index(
                fields=("queue", "channel", "weight", "rank_at", "id"),
                name="contact_waiting_by_kind",
                condition=Q(state=states.QUEUED),
            ),
            # Who waits longest is the first of each of these.
            models.Index(fields=("queue", "arrived_at"), name="contact_oldest", condition=Q(state=states.QUEUED)),
            models.Index(
                fields=("queue", "arrived_at"), name="contact_offered_oldest", condition=Q(state=states.OFFERED)
            ),
            models.Index(
                fields=("wrapup_due_at",), name="contact_wrapup_due", condition=Q(wrapup_due_at__isnull=False)
            ),
            models.Index(
                fields=("-ended_at",),
                name="contact_abandoned",
                condition=Q(state=states.ABANDONED, accepted_at__isnull=True),
            ),
            models.Index(fields=("operator",), name="contact_in_hand", condition=Q(state__in=states.HELD)),
            models.Index(fields=("accepted_at",), name="contact_accepted", condition=Q(accepted_at__isnull=False)),
            models.Index(fields=("client", "-arrived_at"), name="contact_of_client"),
            models.Index(fields=("queue", "-arrived_at"), name="contact_of_queue"),
            models.Index(fields=("-arrived_at", "-id"), name="contact_latest"),
            models.Index(fields=("channel", "thread"), name="contact_thread", condition=~Q(thread="")),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}"

    def enter_queue(self, *, at: datetime) -> None:
        """It begins to wait in its queue; not saved."""
        self.in_queue_since = at
        # What we owe a client ourselves is never sent on, however long it waits.
        longest = self.queue.longest_wait if self.direction == ContactDirection.INBOUND else 0
        self.wait_ends_at = at + timedelta(seconds=longest) if longest else None

    def begin_wrapup(self, *, at: datetime) -> None:
        """Its queue may owe something when the time for wrap-up is over; not saved."""
        lasts = self.queue.wrapup_mode in ENDING_MODES
        self.wrapup_due_at = at + timedelta(seconds=self.queue.wrapup_seconds) if lasts else None

    @property
    def outcome(self) -> str:
        """What became of the client, a ContactOutcome; empty while he waits and for what we began ourselves.

        Who was answered once and left in a second queue did not leave unanswered.
        """
        if self.direction == ContactDirection.OUTBOUND:
            return ""
        if self.accepted_at:
            return ContactOutcome.ANSWERED
        if self.state == states.CLOSED:
            return ContactOutcome.CALLBACK
        if self.state != states.ABANDONED or self.ended_at is None:
            return ""
        short = timedelta(seconds=self.queue.short_abandon_seconds)
        return ContactOutcome.SHORT if self.ended_at - self.arrived_at < short else ContactOutcome.ABANDONED

    @property
    def outcome_label(self) -> str:
        """The same in words."""
        return str(ContactOutcome(self.outcome).label) if self.outcome else ""

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen in it."""
        return self.state in states.OPEN


class ContactEvent(models.Model):
    """One transition or one thing worth remembering of a contact. Append-only."""

    contact = models.ForeignKey(Contact, verbose_name=_("contact"), related_name="events", on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"))
    # Who did it; nobody means the client or the system, which `verb` tells apart.
    actor = models.ForeignKey(
        "staff.User", verbose_name=_("who"), null=True, related_name="+", on_delete=models.PROTECT
    )
    verb = models.CharField(_("what happened"), max_length=30)
    before = models.CharField(_("before"), max_length=10, blank=True)
    after = models.CharField(_("after"), max_length=10)
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event of a contact")
        verbose_name_plural = _("events of contacts")
        indexes = (
            models.Index(fields=("contact", "id"), name="contact_events"),
            models.Index(fields=("actor", "at"), name="contact_events_of_actor"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.verb} {self.at:%H:%M:%S}"
