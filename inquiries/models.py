"""What was asked and what was answered (job description 3.1.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Inquiry(models.Model):
    case = models.OneToOneField(
        "cases.Case", primary_key=True, related_name="inquiry", on_delete=models.CASCADE, verbose_name=_("case")
    )
    question = models.TextField(_("question"))
    answer = models.TextField(_("answer given"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey("staff.User", null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    first_contact = models.BooleanField(_("resolved at first contact"), default=False)
    additional_need = models.CharField(_("additional need"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | ~models.Q(answer=""), name="answered_inquiry_has_answer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}"
