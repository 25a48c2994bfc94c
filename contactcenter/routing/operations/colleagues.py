"""Who may be given, or may take over, a conversation of somebody else: skill and team."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Queue
from contactcenter.lib.errors import NotAllowed
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import User


def require_colleague(queue: Queue, person: User, *, of: User) -> None:
    """Raises NotAllowed for who does not serve the queue, or is in another team where that matters."""
    if not QueueMember.objects.filter(queue=queue, operator=person).exists():
        raise NotAllowed(
            _("%(name)s does not serve the queue “%(queue)s”.") % {"name": person, "queue": queue.name},
            code="not_a_member",
        )
    if queue.within_team and (person.team_id is None or person.team_id != of.team_id):
        raise NotAllowed(
            _("Conversations of the queue “%(queue)s” stay within the team.") % {"queue": queue.name}, code="other_team"
        )
