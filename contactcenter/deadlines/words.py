"""Deadlines in words: how much is left, until when, and what a notice says. "осталось 17 дней из 30", not "56 %"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contactcenter.deadlines.arithmetic import DAY_UNITS, WORK_DAY, WORK_UNITS, WorkCalendar, worked_between
from contactcenter.deadlines.calendars import compiled
from contactcenter.deadlines.models import Deadline, DeadlineState, Notice, NoticeKind, Target
from contactcenter.staff.models import User

OK, WARN, CRIT = "ok", "warn", "crit"
_WARN_PERCENT = 80
_HOUR, _MINUTE, _DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class TimeLeft:
    """What a screen shows of a deadline: a bar, its colour, and two phrases."""

    percent: int
    level: str
    text: str
    due: str


def time_left(*, deadline: Deadline, as_of: datetime) -> TimeLeft:
    """How a deadline stands. Reads `deadline.rule.calendar`: take deadlines from queries, they bring it along."""
    moment = deadline.stopped_at or deadline.paused_at or as_of
    percent = _percent(deadline, moment)
    late = deadline.breached_at is not None or (deadline.state == DeadlineState.RUNNING and moment >= deadline.due_at)
    level = OK
    if late:
        level = CRIT
    elif deadline.is_open and (percent >= _WARN_PERCENT or moment >= deadline.internal_due_at):
        level = WARN
    return TimeLeft(
        percent=percent,
        level=level,
        text=_phrase(deadline, moment, late=late),
        due=moment_text(deadline.due_at, as_of=as_of),
    )


def _percent(deadline: Deadline, moment: datetime) -> int:
    start, due = deadline.started_at, deadline.due_at
    if moment >= due:
        return 100
    used, whole = moment - start, due - start
    if deadline.unit in WORK_UNITS:
        calendar = compiled(deadline.rule.calendar)
        used = worked_between(start=start, end=moment, calendar=calendar)
        whole = worked_between(start=start, end=due, calendar=calendar)
    return max(0, int(100 * used / whole)) if whole else 100


def _phrase(deadline: Deadline, moment: datetime, *, late: bool) -> str:
    if deadline.state == DeadlineState.CANCELLED:
        return _("no longer owed")
    if deadline.state == DeadlineState.MET:
        return _("kept")
    if late:
        return overdue_by(moment - (deadline.breached_at or deadline.due_at))
    left = _left(deadline, moment)
    return _("paused, %(left)s") % {"left": left} if deadline.state == DeadlineState.PAUSED else left


def _left(deadline: Deadline, moment: datetime) -> str:
    calendar = compiled(deadline.rule.calendar)
    start, due = deadline.started_at, deadline.due_at
    if deadline.unit in DAY_UNITS:
        first, today, last = calendar.local_day(start), calendar.local_day(moment), last_day(due, calendar)
        if today == last:
            return _clock_left(due - moment)
        if deadline.unit == WORK_DAY:
            between = calendar.working_days_between
            return _working_days_left(between(today, last), between(first, last))
        return _days_left((last - today).days, (last - first).days)
    if deadline.unit in WORK_UNITS:
        whole = worked_between(start=start, end=due, calendar=calendar)
        return _working_time_left(worked_between(start=moment, end=due, calendar=calendar), whole)
    return _clock_left(due - moment, of=due - start)


def last_day(due: datetime, calendar: WorkCalendar) -> date:
    """The last day of a term whose first late moment is `due`."""
    return calendar.local_day(due - timedelta(microseconds=1))


def _days_left(left: int, total: int) -> str:
    return ngettext("%(left)d day left of %(total)d", "%(left)d days left of %(total)d", left) % {
        "left": left,
        "total": total,
    }


def _working_days_left(left: int, total: int) -> str:
    return ngettext("%(left)d working day left of %(total)d", "%(left)d working days left of %(total)d", left) % {
        "left": left,
        "total": total,
    }


def _working_time_left(left: timedelta, whole: timedelta) -> str:
    if left >= _HOUR:
        hours, total = left // _HOUR, round(whole / _HOUR)
        return ngettext(
            "%(left)d working hour left of %(total)d", "%(left)d working hours left of %(total)d", hours
        ) % {"left": hours, "total": total}
    minutes = left // _MINUTE
    return ngettext("%(left)d working minute left", "%(left)d working minutes left", minutes) % {"left": minutes}


def _clock_left(left: timedelta, *, of: timedelta | None = None) -> str:
    if left < _MINUTE:
        return _("less than a minute left")
    if left < _HOUR:
        minutes = left // _MINUTE
        return ngettext("%(left)d minute left", "%(left)d minutes left", minutes) % {"left": minutes}
    hours = left // _HOUR
    if of is None:
        return ngettext("%(left)d hour left", "%(left)d hours left", hours) % {"left": hours}
    return ngettext("%(left)d hour left of %(total)d", "%(left)d hours left of %(total)d", hours) % {
        "left": hours,
        "total": round(of / _HOUR),
    }


def overdue_by(late: timedelta) -> str:
    """`overdue by 2 hours`, in the largest whole unit."""
    if late >= _DAY:
        days = late // _DAY
        return ngettext("overdue by %(n)d day", "overdue by %(n)d days", days) % {"n": days}
    if late >= _HOUR:
        hours = late // _HOUR
        return ngettext("overdue by %(n)d hour", "overdue by %(n)d hours", hours) % {"n": hours}
    minutes = max(late // _MINUTE, 1)
    return ngettext("overdue by %(n)d minute", "overdue by %(n)d minutes", minutes) % {"n": minutes}


def moment_text(due: datetime, *, as_of: datetime | None = None) -> str:
    """A due moment for people: `today, 14:00`, `25.11.2026, 12:00`. Midnight is the end of the day before it."""
    local = timezone.localtime(due)
    whole_day = (local.hour, local.minute) == (0, 0)
    last = (local - timedelta(microseconds=1)).date() if whole_day else local.date()
    day = formats.date_format(last, "SHORT_DATE_FORMAT")
    if as_of is not None:
        today = timezone.localdate(as_of)
        day = {today: _("today"), today + _DAY: _("tomorrow")}.get(last, day)
    return day if whole_day else f"{day}, {formats.time_format(local, 'H:i')}"


def notice_text(notice: Notice) -> str:
    """One sentence in the reader's language."""
    return notice_words[notice.kind](notice)


