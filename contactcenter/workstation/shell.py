"""What surrounds every screen: sections, own state, queues, running contacts. A context processor, so that the screens
of functions have it too; nothing is asked of the database until templates/shell draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, Participant, Queue
from contactcenter.deadlines.queries import unread_count
from contactcenter.functions.registry import LabourFunction, registry
from contactcenter.functions.sections import Section, sections
from contactcenter.routing.models import DeclineReason, Offer
from contactcenter.staff.models import BreakReason, Presence, PresenceState, Role, User
from contactcenter.workstation import keys
from contactcenter.workstation.marks import WARN_AFTER, channel_icon, channel_mark, name_of
from contactcenter.workstation.queries import company, desk

# Why an offer is let go, where no reasons are set up: the value is kept with the offer, the label is shown.
DECLINE_REASONS = (
    {"value": "busy", "label": gettext_lazy("Busy with another client")},
    {"value": "not_mine", "label": gettext_lazy("Not my question")},
    {"value": "technical", "label": gettext_lazy("Something does not work")},
)


def decline_reasons() -> Sequence[Mapping[str, Any]]:
    """What the menu beside an offer shows; the digits reach nine."""
    names = DeclineReason.objects.filter(is_active=True).values_list("name", flat=True)[:9]
    return [{"value": name, "label": name} for name in names] or DECLINE_REASONS


class Shell:
    """Facts about one person's surroundings, each asked for once."""

    def __init__(self, *, user: User, path: str, now: datetime) -> None:
        self.user = user
        self.path = path
        self.now = now

    @cached_property
    def has_seat(self) -> bool:
        """Whether contacts are offered to this user: who has a state of his own."""
        return self.user.has_role(Role.OPERATOR)

    @cached_property
    def own_state(self) -> Presence:
        """The own state with its since."""
        return desk.own_presence(self.user, as_of=self.now)

    @cached_property
    def served(self) -> list[Queue]:
        """Own queues; for a supervisor all."""
        return desk.served_queues(self.user)

    @cached_property
    def contacts(self) -> list[Contact]:
        """What the operator has in hand; a supervisor has what she took over."""
        may_hold = self.has_seat or self.user.has_role(Role.SUPERVISOR)
        return desk.own_contacts(self.user) if may_hold else []

    @cached_property
    def called(self) -> list[Participant]:
        """Conversations of others that the user was called into."""
        return company.called_to(self.user)

    @cached_property
    def offer(self) -> Offer | None:
        """What is held out right now."""
        return desk.open_offer(self.user) if self.has_seat else None

    @property
    def unread(self) -> int:
        """Words of clients that wait to be read, over all own contacts."""
        return sum(contact.unread for contact in self.contacts)

    def sections(self) -> list[dict[str, Any]]:
        """The rail: the floor for who watches it, contacts, clients, cases, one place for each function."""
        places: list[tuple[str, str, str, str]] = []
        if self.user.has_perm("supervision.view_floor"):
            places.append(("floor", _("Floor"), "layout-dashboard", reverse("supervision:floor")))
        if self.user.has_perm("contacts.view_contact"):
            places.append(("contacts", _("Contacts"), "headset", reverse("workstation:home")))
        elif self.called:
            places.append(
                ("consultations", pgettext("section", "Questions"), "message-question", reverse("workstation:called"))
            )
        if self.user.has_perm("clients.view_client"):
            places.append(("clients", _("Clients"), "users", reverse("workstation:clients")))
        if self.user.has_perm("cases.view_case"):
            places.append(("cases", pgettext("section", "Cases"), "folders", reverse("workstation:cases")))
            places += [(item.slug, str(item.label), item.icon, list_url(item)) for item in registry]
        counts = {"contacts": lambda: self.unread, "consultations": lambda: len(self.called)}
        own = [
            {"slug": slug, "label": label, "icon": icon, "url": url, "current": self._current == slug, "waiting": True}
            | ({"count": counts[slug]()} if slug in counts else {})
            for slug, label, icon, url in places
        ]
        return [*own, *(self._brought(section) for section in sections.of(self.user))]

    def _brought(self, section: Section) -> dict[str, Any]:
        """A section that an app has announced."""
        return {
            "slug": section.slug,
            "label": section.label,
            "icon": section.icon,
            "url": reverse(section.url_name),
            "current": self._current == section.slug,
            "count": section.count(self.user) if section.count else 0,
        }

    @cached_property
    def _current(self) -> str:
        # A section may lie below the place of a function: /complaints/letters/ is the letters'.
        for section in sections.of(self.user):
            if self.path.startswith(reverse(section.url_name)):
                return section.slug
        first = self.path.split("/")[1] if "/" in self.path else ""
        if first == "contacts" and not self.user.has_perm("contacts.view_contact"):
            return "consultations"  # the way in for who sees only what he was called into
        return first or "contacts"

    def presence(self) -> dict[str, Any] | None:
        """What templates/shell/_presence.html draws; None for who has no seat."""
        if not self.has_seat:
            return None
        state = self.own_state
        label = state.reason.name if state.reason else str(PresenceState(state.state).label)
        return {
            "state": state.state,
            "label": label,
            "since": state.since,
            "planned_until": state.planned_until,
            "url": reverse("workstation:presence"),
            "break_reasons": [
                {"id": reason.pk, "label": reason.name} for reason in BreakReason.objects.filter(is_active=True)
            ],
            "engaged": self._engaged(),
            "refusal": "",
        }

    def _engaged(self) -> dict[str, Any] | None:
        """What fills the first place: an offer, a telephone call, wrap-up. Chats leave an operator ready for more."""
        if self.offer:
            return {"kind": "offer", "label": _("Offer"), "since": self.offer.made_at}
        calls = [item for item in self.contacts if item.channel == Channel.PHONE and item.state == states.ACTIVE]
        if calls:
            return {"kind": "talk", "label": _("In conversation"), "since": calls[0].accepted_at}
        ended = [contact for contact in self.contacts if contact.state == states.WRAPUP]
        if ended:
            return {"kind": "wrapup", "label": _("Wrap-up"), "since": ended[-1].finished_at}
        return None

    def queue_counters(self) -> list[dict[str, Any]]:
        """The queues of the top bar."""
        return [queue_counter(summary) for summary in desk.queue_summaries(self.served)]

    def dock(self) -> list[dict[str, Any]]:
        """Running contacts, the one to answer first in front."""
        by_need = sorted(self.contacts, key=lambda item: (item.client_waits_since is None, item.client_waits_since))
        return [_docked(contact) for contact in by_need]

    def notifications(self) -> dict[str, Any]:
        """What templates/shell/_bell.html draws."""
        return {"url": reverse("workstation:notices"), "count": unread_count(user=self.user)}

    def role(self) -> str:
        """The user's role in words."""
        return ", ".join(str(role.label) for role in Role if self.user.has_role(role))


