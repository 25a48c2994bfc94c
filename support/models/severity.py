"""How badly a fault hurts; the norms of time hang on the priority that follows from it."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import CasePriority


class Severity(models.TextChoices):
    LOW = "low", _("Does not hinder")
    NORMAL = "normal", _("Works, but badly")
    HIGH = "high", _("Does not work")
    CRITICAL = "critical", _("Many are affected, or somebody is in danger")


PRIORITY_OF: Mapping[str, int] = {
    Severity.LOW: CasePriority.LOW,
    Severity.NORMAL: CasePriority.NORMAL,
    Severity.HIGH: CasePriority.HIGH,
    Severity.CRITICAL: CasePriority.URGENT,
}
