"""How the client is told: texts that an answer begins with, and the answers that were given."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from contactcenter.decisions.models.referrals import Referral

PLACEHOLDERS = ("number", "decision", "name", "amount", "day")
# Only these words between braces are replaced; a format string would give away whatever hangs on its objects.
PLACEHOLDER = re.compile(r"\{(\w*)\}")


class AnswerTemplate(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    function = models.SlugField(_("labour function"), max_length=30, blank=True, help_text=_("Empty: all."))
    code = models.ForeignKey(
        "decisions.ResolutionCode",
        verbose_name=_("resolution code"),
        null=True,
        blank=True,
        related_name="templates",
        on_delete=models.CASCADE,
        help_text=_("Empty: all."),
    )
    body = models.TextField(
        _("text"),
        help_text=_(
            "{number}: number of the case, {decision}: reasons of the department, {name}: name of the client, "
            "{amount}: amount in roubles, {day}: day by which it is fulfilled."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("template of an answer")
        verbose_name_plural = _("templates of answers")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError for a word between braces that nobody would replace."""
        if unknown := sorted(set(PLACEHOLDER.findall(self.body)) - set(PLACEHOLDERS)):
            words = ", ".join(f"{{{word}}}" for word in unknown)
            raise ValidationError({"body": _("Unknown between braces: %(words)s.") % {"words": words}})


class ClientAnswer(models.Model):
    """The client was told; whether it has reached him is said by the delivery of `message`. Append-only."""

    case = models.ForeignKey("cases.Case", related_name="client_answers", on_delete=models.PROTECT)
    referral = models.ForeignKey(Referral, null=True, related_name="client_answers", on_delete=models.PROTECT)
    message = models.OneToOneField("contacts.Message", related_name="client_answer", on_delete=models.PROTECT)
    template = models.ForeignKey(AnswerTemplate, null=True, related_name="+", on_delete=models.PROTECT)
    is_final = models.BooleanField(default=True)
    actor = models.ForeignKey("staff.User", related_name="+", on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a client")
        verbose_name_plural = _("answers to clients")
        ordering = ("-id",)
        indexes = (models.Index(fields=("case", "-id"), name="answers_of_case"),)

    def __str__(self) -> str:
        return f"{self.case}: {self.message_id}"
