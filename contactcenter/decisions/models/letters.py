"""Letters to departments whose people have no account: an outbox of its own, for the recipient is no client."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.decisions.models.referrals import Referral


class LetterKind(models.TextChoices):
    QUESTION = "question", _("a question")
    REMINDER = "reminder", _("a reminder")
    OVERDUE = "overdue", _("the deadline has passed")
    ANSWER = "answer", _("an answer to the department's question")
    REWORK = "rework", _("returned for completion")
    ENDED = "ended", _("nothing is to be decided any more")


class LetterState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not delivered")


class Letter(models.Model):
    """Written in the transaction of what it tells; its text and its link are made when it is sent."""

    referral = models.ForeignKey(Referral, related_name="letters", on_delete=models.PROTECT)
    kind = models.CharField(_("kind"), max_length=10, choices=LetterKind)
    recipient = models.EmailField(_("recipient"))
    created_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("letter to a department")
        verbose_name_plural = _("letters to departments")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                name="letter_due",
                condition=Q(state__in=(LetterState.WAITING, LetterState.SENDING)),
            ),
            models.Index(fields=("referral", "id"), name="letters_of_referral"),
        )

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_kind_display()}"
