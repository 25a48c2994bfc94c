"""Consents and the log of who looked at what (152-ФЗ, 38-ФЗ)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """Each purpose is a consent of its own: none is merged with another (156-ФЗ, since 01.09.2025)."""

    PERSONAL_DATA = "personal_data", _("Processing of personal data")
    ADS_PHONE = "ads_phone", _("Advertising by telephone and SMS")
    ADS_EMAIL = "ads_email", _("Advertising by e-mail")
    ADS_MESSENGER = "ads_messenger", _("Advertising in messengers")
    RECORDING = "recording", _("Recording of conversations")
    BIOMETRICS = "biometrics", _("Voice biometrics")


class ConsentText(models.Model):
    """What a client is shown; a text that was shown is never changed, a new version is a new row."""

    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    language = models.CharField(_("language"), max_length=8, default="ru")
    version = models.PositiveIntegerField(_("version"), default=1)
    body = models.TextField(_("text"))
    valid_from = models.DateTimeField(_("valid from"))

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        constraints = (
            models.UniqueConstraint(fields=("purpose", "language", "version"), name="consent_text_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.language} v{self.version}"


class Consent(models.Model):
    """A client's consent: to which text, when, by which channel, and when it was withdrawn."""

    client = models.ForeignKey(
        "clients.Client", verbose_name=_("client"), related_name="consents", on_delete=models.PROTECT
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    text = models.ForeignKey(
        ConsentText, verbose_name=_("text"), null=True, related_name="consents", on_delete=models.PROTECT
    )
    channel = models.CharField(_("channel"), max_length=12, blank=True)
    evidence = models.JSONField(_("evidence"), default=dict)  # contact, address, form
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        "staff.User", verbose_name=_("recorded by"), null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-given_at",)
        constraints = (
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_known"),
            models.UniqueConstraint(
                fields=("client", "purpose"), condition=Q(withdrawn_at__isnull=True), name="one_consent_in_force"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        )

    def __str__(self) -> str:
        return f"{self.client_id}: {self.get_purpose_display()}"


class AccessLog(models.Model):
    """Who saw which hidden data of whom, when and why. Append-only."""

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey("staff.User", verbose_name=_("who"), related_name="+", on_delete=models.PROTECT)
    client = models.ForeignKey(
        "clients.Client", verbose_name=_("client"), related_name="access_log", on_delete=models.PROTECT
    )
    fields = models.JSONField(_("what was seen"), default=list)
    reason = models.CharField(_("reason"), max_length=200)
    origin = models.CharField(_("where"), max_length=20, default="screen")  # screen, api, export

    # A line says whose card was open; when that client becomes part of another, the line stays as it was written.
    moves_with_client = False

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("log of access to personal data")
        ordering = ("-id",)
        indexes = (models.Index(fields=("client", "-id"), name="access_to_client"),)

    def __str__(self) -> str:
        return f"{self.actor_id} → {self.client_id} {self.at:%d.%m.%Y %H:%M}"
