"""Everything known of one client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from contactcenter.cases.models import Case
from contactcenter.clients.models import Client, ClientAddress, ClientEvent
from contactcenter.contacts.models import Channel, Contact
from contactcenter.deadlines.queries import by_due
from contactcenter.functions.registry import LabourFunction, registry
from contactcenter.privacy.models import Consent, Purpose
from contactcenter.staff.models import User
from contactcenter.workstation.queries.work import Row, rows_of, with_labels

LAST_CONTACTS = 4
TIMELINE_PAGE = 20
CHANNEL_GROUPS: dict[str, tuple[str, ...]] = {
    "calls": (Channel.PHONE,),
    "chats": (Channel.WEBCHAT, Channel.TELEGRAM, Channel.VK),
    "letters": (Channel.EMAIL, Channel.WEBFORM, Channel.API),
}


@dataclass(frozen=True)
class ConsentLine:
    """What a client has said to one purpose; no consent means that nobody asked."""

    purpose: Purpose
    consent: Consent | None

    @property
    def in_force(self) -> bool:
        """Whether what needs it may be done."""
        return self.consent is not None and self.consent.withdrawn_at is None


@dataclass(frozen=True)
class FunctionCases:
    """The open cases of one labour function."""

    function: LabourFunction
    rows: Sequence[Row]


@dataclass(frozen=True)
class Moment:
    """One entry of the timeline: a contact or a case."""

    at: datetime
    contact: Contact | None = None
    case: Case | None = None

    @property
    def month(self) -> date:
        """The first day of its month on the organisation's clock."""
        return timezone.localdate(self.at).replace(day=1)

    @property
    def key(self) -> tuple[datetime, int, int]:
        """Newest first, also where moments are equal."""
        if self.contact:
            return self.at, 1, self.contact.pk
        assert self.case
        return self.at, 0, self.case.pk


@dataclass(frozen=True)
class Timeline:
    """One page of a client's history; `after` is where the next one begins."""

    moments: Sequence[Moment]
    after: str


def consents_of(client: Client) -> list[ConsentLine]:
    """The last word of the client to each purpose."""
    last = (
        Consent.objects.filter(client=client)
        .select_related("text")
        .order_by("purpose", "-given_at")
        .distinct("purpose")
    )
    said = {consent.purpose: consent for consent in last}
    return [ConsentLine(purpose, said.get(purpose)) for purpose in Purpose]


def open_cases_of(client: Client, *, user: User, as_of: datetime) -> list[Row]:
    """The client's cases where work is left, what is due first in front."""
    open_cases = Case.objects.visible_to(user).open().filter(client=client)
    return rows_of(by_due(with_labels(open_cases)), as_of=as_of)


def by_function(rows: Sequence[Row]) -> list[FunctionCases]:
    """Cases under their functions, those without any included."""
    return [
        FunctionCases(function, [row for row in rows if row.case.function == function.slug]) for function in registry
    ]


def last_contacts_of(client: Client, *, user: User, besides: int | None = None) -> list[Contact]:
    """The newest contacts, without the one that is before the operator's eyes."""
    contacts = Contact.objects.visible_to(user).filter(client=client)
    if besides is not None:
        contacts = contacts.exclude(pk=besides)
    return list(contacts.select_related("queue", "topic").order_by("-arrived_at", "-pk")[:LAST_CONTACTS])


def timeline_of(client: Client, *, user: User, group: str = "", after: str = "") -> Timeline:
    """A page of contacts and cases, newest first; `group` keeps contacts of some channels only."""
    cursor = _read_cursor(after)
    contacts = Contact.objects.visible_to(user).filter(client=client)
    if group in CHANNEL_GROUPS:
        contacts = contacts.filter(channel__in=CHANNEL_GROUPS[group])
    contacts = contacts.filter(_older(cursor, rank=1, moment="arrived_at")).select_related(
        "queue", "topic", "operator", "disposition"
    )
    moments = [
        Moment(contact.arrived_at, contact=contact)
        for contact in contacts.order_by("-arrived_at", "-pk")[: TIMELINE_PAGE + 1]
    ]
    if group not in CHANNEL_GROUPS:
        cases = Case.objects.visible_to(user).filter(client=client).filter(_older(cursor, rank=0, moment="created_at"))
        moments += [
            Moment(case.created_at, case=case)
            for case in cases.select_related("owner").order_by("-created_at", "-pk")[: TIMELINE_PAGE + 1]
        ]
    moments.sort(key=lambda moment: moment.key, reverse=True)
    page = moments[:TIMELINE_PAGE]
    return Timeline(page, _write_cursor(page[-1]) if len(moments) > TIMELINE_PAGE else "")


def last_correction(client: Client) -> ClientEvent | None:
    """Who changed the particulars last."""
    return client.events.select_related("actor").order_by("-id").first()


def contact_count(client: Client, *, user: User) -> int:
    """How often the client has been in contact."""
    return Contact.objects.visible_to(user).filter(client=client).count()


def clients_found(*, user: User, text: str, offset: int, limit: int) -> list[Client]:
    """Clients by what is typed; everybody, by name, when nothing is."""
    clients = Client.objects.visible_to(user).current()
    if text:
        clients = clients.found_by(text)
    return list(clients.prefetch_related("addresses").order_by("name_key", "pk")[offset : offset + limit])


def addresses_of(client: Client) -> list[ClientAddress]:
    """Every way to reach the client."""
    return list(client.addresses.all())


def _older(cursor: tuple[datetime, int, int] | None, *, rank: int, moment: str) -> Q:
    if cursor is None:
        return Q()
    at, cursor_rank, pk = cursor
    before = Q(**{f"{moment}__lt": at})
    if rank < cursor_rank:
        return Q(**{f"{moment}__lte": at})
    return before | Q(**{moment: at, "pk__lt": pk}) if rank == cursor_rank else before


def _write_cursor(moment: Moment) -> str:
    at, rank, pk = moment.key
    return f"{at.isoformat()}_{rank}_{pk}"


def _read_cursor(text: str) -> tuple[datetime, int, int] | None:
    """None for the first page, also where somebody has played with the address."""
    try:
        at, rank, pk = text.split("_")
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is None or not (rank + pk).isdecimal() or len(rank + pk) > 18:
        return None
    return moment, int(rank), int(pk)
