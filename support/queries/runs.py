"""Questions about walks through troubleshooting trees."""

from __future__ import annotations

from collections.abc import Sequence

from contactcenter.cases.models import Case
from support.models import TreeAnswer


def checked_of(case: Case) -> Sequence[TreeAnswer]:
    """What was asked and answered in the trees, in order; what was taken back does not count."""
    return list(TreeAnswer.objects.filter(run__case=case, taken_back_at__isnull=True).order_by("id"))
