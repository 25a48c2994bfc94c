"""The channels a contact can come by, and how much of an operator each takes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# What one operator can hold at once, in parts: a telephone call takes all, a chat a third, an e-mail a tenth.
FULL_LOAD = 100


class Channel(models.TextChoices):
    WEBCHAT = "webchat", _("Chat on a site")
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    TELEGRAM = "telegram", "Telegram"
    VK = "vk", _("VK")
    WEBFORM = "webform", _("Form on a site")
    API = "api", _("Other system")


DEFAULT_WEIGHTS: dict[str, int] = {Channel.PHONE: 100, Channel.WEBCHAT: 33, Channel.TELEGRAM: 33, Channel.VK: 33}
OTHER_WEIGHT = 10


class ChannelWeight(models.Model):
    """What contacts on this channel ask of an operator; what is not listed has a default weight and no other rule.

    The weight is written into a contact when it arrives. The other rules hold for whatever comes to an operator next;
    the database keeps them (routing/migrations/0006_room.py).
    """

    channel = models.CharField(_("channel"), max_length=12, choices=Channel, primary_key=True)
    weight = models.PositiveSmallIntegerField(_("parts of 100"))
    most = models.PositiveSmallIntegerField(
        _("at most at once"), null=True, blank=True, help_text=_("Contacts of one operator. Empty: as his load allows.")
    )
    alone = models.BooleanField(
        _("nothing else beside it"),
        default=False,
        help_text=_("Who has such a contact gets no other one, and it comes only to who has none."),
    )
    interrupts = ArrayField(
        models.CharField(max_length=12, choices=Channel),
        verbose_name=_("may interrupt"),
        default=list,
        blank=True,
        help_text=_("Contacts on these channels do not keep an operator from getting one on this channel."),
    )

    class Meta:
        verbose_name = _("weight of a channel")
        verbose_name_plural = _("weights of channels")
        constraints = (
            models.CheckConstraint(condition=Q(weight__range=(1, FULL_LOAD)), name="channel_weight_1_to_100"),
            models.CheckConstraint(condition=Q(most__isnull=True) | Q(most__gte=1), name="channel_most_from_1"),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.weight}"

    def clean(self) -> None:
        """A channel that interrupted itself would have no limit."""
        if self.channel in self.interrupts:
            raise ValidationError({"interrupts": _("A channel does not interrupt itself.")})
