"""Notices to the staff: read by those they were given to, and the one that no case gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from contactcenter.cases.models import Case
from contactcenter.deadlines.calendars import compiled
from contactcenter.deadlines.models import Calendar, Notice, NoticeKind
from contactcenter.functions.curtains import curtains
from contactcenter.push import topics
from contactcenter.push.publish import change, publish, publish_all
from contactcenter.staff.models import Role, User

# A term of 60 days and a New Year: time enough to extend a calendar before the first case is refused.
CALENDAR_END_DAYS = 90


def tell_staff(
    *, users: Iterable[int], kind: NoticeKind, facts: Mapping[str, Any], at: datetime, case: Case | None = None
) -> None:
    """One notice for each of these people, in the caller's transaction; words.notice_words says how it reads."""
    strangers = curtains.kept_from([case.pk]).get(case.pk, frozenset()) if case else frozenset()
    told = sorted(set(users) - strangers)
    notices = [Notice(user_id=user, kind=kind, case=case, facts=dict(facts), at=at) for user in told]
    Notice.objects.bulk_create(notices)
    publish_all(*(change(topics.operator(notice.user_id), kind="notice") for notice in notices))


@transaction.atomic
def read_notices(*, user: User, at: datetime, notice_id: int | None = None) -> int:
    """One notice, or all of them, have been seen; returns how many were new."""
    unread = Notice.objects.visible_to(user).unread()
    seen = (unread if notice_id is None else unread.filter(pk=notice_id)).update(read_at=at)
    if seen:
        publish(topics.operator(user.pk), kind="notice")
    return seen


@transaction.atomic
def warn_of_calendar_ends(*, as_of: datetime) -> int:
    """Tell administrators, once for each end, which calendars in use end soon; returns how many notices were given."""
    given = 0
    for calendar in Calendar.objects.filter(rules__is_active=True).distinct().select_related("base__base"):
        last = compiled(calendar).last
        if (last - as_of.date()).days <= CALENDAR_END_DAYS:
            given += _tell_administrators(calendar, last=last, at=as_of)
    return given


def _tell_administrators(calendar: Calendar, *, last: date, at: datetime) -> int:
    facts = {"calendar": calendar.name, "last": last.isoformat()}
    told = Notice.objects.filter(kind=NoticeKind.CALENDAR, facts=facts)
    users = User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR).exclude(pk__in=told.values("user"))
    ids = [user.pk for user in users]
    tell_staff(users=ids, kind=NoticeKind.CALENDAR, facts=facts, at=at)
    return len(ids)
