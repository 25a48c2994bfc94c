"""What the templates of the floor ask for, put together in one place for the page, the refresh and the socket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.supervision.charts import contacts_chart, service_chart
from contactcenter.supervision.queries.floor import Floor, read_floor

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# The words of the filter, in their order; the first shows everyone.
_GROUPS = (
    ("all", gettext_lazy("All")),
    ("talk", gettext_lazy("On a contact")),
    ("ready", gettext_lazy("Ready")),
    ("wrapup", gettext_lazy("Wrapping up")),
    ("away", gettext_lazy("Away")),
    ("off", gettext_lazy("Off shift")),
)


@dataclass(frozen=True)
class Group:
    """One word of the filter and how many operators it shows; the first has no number."""

    key: str
    label: _StrOrPromise
    number: int | None


def floor_context(*, at: datetime) -> dict[str, Any]:
    """The whole floor as `supervision/_floor.html` draws it."""
    return context_of(read_floor(at=at))


def context_of(floor: Floor) -> dict[str, Any]:
    """The same for a floor that was read already."""
    return {
        "floor": floor,
        "groups": groups_of(floor),
        "contacts_chart": contacts_chart(floor.day, at=floor.at),
        "service_chart": service_chart(floor.day, at=floor.at, target_percent=floor.target_percent),
    }


def groups_of(floor: Floor) -> list[Group]:
    """The filter with its numbers."""
    numbers = floor.groups()
    return [Group(key, label, None if key == "all" else numbers[key]) for key, label in _GROUPS]


def surroundings(*, detail: str) -> dict[str, Any]:
    """What the shell draws around the pages of the floor: their cards show the queues, so the top bar need not."""
    return {
        "heading": {"title": _("Floor"), "detail": detail},
        "queue_counters": [],
        "keys": [{"caps": ["Ctrl+K"], "label": _("search")}],
    }


def day_in_words(at: datetime) -> str:
    """`Tuesday, 24 November`."""
    return formats.date_format(timezone.localtime(at), "l, j E")
