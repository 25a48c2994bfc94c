"""The register as a list: narrowed, searched, turned page by page from the newest on, at the cost of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from complaints.models import Complaint, Kind
from complaints.models.complaints import ComplaintQuerySet
from complaints.models.kinds import PREFIX_OF
from complaints.states import WAITING
from contactcenter.cases.models import Case, NumberSeries
from contactcenter.clients.models import Client
from contactcenter.deadlines.models import DeadlineState
from contactcenter.deadlines.queries import nearest, with_open_deadlines
from contactcenter.deadlines.words import TimeLeft
from contactcenter.functions.registry import SearchHit
from contactcenter.lib.text import GRAM, digits, fold, prefix_query
from contactcenter.staff.models import User

PAGE = 50
# Clients who are reached by such an address; a piece of a number that fits more is too short.
CLIENTS = 200
UNANSWERED = "waiting"
_KEY = ("registered_at", "pk")


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    entry: Complaint
    left: TimeLeft | None


@dataclass(frozen=True)
class RegisterFilter:
    """What the list shows. `first` and `last` are days of registration."""

    text: str = ""
    kind: str = ""
    state: str = ""
    ground: str = ""
    department: int | None = None
    outcome: str = ""
    cause: int | None = None
    owner: int | None = None
    first: date | None = None
    last: date | None = None
    overdue: bool = False

    def as_json(self) -> dict[str, Any]:
        """What is chosen, to be kept with a printout."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items() if value}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> RegisterFilter:
        """As it was kept."""
        days = {name: date.fromisoformat(raw[name]) for name in ("first", "last") if raw.get(name)}
        return cls(**{**raw, **days})


@dataclass(frozen=True)
class Page:
    """Some rows, and whether there are more on either side."""

    rows: Sequence[Row]
    has_newer: bool
    has_older: bool

    @property
    def newest(self) -> int | None:
        """Where the page before begins."""
        return self.rows[0].entry.pk if self.rows else None

    @property
    def oldest(self) -> int | None:
        """Where the next page begins."""
        return self.rows[-1].entry.pk if self.rows else None


class _AsQuery(SearchQuery):
    """A tsquery written by `prefix_query`: taken as it is, because parsing it again would split its words anew."""

    template = "%(expressions)s::tsquery"


def narrowed(entries: ComplaintQuerySet, chosen: RegisterFilter) -> ComplaintQuerySet:
    """Everything that was chosen but the words."""
    plain = {
        "kind": chosen.kind,
        "ground__code": chosen.ground,
        "department": chosen.department,
        "outcome": chosen.outcome,
        "cause": chosen.cause,
        "case__owner": chosen.owner,
    }
    entries = entries.filter(**{name: value for name, value in plain.items() if value})
    if chosen.state == UNANSWERED:
        entries = entries.filter(state__in=WAITING)
    elif chosen.state:
        entries = entries.filter(state=chosen.state)
    if chosen.first:
        entries = entries.filter(registered_at__gte=_midnight(chosen.first))
    if chosen.last:
        entries = entries.filter(registered_at__lt=_midnight(chosen.last + timedelta(days=1)))
    if chosen.overdue:
        entries = entries.filter(
            Q(case__deadlines__target="answer", case__deadlines__part="", case__deadlines__state=DeadlineState.BREACHED)
        )
    return entries


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def page_of(
    *,
    user: User,
    chosen: RegisterFilter,
    as_of: datetime,
    before: int | None = None,
    after: int | None = None,
    size: int = PAGE,
) -> Page:
    """One page, the newest first: older than the entry `before`, newer than the entry `after`, or the first page."""
    entries = narrowed(Complaint.objects.visible_to(user), chosen)
    keys = _keys(entries, chosen.text, user=user, before=before, after=after, size=size + 1)
    more, keys = len(keys) > size, keys[:size]
    rows = [Row(entry, nearest(case=entry.case, as_of=as_of)) for entry in in_full(key[1] for key in keys)]
    if after is not None:
        return Page(rows=rows, has_newer=more, has_older=True)
    return Page(rows=rows, has_newer=before is not None, has_older=more)


