"""Writing a new entry into the register: number, content, clocks, whom it is told, what it repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.models import Cause, Complainant, Complaint, Demand, Ground, Kind, ReplyForm, Way
from complaints.models.complaints import TEXT_LIMIT
from complaints.models.kinds import PREFIX_OF
from complaints.operations.acknowledging import acknowledge_if_reachable
from complaints.operations.checks import check_new
from complaints.operations.clocks import start_clocks
from complaints.operations.lines import write_line
from complaints.operations.parties import keep_client_apart
from complaints.operations.telling import responsible_department, tell_responsible
from complaints.queries.likeness import earlier_like, search_key
from contactcenter.cases.models import Case, CaseEvent, CasePriority
from contactcenter.cases.operations.life import NewCase, register_case
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Channel, Contact, Topic
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.text import clean, fold
from contactcenter.staff.models import User

WAY_OF: dict[str, str] = {
    Channel.PHONE: Way.PHONE,
    Channel.EMAIL: Way.EMAIL,
    Channel.WEBCHAT: Way.CHAT,
    Channel.TELEGRAM: Way.CHAT,
    Channel.VK: Way.CHAT,
    Channel.WEBFORM: Way.SITE,
    Channel.API: Way.SYSTEM,
}


@dataclass(frozen=True)
class Signatory:
    """One more of those who complain together; `client` where we know him."""

    name: str
    contract: str = ""
    client: Client | None = None


@dataclass(frozen=True)
class NewComplaint:
    """What is brought to the register. Without a client it is anonymous; without a ground the organisation's own norm
    of the kind holds; amounts are kopecks; `received_at` is the arrival of `contact` unless it is given."""

    kind: str
    text: str
    client: Client | None = None
    ground: Ground | None = None
    subject: str = ""
    demand: str = ""
    amount: int | None = None
    contract: str = ""
    contract_on: date | None = None
    product: str = ""
    way: str = ""
    received_at: datetime | None = None
    incoming_number: str = ""
    sent_at: datetime | None = None
    reply_form: str = ReplyForm.AS_RECEIVED
    reply_address: str = ""
    is_anonymous: bool = False
    representative: str = ""
    authority: str = ""
    authority_until: date | None = None
    about: Sequence[User] = ()
    about_note: str = ""
    signatories: Sequence[Signatory] = ()
    cause: Cause | None = None
    topic: Topic | None = None
    contact: Contact | None = None
    owner: User | None = None
    note: str = ""
    # The number and the due date were told in the conversation.
    is_told: bool = False


@transaction.atomic
def register_complaint(*, new: NewComplaint, at: datetime, actor: User | None) -> Case:
    """Enter it: the case gets a number of its kind's series, its clocks begin, the client is written the number and the
    due date, the responsible department is told.

    Raises InvalidInput with the field that cannot be taken, OutsideCalendar when its term leaves the calendar.
    """
    if new.contact:
        lock_contact(new.contact.pk)
    ground = new.ground or default_ground(new.kind)
    received_at = new.received_at or (new.contact.arrived_at if new.contact else at)
    check_new(new, ground=ground, received_at=received_at, at=at)
    row = _row_of(new, ground=ground)
    case = _register_case(new, row, received_at=received_at, at=at, actor=actor)
    row.case, row.number, row.state = case, case.number, case.state
    row.registered_at = at
    row.department = case.department
    row.repeats = next(iter(earlier_like(row=row, client=case.client, before=received_at)), None)
    start_clocks(row, at=at, actor=actor)
    row.save(force_insert=True)
    row.about.set(new.about)
    for one in new.signatories:
        _sign(row, one, at=at)
    if new.about:
        keep_client_apart(row, at=at)
    write_line(row, CaseEvent.objects.select_related("actor").get(case=case, verb="register"), in_full=True)
    tell_responsible(row, at=at, actor=actor)
    acknowledge_if_reachable(row, contact=new.contact, is_told=new.is_told, at=at, actor=actor)
    return row.case


def default_ground(kind: str) -> Ground:
    """The organisation's own norm for a kind; made when an administrator has deleted it. Raises InvalidInput for no
    kind."""
    if kind not in Kind.values:
        raise InvalidInput(_("There is no such choice: %(value)s.") % {"value": kind[:30]}, field="kind")
    ground, _new = Ground.objects.get_or_create(
        code=f"company_{kind}", defaults={"name": str(Kind(kind).label), "kind": kind}
    )
    return ground


def _register_case(
    new: NewComplaint, row: Complaint, *, received_at: datetime, at: datetime, actor: User | None
) -> Case:
    # Whoever the complaint is about never handles it: his supervisor finds it without an owner.
    owner = None if new.owner in new.about else new.owner
    case = register_case(
        new=NewCase(
            function="complaints",
            kind=row.ground.code,
            client=new.client or (new.contact.client if new.contact else _nobody(at)),
            subject=clean(new.subject, limit=200, field="subject") or row.text.splitlines()[0][:200],
            topic=new.topic,
            owner=owner,
            contact=new.contact,
            priority=CasePriority.HIGH if new.kind == Kind.CLAIM else CasePriority.NORMAL,
            received_at=received_at,
            number_prefix=PREFIX_OF[new.kind],
        ),
        at=at,
        actor=actor,
    )
    case.department = responsible_department(case, cause=row.cause, product=row.product)
    if case.department:
        case.save(update_fields=["department"])
    if not new.is_anonymous:
        row.complainant = case.client.name[:300]
        row.contract = row.contract or case.client.contract
        row.contract_key = fold(row.contract)[:40]
    row.search_key = search_key(row, subject=case.subject, names=[one.name for one in new.signatories])
    return case


def _nobody(at: datetime) -> Client:
    """An anonymous complaint without a conversation belongs to somebody of whom nothing is known."""
    client = Client(created_at=at)
    client.write_key()
    client.save()
    return client


def _row_of(new: NewComplaint, *, ground: Ground) -> Complaint:
    text = clean(new.text, limit=TEXT_LIMIT, field="text", required=True)
    lines: dict[str, Any] = {
        name: clean(getattr(new, name), limit=limit, field=name)
        for name, limit in (
            ("contract", 40),
            ("product", 100),
            ("incoming_number", 60),
            ("reply_address", 300),
            ("representative", 300),
            ("authority", 300),
            ("about_note", 300),
            ("note", 500),
        )
    }
    return Complaint(
        kind=new.kind,
        ground=ground,
        text=text,
        demand=new.demand or (ground.demand if ground.demand in Demand.values else ""),
        amount=new.amount,
        contract_on=new.contract_on,
        way=new.way or (WAY_OF.get(new.contact.channel, Way.SYSTEM) if new.contact else Way.SYSTEM),
        sent_at=new.sent_at,
        reply_form=new.reply_form,
        is_anonymous=new.is_anonymous,
        authority_until=new.authority_until,
        is_collective=bool(new.signatories),
        cause=new.cause,
        contract_key=fold(lines["contract"])[:40],
        **lines,
    )


def _sign(row: Complaint, one: Signatory, *, at: datetime) -> None:
    Complainant.objects.create(
        complaint=row,
        client=one.client,
        name=clean(one.name, limit=300, field="signatories", required=True),
        contract=clean(one.contract, limit=40, field="signatories"),
        added_at=at,
    )
