"""Who may not deal with an entry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from contactcenter.lib.errors import NotAllowed
from contactcenter.staff.models import User


def require_not_about(row: Complaint, actor: User | None) -> None:
    """Raises NotAllowed for a person whom the complaint is about."""
    if actor is not None and row.about.filter(pk=actor.pk).exists():
        raise NotAllowed(_("You cannot deal with this entry."), code="about_you")
