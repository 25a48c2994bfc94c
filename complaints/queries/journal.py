"""The register as a journal: its columns, and its lines in constant memory, the oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.models.complaints import ComplaintQuerySet
from complaints.queries.register import RegisterFilter, narrowed, sources
from contactcenter.cases.models import Case
from contactcenter.clients.models import ClientAddress
from contactcenter.deadlines.words import moment_text
from contactcenter.decisions.models import Referral
from contactcenter.privacy.masking import mask_address
from contactcenter.staff.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CHUNK = 500
Value = str | int | float | datetime | date | None


@dataclass(frozen=True)
class Column:
    """One column of the journal; `width` in characters."""

    label: _StrOrPromise
    value: Callable[[Complaint], Value]
    width: int = 16


def _local(moment: datetime | None) -> datetime | None:
    """On the clock of the organisation, as spreadsheets want it: without a zone."""
    return timezone.localtime(moment, timezone.get_default_timezone()).replace(tzinfo=None) if moment else None


def _due(row: Complaint) -> str:
    return moment_text(row.due_at) if row.due_at else ""


def _roubles(kopecks: int | None) -> float | None:
    return None if kopecks is None else kopecks / 100


def _contact(row: Complaint) -> str:
    """Masked: a journal is printed and handed on."""
    if row.is_anonymous:
        return ""
    masked = [mask_address(kind=one.kind, value=one.value) for one in row.case.client.addresses.all()]
    return ", ".join(filter(None, [*masked[:2], row.reply_address]))


def _complainant(row: Complaint) -> str:
    if row.is_anonymous:
        return str(_("Anonymous"))
    others = [one.name for one in row.complainants.all()]
    by = [f"{_('represented by')} {row.representative} ({row.authority})"] if row.representative else []
    return "; ".join([row.complainant, *others, *by])


def _extended(row: Complaint) -> str:
    if not row.extended_at:
        return ""
    told = moment_text(row.extended_at)
    return f"{_due(row)}; {_('told')} {told}. {row.extension_reason}"


def _assignment(row: Complaint) -> str:
    return "; ".join(f"{one.department}, {moment_text(one.created_at)}" for one in row.case.referrals.all())


def _outgoing(row: Complaint) -> str:
    day = f"{row.outgoing_on:%d.%m.%Y}" if row.outgoing_on else ""
    return ", ".join(filter(None, [row.outgoing_number, day, row.delivery]))


def _executed(row: Complaint) -> str:
    return f"{row.executed_at:%d.%m.%Y}, {row.execution}" if row.executed_at else ""


def _attachments(row: Complaint) -> str:
    return ", ".join(file.name for file in row.files.all())


def _note(row: Complaint) -> str:
    joined = f"{_('Joined to')} {row.joined_to.number}" if row.joined_to else ""
    repeats = f"{_('Repeats')} {row.repeats.number}" if row.repeats else ""
    forwarded = f"{_('Forwarded to')} {row.forwarded_to}" if row.forwarded_to else ""
    return ". ".join(filter(None, [row.note, repeats, joined, forwarded, row.end_reason]))


COLUMNS: tuple[Column, ...] = (
    Column(_("Number"), lambda row: row.number, 18),
    Column(_("Incoming No."), lambda row: row.incoming_number, 14),
    Column(_("Received"), lambda row: _local(row.case.received_at), 16),
    Column(_("Registered"), lambda row: _local(row.registered_at), 16),
    Column(_("How it came"), lambda row: row.get_way_display(), 16),
    Column(_("Complainant"), _complainant, 28),
    Column(_("Contact, address"), _contact, 28),
    Column(_("Contract"), lambda row: row.contract, 16),
    Column(_("Kind"), lambda row: row.get_kind_display(), 14),
    Column(_("Subject"), lambda row: row.case.subject, 36),
    Column(_("Demand"), lambda row: row.get_demand_display() if row.demand else "", 18),
    Column(_("Amount, ₽"), lambda row: _roubles(row.amount), 14),
    Column(_("Attachments"), _attachments, 20),
    Column(_("Basis of the term"), lambda row: row.basis, 36),
    Column(_("Due"), _due, 14),
    Column(_("Extended to, notice"), _extended, 28),
    Column(_("Department"), lambda row: str(row.department or ""), 22),
    Column(_("Responsible"), lambda row: str(row.case.owner or ""), 22),
    Column(_("Assignment"), _assignment, 28),
    Column(_("State"), lambda row: row.state_label, 16),
    Column(_("Decision"), lambda row: row.get_outcome_display() if row.outcome else "", 18),
    Column(_("Reason"), lambda row: row.reason, 36),
    Column(_("Amount granted, ₽"), lambda row: _roubles(row.decided_amount), 14),
    Column(_("Decided"), lambda row: _local(row.decided_at), 16),
    Column(_("Outgoing No., date, delivery"), _outgoing, 28),
    Column(_("Executed"), _executed, 28),
    Column(_("Cause"), lambda row: str(row.cause or ""), 24),
    Column(
        _(
            "Note",
        ),
        _note,
        28,
    ),
)


def wanted(*, user: User, chosen: RegisterFilter) -> ComplaintQuerySet:
    """The entries of a printout. Words that are looked for may mean entries in several ways."""
    entries = narrowed(Complaint.objects.visible_to(user), chosen)
    if not chosen.text:
        return entries
    found = Q(pk__in=[])
    for source in sources(entries, chosen.text, user=user):
        found |= Q(pk__in=source.values("pk"))
    return entries.filter(found)


def lines(entries: ComplaintQuerySet) -> Iterator[list[Complaint]]:
    """Chunk by chunk, the oldest first, each chunk in a constant number of queries."""
    ordered = entries.order_by("registered_at", "pk")
    last: tuple[datetime, int] | None = None
    while chunk := _after(ordered, last):
        yield chunk
        last = (chunk[-1].registered_at, chunk[-1].pk)


def _after(entries: ComplaintQuerySet, last: tuple[datetime, int] | None) -> list[Complaint]:
    if last:
        moment, pk = last
        entries = entries.filter(registered_at__gte=moment).filter(
            Q(registered_at__gt=moment) | Q(registered_at=moment, pk__gt=pk)
        )
    keys = list(entries.values_list("pk", flat=True)[:CHUNK])
    cases = Case.objects.select_related("client", "owner").prefetch_related(
        Prefetch("client__addresses", queryset=ClientAddress.objects.order_by("kind", "pk")),
        Prefetch("referrals", queryset=Referral.objects.select_related("department").order_by("position")),
    )
    rows = Complaint.objects.filter(pk__in=keys).select_related("department", "cause__parent", "joined_to", "repeats")
    rows = rows.prefetch_related("complainants", "files", Prefetch("case", queryset=cases))
    return list(rows.order_by("registered_at", "pk"))
