from contactcenter.api.views.cases import CaseResource
from contactcenter.cases.models import CaseQuerySet


class RetentionViewSet(CaseResource):
    """Clients who are about to leave."""

    def get_queryset(self) -> CaseQuerySet:
        """Only of this function."""
        cases: CaseQuerySet = super().get_queryset().filter(function="retention")
        return cases