def _facts(notice: Notice) -> dict[str, str]:
    return {
        "case": notice.case.number if notice.case else "",
        "target": str(Target(notice.facts["target"]).label),
        "due": moment_text(datetime.fromisoformat(notice.facts["due_at"])),
    }


def _warning(notice: Notice) -> str:
    share = notice.facts["step"].removeprefix("warn:")
    return _("%(case)s, “%(target)s”: %(share)s%% of the time is used, due %(due)s.") % {
        **_facts(notice),
        "share": share,
    }


def _internal(notice: Notice) -> str:
    return _("%(case)s, “%(target)s”: our own date has passed, due %(due)s.") % _facts(notice)


def _breach(notice: Notice) -> str:
    return _("%(case)s, “%(target)s”: overdue, it was due %(due)s.") % _facts(notice)


def _calendar_end(notice: Notice) -> str:
    return _("The calendar “%(calendar)s” ends on %(last)s: no deadline can be counted beyond. Extend it.") % {
        "calendar": notice.facts["calendar"],
        "last": formats.date_format(date.fromisoformat(notice.facts["last"]), "SHORT_DATE_FORMAT"),
    }


def notice_url(notice: Notice, user: User) -> str:
    """Where a notice leads its reader: as an app above says, else to its case if he may see it."""
    for place in notice_places:
        if url := place(notice, user):
            return url
    if notice.case_id and user.has_perm("cases.view_case"):
        return reverse("workstation:case", args=[notice.case_id])
    return ""


# Apps above put in where their notices lead, and to whom.
notice_places: list[Callable[[Notice, User], str]] = []
# Kind -> how it reads. Apps above put in the sentences of the kinds that they give.
notice_words: dict[str, Callable[[Notice], str]] = {
    NoticeKind.WARNING: _warning,
    NoticeKind.INTERNAL: _internal,
    NoticeKind.BREACH: _breach,
    NoticeKind.CALENDAR: _calendar_end,
}
