"""Who may not deal with an entry."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from contactcenter.clients.operations.apart import keep_apart
from contactcenter.lib.errors import NotAllowed
from contactcenter.staff.models import User


def require_not_about(row: Complaint, actor: User | None) -> None:
    """Raises NotAllowed for a person whom the complaint is about."""
    if actor is not None and row.about.filter(pk=actor.pk).exists():
        raise NotAllowed(_("You cannot deal with this entry."), code="about_you")


def keep_client_apart(row: Complaint, *, at: datetime) -> None:
    """As long as complaints of a client are open, those whom they are about do not serve him."""
    client_id = row.case.client_id
    open_ones = Complaint.objects.filter(case__client=client_id, case__closed_at__isnull=True)
    about = open_ones.filter(about__isnull=False).values_list("about", flat=True)
    keep_apart(client_id=client_id, operator_ids=set(about), at=at)
