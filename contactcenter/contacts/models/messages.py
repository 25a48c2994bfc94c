"""What is said in a contact, the files that come with it, and the outbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models.channels import Channel


class Direction(models.TextChoices):
    IN = "in", _("from the client")
    OUT = "out", _("to the client")
    NOTE = "note", _("internal note")
    SYSTEM = "system", _("service line")


class NoteKind(models.TextChoices):
    """What an internal note is for; a plain one has none."""

    HANDOVER = "handover", _("note for whoever takes over")
    CONSULT = "consult", _("consultation")
    WHISPER = "whisper", _("whisper of a supervisor")


class Message(models.Model):
    contact = models.ForeignKey("contacts.Contact", related_name="messages", on_delete=models.PROTECT)
    direction = models.CharField(max_length=6, choices=Direction)
    note_kind = models.CharField(max_length=8, choices=NoteKind, blank=True)
    author = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)
    body = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField()
    channel = models.CharField(max_length=12, choices=Channel)
    # The message's name on the sender's side: the same one a second time is the same message.
    external_id = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True)  # by whom it was meant for

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="message_direction_known"),
            # Whatever leaves out notes leaves out consultations and whispers too.
            models.CheckConstraint(
                condition=Q(note_kind="") | Q(direction=Direction.NOTE, note_kind__in=NoteKind.values),
                name="note_kind_of_a_note",
            ),
            models.UniqueConstraint(
                fields=("channel", "external_id"), condition=~Q(external_id=""), name="external_message_once"
            ),
        )
        indexes = (models.Index(fields=("contact", "id"), name="messages_of_contact"),)

    def __str__(self) -> str:
        return self.body[:60]


class Attachment(models.Model):
    """A file of a message, kept outside static and served only through a view that asks who is asking."""

    message = models.ForeignKey(Message, null=True, related_name="attachments", on_delete=models.PROTECT)
    contact = models.ForeignKey("contacts.Contact", related_name="attachments", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="attachments/%Y/%m/%d")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a browser may show it in place."""
        return self.content_type in ("image/png", "image/jpeg", "image/gif", "image/webp")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")


class Delivery(models.Model):
    """The outbox: a message to a client, written in the transaction of what it tells, delivered by a worker."""

    message = models.OneToOneField(
        Message, verbose_name=_("message"), related_name="delivery", on_delete=models.PROTECT
    )
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    recipient = models.CharField(max_length=254)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    # Set with `sending`: a worker that died in between left it unknown whether the client has the message.
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                name="delivery_due",
                condition=Q(state__in=(DeliveryState.WAITING, DeliveryState.SENDING)),
            ),
            models.Index(fields=("-id",), name="delivery_failed", condition=Q(state=DeliveryState.FAILED)),
        )

    def __str__(self) -> str:
        # Without the recipient: this stands in titles and logs, where addresses are not masked.
        return f"{self.get_channel_display()} {self.pk}: {self.get_state_display()}"