def queue_counter(summary: desk.QueueSummary) -> dict[str, Any]:
    """What templates/shell/_queue.html draws."""
    queue = summary.queue
    wait = queue.wait_at(summary.waiting + 1)
    return {
        "id": queue.pk,
        "name": queue.name,
        "function_slug": queue.function,
        "waiting": summary.waiting,
        "oldest_since": summary.oldest,
        "expected_minutes": ceil(wait / timedelta(minutes=1)) if wait else None,
        "warn_after": int(queue.target_seconds * WARN_AFTER),
        "crit_after": queue.target_seconds,
    }


def list_url(function: LabourFunction) -> str:
    """The function's own list, or the list of all cases narrowed to it."""
    try:
        return reverse(function.list_url_name)
    except NoReverseMatch:
        return f"{reverse('workstation:cases')}?function={function.slug}"


def _docked(contact: Contact) -> dict[str, Any]:
    function = registry.find(contact.queue.function)
    return {
        "url": reverse("workstation:contact", args=[contact.pk]),
        "name": name_of(contact),
        "channel_icon": channel_icon(contact.channel),
        "channel": channel_mark(contact.channel),
        "function_slug": contact.queue.function,
        "function_label": function.label if function else contact.queue.name,
        "until": desk.answer_due(contact) if contact.state == states.ACTIVE else None,
        "unread": contact.unread,
    }


def context_of(shell: Shell) -> Mapping[str, Any]:
    """The names that templates/shell asks for, each worked out when it is drawn."""
    lazily = (shell.sections, shell.presence, shell.queue_counters, shell.dock, shell.notifications)
    return {
        "shell": shell,
        "now": shell.now,
        **{fact.__name__: SimpleLazyObject(fact) for fact in lazily},
        "user_role": SimpleLazyObject(shell.role),
        "keys": keys.PAGE,
        "search_url": reverse("workstation:search"),
        "decline_reasons": SimpleLazyObject(decline_reasons),
    }


def shell_of(request: HttpRequest) -> Shell:
    """The one shell of a request, so that views and templates ask for each fact once between them."""
    made: Shell | None = request.__dict__.get("_shell")
    if made is None:
        assert isinstance(request.user, User)
        made = Shell(user=request.user, path=request.path, now=timezone.now())
        request.__dict__["_shell"] = made
    return made


def shell(request: HttpRequest) -> Mapping[str, Any]:
    """For whoever is signed in; nothing for others."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return context_of(shell_of(request))
