"""The chat windows on sites, and the visitors who write in them."""

from __future__ import annotations

import re
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.privacy.models import ConsentText, Purpose

_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


def new_key() -> str:
    """Names a widget in the addresses of its script and its socket; no secret, but nobody guesses the neighbour's."""
    return secrets.token_hex(10)


def in_order(origin: str) -> str:
    """An origin as browsers write it."""
    return origin.strip().lower().rstrip("/")


def check_origin(origin: str) -> None:
    """Scheme, host and, if it is not the usual one, port; capitals and a slash at the end do no harm."""
    if not _ORIGIN.fullmatch(in_order(origin)):
        raise ValidationError(
            _("“%(origin)s” is not the origin of a site. Write it like https://www.example.ru, without a path."),
            params={"origin": origin},
        )


class Widget(models.Model):
    """One chat window, embedded on the sites it allows."""

    key = models.SlugField(_("site key"), max_length=32, unique=True, default=new_key)
    name = models.CharField(_("name"), max_length=100)
    queue = models.ForeignKey(
        "contacts.Queue", verbose_name=_("queue"), related_name="widgets", on_delete=models.PROTECT
    )
    message_topic = models.ForeignKey(
        "contacts.Topic",
        verbose_name=_("topic of messages left outside working hours"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.SET_NULL,
    )
    allowed_origins = ArrayField(
        models.CharField(max_length=255, validators=[check_origin]),
        verbose_name=_("sites"),
        default=list,
        blank=True,
        help_text=_("Origins whose pages may show this chat, by commas: https://www.example.ru"),
    )
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="ru")
    calendar = models.ForeignKey(
        "deadlines.Calendar",
        verbose_name=_("working hours"),
        null=True,
        blank=True,
        related_name="widgets",
        on_delete=models.PROTECT,  # without it the chat would be open at night
        help_text=_("Outside of them the chat takes a message. None: always open."),
    )
    requires_consent = models.BooleanField(_("asks for the consent to process personal data"), default=True)
    greeting_ru = models.CharField(_("greeting in Russian"), max_length=300, blank=True)
    greeting_en = models.CharField(_("greeting in English"), max_length=300, blank=True)
    abandon_seconds = models.PositiveIntegerField(
        _("patience, s"), default=90, help_text=_("Who has left the page while waiting gives up after so long.")
    )
    conversations_per_address = models.PositiveIntegerField(
        _("new conversations from one network address in ten minutes"), default=20, help_text=_("0: no limit.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("chat on a site")
        verbose_name_plural = _("chats on sites")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=Q(abandon_seconds__range=(10, 86_400)), name="widget_patience_sane"),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A chat that asks for a consent needs its text."""
        self.allowed_origins = [in_order(origin) for origin in self.allowed_origins or []]
        shown = ConsentText.objects.filter(purpose=Purpose.PERSONAL_DATA, valid_from__lte=timezone.now())
        if self.requires_consent and not shown.exists():
            sentence = _("There is no text of this consent yet: write one first, under “Texts of consents”.")
            raise ValidationError({"requires_consent": sentence})

    def greeting(self, language: str) -> str:
        """What the visitor reads first."""
        greetings: dict[str, Any] = {"ru": self.greeting_ru, "en": self.greeting_en}
        return str(greetings.get(language) or "")

    @property
    def is_on(self) -> bool:
        """Whether it takes anything at all."""
        return self.is_active and self.queue.is_active


class ChatSession(models.Model):
    """A visitor's browser on one site. Whoever holds its token is this visitor; only the token's hash is kept."""

    # Its name for the outside: thread of its contacts, address of its client.
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    widget = models.ForeignKey(Widget, related_name="sessions", on_delete=models.PROTECT)
    # The latest one; earlier ones have the same thread.
    contact = models.ForeignKey("contacts.Contact", null=True, related_name="+", on_delete=models.PROTECT)
    # What he asked for in this window, or what became of it.
    callback = models.ForeignKey("callbacks.Callback", null=True, related_name="+", on_delete=models.PROTECT)
    consent_text = models.ForeignKey(
        "privacy.ConsentText", verbose_name=_("consent"), null=True, related_name="+", on_delete=models.PROTECT
    )
    language = models.CharField(_("language"), max_length=8, default="ru")
    origin = models.CharField(_("site"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created"))
    last_seen_at = models.DateTimeField(_("last seen"))
    left_message_at = models.DateTimeField(_("left a message"), null=True)

    class Meta:
        verbose_name = _("visitor of a chat")
        verbose_name_plural = _("visitors of chats")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.uid}"

    @property
    def thread(self) -> str:
        """What its contacts are known by on this channel."""
        return self.uid.hex
