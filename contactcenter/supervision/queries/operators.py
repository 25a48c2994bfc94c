"""Every operator's state as it is seen from outside: what he says of himself, and what he has in hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, ContactEvent
from contactcenter.lib.text import fold
from contactcenter.routing.models import Offer
from contactcenter.staff.models import PresenceState
from contactcenter.staff.queries import operators

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_CALLS = frozenset({Channel.PHONE})
_CHATS = frozenset({Channel.WEBCHAT, Channel.TELEGRAM, Channel.VK})

# Seconds after which a conversation is worth a look; letters take the time they take.
LONG_CALL = 600
LONG_CHAT = 1800
# "Not ready" without a reason: first amber, then red.
NOT_READY_WARN = 120
NOT_READY_CRIT = 300
# Seconds before the planned end of a break: amber; after it, red.
BREAK_ENDS = 60


class Activity(TextChoices):
    """What an operator does, derived from presence, offers and contacts in hand."""

    TALK = "talk", _("On a contact")
    OFFERED = "offered", _("Being asked")
    READY = "ready", _("Ready")
    WRAPUP = "wrapup", _("Wrapping up")
    BREAK = "break", _("Break")
    TRAINING = "training", _("Training")
    NOT_READY = "not_ready", _("Not ready")
    NO_ANSWER = "no_answer", _("Not responding")
    OFFLINE = "offline", _("Off shift")


# What a supervisor looks for is coarser than what an operator does.
GROUPS = {
    Activity.TALK: "talk",
    Activity.OFFERED: "ready",
    Activity.READY: "ready",
    Activity.WRAPUP: "wrapup",
    Activity.BREAK: "away",
    Activity.TRAINING: "away",
    Activity.NOT_READY: "away",
    Activity.NO_ANSWER: "away",
    Activity.OFFLINE: "off",
}


@dataclass(frozen=True)
class OperatorNow:
    """One operator on the floor. `warn` and `crit` are seconds in this state that deserve a look.

    `until` is the planned end of a break: the time that is left is shown, and after it the time that is over.
    """

    id: int
    name: str
    activity: str
    label: _StrOrPromise
    since: datetime | None
    contacts: int = 0
    warn: int | None = None
    crit: int | None = None
    note: _StrOrPromise = ""
    presence: str = PresenceState.OFFLINE
    until: datetime | None = None

    @property
    def group(self) -> str:
        """Under which word of the filter he is found."""
        return GROUPS[Activity(self.activity)]

    @property
    def is_on_shift(self) -> bool:
        """Whether he is anything but offline."""
        return self.activity != Activity.OFFLINE


def operators_now(*, operator_id: int | None = None) -> list[OperatorNow]:
    """Everyone who may be offered contacts, or one of them, by name; three statements."""
    only = {} if operator_id is None else {"operator": operator_id}
    held = _held_by_operator(**only)
    ringing = dict(Offer.objects.open().filter(**only).values_list("operator_id", "made_at"))
    rows = (
        operators()
        .filter(**({} if operator_id is None else {"pk": operator_id}))
        .values(
            "id",
            "username",
            "last_name",
            "first_name",
            "presence__state",
            "presence__since",
            "presence__note",
            "presence__reason__name",
            "presence__reason__planned_minutes",
        )
    )
    found = [_operator(row, held=held.get(row["id"], ()), ringing_since=ringing.get(row["id"])) for row in rows]
    return sorted(found, key=lambda operator: (fold(operator.name), operator.id))


def _held_by_operator(**only: int) -> Mapping[int, Sequence[Mapping[str, Any]]]:
    taken = ContactEvent.objects.filter(contact=OuterRef("pk"), verb__in=("accept", "take", "take_over")).order_by(
        "-id"
    )
    rows = (
        Contact.objects.filter(state__in=states.HELD, **only)
        .annotate(taken_at=Subquery(taken.values("at")[:1]))
        .values("operator_id", "state", "channel", "taken_at", "accepted_at", "finished_at", "queue__wrapup_seconds")
    )
    held = defaultdict(list)
    for row in rows:
        held[row["operator_id"]].append(row)
    return held


def _operator(
    row: Mapping[str, Any], *, held: Sequence[Mapping[str, Any]], ringing_since: datetime | None
) -> OperatorNow:
    presence = row["presence__state"] or PresenceState.OFFLINE
    common = {"id": row["id"], "name": _short_name(row), "presence": presence}
    if talks := [contact for contact in held if contact["state"] == states.ACTIVE]:
        return OperatorNow(**common, **_talk(talks), note=_aside(presence))
    if held:
        return OperatorNow(**common, **_wrapup(held), note=_aside(presence))
    if ringing_since:
        return OperatorNow(**common, activity=Activity.OFFERED, label=Activity.OFFERED.label, since=ringing_since)
    return OperatorNow(**common, **_idle(row, presence))


def _short_name(row: Mapping[str, Any]) -> str:
    if not row["last_name"]:
        return str(row["first_name"] or row["username"])
    return f"{row['last_name']} {row['first_name'][:1]}." if row["first_name"] else str(row["last_name"])


def _talk(talks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    channels = {contact["channel"] for contact in talks}
    label, warn = _kind_of_talk(channels)
    return {
        "activity": Activity.TALK,
        "label": label,
        "contacts": len(talks),
        "since": min((contact["taken_at"] or contact["accepted_at"] for contact in talks), default=None),
        "warn": warn,
    }


def _kind_of_talk(channels: Iterable[str]) -> tuple[_StrOrPromise, int | None]:
    kinds = frozenset(channels)
    if kinds <= _CALLS:
        return _("Call"), LONG_CALL
    if kinds <= _CHATS:
        return _("Chat"), LONG_CHAT
    if kinds & (_CALLS | _CHATS):
        return _("Contacts"), LONG_CHAT
    return _("Letters"), None


def _wrapup(held: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    oldest = min(held, key=lambda contact: contact["finished_at"])
    return {
        "activity": Activity.WRAPUP,
        "label": Activity.WRAPUP.label,
        "contacts": len(held),
        "since": oldest["finished_at"],
        "warn": oldest["queue__wrapup_seconds"],
    }


def _idle(row: Mapping[str, Any], presence: str) -> dict[str, Any]:
    activity = Activity(presence)
    shown: dict[str, Any] = {"activity": activity, "label": activity.label, "note": row["presence__note"] or ""}
    shown["since"] = None if activity == Activity.OFFLINE else row["presence__since"]
    if activity == Activity.BREAK and row["presence__reason__name"]:
        shown["label"] = row["presence__reason__name"]
        planned = row["presence__reason__planned_minutes"]
        if planned:
            shown["until"] = row["presence__since"] + timedelta(minutes=planned)
            shown["warn"], shown["crit"] = BREAK_ENDS, 0
    if activity == Activity.NOT_READY:
        shown["warn"], shown["crit"] = NOT_READY_WARN, NOT_READY_CRIT
    if activity == Activity.NO_ANSWER:
        shown["warn"] = shown["crit"] = 0
    return shown


def _aside(presence: str) -> _StrOrPromise:
    """What an operator who still has contacts in hand says of himself, where it is not "ready"."""
    return "" if presence == PresenceState.READY else PresenceState(presence).label
