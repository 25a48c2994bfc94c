"""What is said between operator and department, and what the department decides."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.decisions.models.referrals import Referral


class ReferralMessage(models.Model):
    """One line of the talk between the department and the contact centre. Append-only."""

    referral = models.ForeignKey(Referral, related_name="messages", on_delete=models.PROTECT)
    at = models.DateTimeField()
    from_department = models.BooleanField()
    author = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)
    outsider = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    class Meta:
        verbose_name = _("message of a referral")
        verbose_name_plural = _("messages of referrals")
        ordering = ("id",)
        indexes = (models.Index(fields=("referral", "id"), name="referral_messages"),)
        constraints = (models.CheckConstraint(condition=~Q(body=""), name="referral_message_says_something"),)

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def who(self) -> str:
        """The author in short."""
        return self.author.short_name if self.author else self.outsider


class Decision(models.Model):
    """What a department decided; a completed one is another row, the last counts. Append-only."""

    referral = models.ForeignKey(Referral, related_name="decisions", on_delete=models.PROTECT)
    at = models.DateTimeField()
    code = models.ForeignKey("decisions.ResolutionCode", related_name="decisions", on_delete=models.PROTECT)
    text = models.TextField(_("reasons for the answer to the client"))
    note = models.TextField(_("for the operator, the client does not see it"), blank=True)
    amount = models.BigIntegerField(_("amount, kopecks"), null=True)
    fulfil_by = models.DateField(_("to be fulfilled by"), null=True)
    decided_by = models.ForeignKey("staff.User", null=True, related_name="decisions", on_delete=models.PROTECT)
    outsider = models.CharField(_("decided by letter"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="decision_has_reasons"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="decision_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False, outsider="") | (Q(decided_by__isnull=True) & ~Q(outsider="")),
                name="decision_has_author",
            ),
        )

    def __str__(self) -> str:
        return f"{self.referral}: {self.code}"

    @property
    def who(self) -> str:
        """Who decided, in full."""
        return str(self.decided_by) if self.decided_by else self.outsider


class ReferralFile(models.Model):
    """A file of a message or a decision, served only to who may see the referral."""

    referral = models.ForeignKey(Referral, related_name="files", on_delete=models.PROTECT)
    message = models.ForeignKey(ReferralMessage, null=True, related_name="files", on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, null=True, related_name="files", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="referrals/%Y/%m/%d")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of a referral")
        verbose_name_plural = _("files of referrals")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(message__isnull=False, decision__isnull=True)
                | Q(message__isnull=True, decision__isnull=False),
                name="referral_file_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.name
