"""What does not work, why, and what helped (job description 3.1.3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.models.severity import Severity

MOST_AFFECTED = 1_000_000


class SupportRequest(models.Model):
    case = models.OneToOneField(
        "cases.Case", primary_key=True, related_name="support_request", on_delete=models.CASCADE, verbose_name=_("case")
    )
    product = models.ForeignKey(
        "support.Product", verbose_name=_("product"), related_name="requests", on_delete=models.PROTECT
    )
    symptoms = models.ManyToManyField(
        "support.Symptom", verbose_name=_("symptoms"), related_name="requests", blank=True
    )
    description = models.TextField(_("what is wrong"))
    service_address = models.CharField(_("address of the service"), max_length=300, blank=True)
    account = models.CharField(_("account"), max_length=32, blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.NORMAL)
    affected_count = models.PositiveIntegerField(_("how many are affected"), default=1)
    fault = models.ForeignKey(
        "support.Fault",
        verbose_name=_("known fault"),
        null=True,
        blank=True,
        related_name="requests",
        on_delete=models.PROTECT,
    )
    cause = models.CharField(_("cause"), max_length=500, blank=True)
    remedy = models.CharField(_("what helped"), max_length=1000, blank=True)
    answer = models.TextField(_("answer given"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey("staff.User", null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    resolved_first_line = models.BooleanField(_("resolved on the first line"), default=False)
    additional_need = models.CharField(_("additional need"), max_length=300, blank=True)
    # The client is asked later whether it helped: by whom and when stands in the task, what he said stands here.
    check_task = models.OneToOneField(
        "cases.FollowUp", null=True, blank=True, related_name="support_request", on_delete=models.SET_NULL
    )
    asked_at = models.DateTimeField(_("asked whether it helped"), null=True, blank=True)
    helped = models.BooleanField(_("it helped"), null=True, blank=True)
    # The newest earlier request of this client with one of these symptoms, within the days that the product says.
    repeats = models.ForeignKey(
        "cases.Case", verbose_name=_("repeats"), null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    outage = models.ForeignKey(
        "support.Outage",
        verbose_name=_("outage"),
        null=True,
        blank=True,
        related_name="requests",
        on_delete=models.PROTECT,
    )
    # The outage has ended, and this request was answered and closed with its group.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("support request")
        verbose_name_plural = _("support requests")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="answered_request_has_answer"
            ),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="request_severity_known"),
            models.CheckConstraint(
                condition=Q(affected_count__range=(1, MOST_AFFECTED)), name="request_affects_somebody"
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, helped__isnull=True)
                | Q(asked_at__isnull=False, helped__isnull=False),
                name="asked_request_has_what_was_said",
            ),
        )
        indexes = (
            # What the end of an outage has still to do.
            models.Index(
                fields=("outage", "case"),
                name="request_in_outage",
                condition=Q(outage__isnull=False, settled_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}"
