"""Clients like to speak with whom they know."""

from __future__ import annotations

from datetime import datetime, timedelta

from contactcenter.clients.operations.apart import are_apart
from contactcenter.contacts.models import Contact
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import Presence, PresenceState


def prefer_last_operator(contact: Contact, *, at: datetime) -> None:
    """Ask whoever served this client last before others, and wait for him if he is at work, as the queue says.

    Only who serves the queue at once is preferred; who left or serves its outer rings is one of many.
    """
    queue = contact.queue
    if not queue.preferred_days:
        return
    earlier = Contact.objects.filter(
        client_id=contact.client_id,
        arrived_at__gte=at - timedelta(days=queue.preferred_days),
        operator__isnull=False,
    ).exclude(pk=contact.pk)
    last = earlier.order_by("-arrived_at", "-pk").values_list("operator_id", flat=True).first()
    if (
        last is None
        or are_apart(client_id=contact.client_id, operator_id=last)
        or not QueueMember.objects.filter(queue=queue, operator_id=last, after_seconds=0).exists()
    ):
        return
    contact.preferred_operator_id = last
    if queue.preferred_seconds and _is_at_work(last):
        contact.reserved_until = at + timedelta(seconds=queue.preferred_seconds)
    contact.save(update_fields={"preferred_operator", "reserved_until"})


def _is_at_work(operator_id: int) -> bool:
    return Presence.objects.filter(operator_id=operator_id).exclude(state=PresenceState.OFFLINE).exists()
