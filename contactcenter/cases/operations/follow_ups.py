"""What operators promised to do later."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case, FollowUp
from contactcenter.contacts.models import Contact
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import User


def add_follow_up(
    *,
    operator: User,
    text: str,
    due_at: datetime,
    at: datetime,
    contact: Contact | None = None,
    case: Case | None = None,
) -> FollowUp:
    """A task for oneself; raises InvalidInput when its time has passed already."""
    if due_at <= at:
        raise InvalidInput(_("The time of the task has passed already."), code="past", field="due_at")
    follow_up = FollowUp.objects.create(
        operator=operator,
        text=clean(text, limit=300, field="follow_up", required=True),
        due_at=due_at,
        created_at=at,
        contact=contact,
        case=case,
    )
    publish(topics.operator(operator.pk), kind="follow_ups")
    return follow_up


def complete_follow_up(*, follow_up_id: int, operator: User, at: datetime) -> bool:
    """Done; False when it was done before or is not this operator's."""
    done = FollowUp.objects.filter(pk=follow_up_id, operator=operator, done_at__isnull=True).update(done_at=at)
    if done:
        publish(topics.operator(operator.pk), kind="follow_ups")
    return bool(done)
