"""What the screen of a department shows, in words: filters, groups of its list, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.decisions import states
from contactcenter.decisions.queries import Row

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

FILTERS: dict[str, _StrOrPromise] = {
    "mine": _("Mine"),
    "all": _("All"),
    "new": _("New"),
    "clarifying": _("Questions"),
    "decided": _("Decided"),
}

KEYS = (
    {"caps": ("J", "K"), "label": _("through the list")},
    {"caps": ("Alt+1", "…", "Alt+5"), "label": _("decision")},
    {"caps": ("Alt+Q",), "label": _("ask the operator")},
    {"caps": ("Ctrl+Enter",), "label": _("hand over the decision")},
)


@dataclass(frozen=True)
class Group:
    """Some lines of the list under a heading."""

    key: str
    label: _StrOrPromise
    rows: Sequence[Row]


_LABELS: dict[str, _StrOrPromise] = {
    "overdue": _("Overdue"),
    "today": _("Today"),
    "week": _("This week"),
    "later": _("Later"),
    "undated": _("Without a deadline"),
    "waiting": _("Waiting for the operator's answer"),
    "decided": _("Decided lately"),
}


def groups_of(rows: Sequence[Row], *, chosen: str, as_of: datetime) -> list[Group]:
    """The list by when it is due; what waits for the contact centre stands apart, since its clock rests."""
    if chosen == "decided":
        return [Group("decided", _LABELS["decided"], rows)] if rows else []
    sorted_in: dict[str, list[Row]] = {key: [] for key in _LABELS}
    for row in rows:
        sorted_in[_group_of(row, as_of=as_of)].append(row)
    return [Group(key, label, sorted_in[key]) for key, label in _LABELS.items() if sorted_in[key]]


def _group_of(row: Row, *, as_of: datetime) -> str:
    deadline = row.referral.deadline
    if row.referral.state == states.CLARIFYING:
        return "waiting"
    if deadline is None:
        return "undated"
    if deadline.due_at <= as_of:
        return "overdue"
    today = timezone.localdate(as_of)
    # The first late moment of a day is midnight of the next one.
    day = timezone.localdate(deadline.due_at - timedelta(microseconds=1))
    if day <= today:
        return "today"
    return "week" if day <= today + timedelta(days=6 - today.weekday()) else "later"