def in_full(pks: Iterable[int]) -> list[Complaint]:
    """Entries with all that a row shows, the newest first, in a constant number of queries."""
    cases = with_open_deadlines(Case.objects.select_related("client", "owner"))
    entries = (
        Complaint.objects.filter(pk__in=list(pks))
        .select_related("ground", "department", "repeats", "joined_to", "cause__parent")
        .prefetch_related(Prefetch("case", queryset=cases))
    )
    return list(entries.order_by("-registered_at", "-pk"))


Key = tuple[datetime, int]


def _keys(
    entries: ComplaintQuerySet, text: str, *, user: User, before: int | None, after: int | None, size: int
) -> list[Key]:
    """The keys of a page in the order of walking: from the newest down, or up from `after`."""
    bounded = _beyond(entries, before=before, after=after)
    order = ("registered_at", "pk") if after is not None else ("-registered_at", "-pk")
    found: set[Key] = set()
    for source in sources(bounded, text, user=user) if text else [bounded]:
        found.update(source.order_by(*order).values_list(*_KEY)[:size])
    return sorted(found, reverse=after is None)[:size]


def _beyond(entries: ComplaintQuerySet, *, before: int | None, after: int | None) -> ComplaintQuerySet:
    pk = before if after is None else after
    if pk is None:
        return entries
    moment = Complaint.objects.filter(pk=pk).values_list("registered_at", flat=True).first()
    if moment is None:
        return entries.none()
    side = "lt" if after is None else "gt"
    # The first condition says nothing new: it is what the index begins with.
    return entries.filter(**{f"registered_at__{side}e": moment}).filter(
        Q(**{f"registered_at__{side}": moment}) | Q(registered_at=moment, **{f"pk__{side}": pk})
    )


def sources(entries: ComplaintQuerySet, text: str, *, user: User) -> list[ComplaintQuerySet]:
    """Each way in which a text can mean entries, by an index of its own: a number of ours, one of the sender, a
    contract, a telephone or mailbox of the client, words and names."""
    key = fold(text[:100])
    found: list[ComplaintQuerySet] = []
    if any(character.isdigit() for character in key):
        found.append(entries.filter(number__in=_numbers(key)))
        found.append(entries.filter(case__number_key__startswith=key))
        found.append(entries.exclude(contract_key="").filter(contract_key=key[:40]))
        found.append(entries.exclude(outgoing_number="").filter(outgoing_number=text.strip()[:60]))
        found.append(entries.exclude(incoming_number="").filter(incoming_number=text.strip()[:60]))
    if "@" in text or len(digits(text)) >= GRAM:
        clients = Client.objects.visible_to(user).found_by(text).values_list("pk", flat=True)[:CLIENTS]
        found.append(entries.filter(case__client__in=list(clients)))
    if query := prefix_query(text):
        found.append(entries.filter(search_vector=_AsQuery(query)))
    return found or [entries.none()]


def _numbers(key: str) -> list[str]:
    """The numbers that end with these digits: one for each series and year, instead of a look at every entry."""
    if not key.isdigit() or len(key) > 9:
        return []
    series = NumberSeries.objects.filter(prefix__in=[PREFIX_OF[kind] for kind in Kind])
    return [f"{prefix}-{year}-{int(key):06d}" for prefix, year in series.values_list("prefix", "year")]


def search_register(*, text: str, user: User, limit: int = 5) -> Sequence[SearchHit]:
    """Entries by number, contract, name or words, for the search box of the house."""
    if not prefix_query(text):
        return []
    keys = _keys(Complaint.objects.visible_to(user), text, user=user, before=None, after=None, size=limit)
    return [
        SearchHit(
            title=f"{entry.number}, {entry.case.subject}",
            detail=f"{entry.case.client.name}, {entry.state_label}",
            url=reverse("workstation:case", args=[entry.pk]),
        )
        for entry in in_full(key[1] for key in keys)
    ]
