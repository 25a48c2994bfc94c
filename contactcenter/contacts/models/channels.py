"""The channels a contact can come by, and how much of an operator each takes."""

from __future__ import annotations

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
    """How much of an operator (of 100 parts) a contact on this channel takes; what is not listed has a default."""

    channel = models.CharField(_("channel"), max_length=12, choices=Channel, primary_key=True)
    weight = models.PositiveSmallIntegerField(_("parts of 100"))

    class Meta:
        verbose_name = _("weight of a channel")
        verbose_name_plural = _("weights of channels")
        constraints = (
            models.CheckConstraint(condition=Q(weight__range=(1, FULL_LOAD)), name="channel_weight_1_to_100"),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.weight}"
