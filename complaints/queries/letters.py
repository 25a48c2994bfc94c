"""What a letter is filled in from, whom it is for, who may approve it, and the register of outgoing letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Prefetch, Q, QuerySet

from complaints.letters.content import Layout, Organisation
from complaints.letters.names import Addressed, addressed, organisation_addressed
from complaints.letters.sandbox import Fields
from complaints.letters.wording import KIND_WORDS
from complaints.letters.words import day, day_in_words, roubles, roubles_in_words
from complaints.models import (
    AppealRoute,
    Complaint,
    LetterDispatch,
    Letterhead,
    LetterTemplate,
    LetterVersion,
    OutgoingLetter,
)
from contactcenter.clients.models import Client, ClientKind
from contactcenter.lib.text import prefix_query
from contactcenter.staff.models import User

PAGE = 50


# Filling in


def wording_values(row: Complaint, letterhead: Letterhead) -> Fields:
    """The fields of a template (letters/wording.py) with what this entry has; what it has not is empty."""
    kind, genitive, accusative = KIND_WORDS[row.kind]
    decided = row.outcome != ""
    department = row.decision.referral.department if row.decision else row.department
    return {
        "complaint": {
            "number": row.number,
            "date": day(row.registered_at),
            "date_in_words": day_in_words(row.registered_at),
            "kind": kind,
            "kind_genitive": genitive,
            "kind_accusative": accusative,
            "subject": row.case.subject,
            "text": row.text,
            "basis": row.basis,
            "contract": row.contract,
            "product": row.product,
            "sender_number": row.incoming_number,
            "representative": row.representative,
            **_sum(row.amount),
        },
        "decision": {
            "outcome": row.outcome,
            "reason": row.reason,
            "date": day(row.decided_at) if row.decided_at else "",
            "department": str(department or ""),
            **_sum(row.decided_amount if decided else None),
            "execute_by": day(row.execute_by) if row.execute_by else "",
            "execute_by_in_words": day_in_words(row.execute_by) if row.execute_by else "",
        },
        "client": {"name": row.complainant or row.case.client.name, "account": row.case.client.account},
        "organisation": {
            "name": letterhead.name,
            "short_name": letterhead.short_name or letterhead.name,
            "phone": letterhead.phone,
        },
        "appeal": {"route": _appeal_route(row)},
    }


def _sum(kopecks: int | None) -> dict[str, str]:
    if kopecks is None:
        return {"amount": "", "amount_in_words": ""}
    return {"amount": roubles(kopecks), "amount_in_words": roubles_in_words(kopecks)}


def _appeal_route(row: Complaint) -> str:
    routes = {
        route.ground_id: route.text
        for route in AppealRoute.objects.filter(Q(ground=row.ground_id) | Q(ground__isnull=True))
    }
    return routes.get(row.ground_id) or routes.get(None, "")


def addressee_of(row: Complaint) -> Addressed:
    """Whom the answer is for. Doubtful besides what grammar leaves open: a representative, several who signed."""
    found = _of_client(row.case.client) or _of_words(row.complainant)
    more = [
        name for name, is_so in (("representative", row.representative), ("collective", row.is_collective)) if is_so
    ]
    return Addressed(line=found.line, salutation=found.salutation, doubts=(*found.doubts, *more))


def _of_client(client: Client) -> Addressed | None:
    if client.kind == ClientKind.ORGANISATION and client.organisation:
        return organisation_addressed(client.organisation)
    if not (client.last_name or client.first_name):
        return None
    return addressed(last_name=client.last_name, first_name=client.first_name, patronymic=client.patronymic)


def _of_words(name: str) -> Addressed:
    """Of a name in one line, as it was written down at registration: surname first."""
    last, first, middle = (*name.split(maxsplit=2), "", "", "")[:3]
    return addressed(last_name=last, first_name=first, patronymic=middle)


def organisation_of(letterhead: Letterhead) -> Organisation:
    """The letterhead as a requisite."""
    names = Organisation.__dataclass_fields__
    return Organisation(**{name: getattr(letterhead, name) for name in names})


def layout_of(letterhead: Letterhead) -> Layout:
    """How letters on it are set."""
    return Layout(
        angular=letterhead.angular,
        font_size=letterhead.font_size,
        left_margin=letterhead.left_margin,
        logo=bytes(letterhead.logo or b""),
        logo_type=letterhead.logo_type,
    )


def templates_for(row: Complaint) -> QuerySet[LetterTemplate]:
    """What a letter about this entry may begin with; what fits best comes first."""
    fits = Q(kind__in=("", row.kind), outcome__in=("", row.outcome), is_active=True, versions__isnull=False)
    return LetterTemplate.objects.filter(fits).distinct().order_by("-kind", "-outcome", "position", "name")


# People


def approvers_for(letter: OutgoingLetter) -> list[User]:
    """Heads of departments who may approve this letter; the head of the department that decided comes first."""
    heads = (
        User.objects.with_perm("complaints.approve_outgoingletter", backend="django.contrib.auth.backends.ModelBackend")
        .filter(is_active=True, heads__isnull=False)
        .exclude(pk__in=authors_of(letter))
        .exclude(complaints_about=letter.complaint_id)
        .prefetch_related("heads")
        .distinct()
        .order_by("last_name", "first_name")
    )
    own = letter.complaint.department_id
    return sorted(heads, key=lambda user: own not in {department.pk for department in user.heads.all()})


def authors_of(letter: OutgoingLetter) -> set[int]:
    """Who has written at it: none of them approves or signs it."""
    written = LetterVersion.objects.filter(letter=letter, reason__in=("compose", "edit"))
    return {letter.preparer_id, *written.values_list("author", flat=True)}


# Reading


def newest_version(letter: OutgoingLetter) -> LetterVersion:
    """What the letter says now."""
    return letter.versions.order_by("-number")[:1].get()


def letter_page(*, user: User) -> QuerySet[OutgoingLetter]:
    """Letters with all that the page of one shows."""
    return (
        OutgoingLetter.objects.visible_to(user)
        .with_row()
        .select_related("complaint__case__client", "template__template", "letterhead", "confirmed_by")
        .prefetch_related(
            Prefetch("versions", LetterVersion.objects.select_related("author").prefetch_related("files")),
            Prefetch("dispatches", LetterDispatch.objects.select_related("actor", "message__delivery")),
        )
    )


@dataclass(frozen=True)
class LetterFilter:
    """What the register is narrowed to."""

    text: str = ""
    state: str = ""  # "unsigned": what has no number yet
    mine: bool = False
    since: date | None = None
    until: date | None = None


UNSIGNED = "unsigned"


class _AsQuery(SearchQuery):
    """A tsquery written by `prefix_query`: taken as it is."""

    template = "%(expressions)s::tsquery"


def listed(*, user: User, chosen: LetterFilter, offset: int) -> list[OutgoingLetter]:
    """One page of the register and one row more; letters in work by their age, registered ones by number."""
    rows = OutgoingLetter.objects.visible_to(user).with_row()
    if chosen.state == UNSIGNED:
        rows = rows.filter(number="").exclude(state="cancelled").order_by("-id")
    else:
        rows = rows.registered()
        if chosen.state:
            rows = rows.filter(state=chosen.state)
    if chosen.mine:
        rows = rows.filter(Q(preparer=user) | Q(approver=user) | Q(signatory=user))
    if chosen.since:
        rows = rows.filter(registered_on__gte=chosen.since)
    if chosen.until:
        rows = rows.filter(registered_on__lte=chosen.until)
    if query := prefix_query(chosen.text):
        rows = rows.filter(search_vector=_AsQuery(query))
    return list(rows[offset : offset + PAGE + 1])


def waiting_letters(*, user: User) -> int:
    """How many letters wait for this head."""
    return OutgoingLetter.objects.waiting_for(user).count()


def letters_of(row: Complaint, *, user: User) -> list[Any]:
    """The letters about one entry, the newest first."""
    return list(
        OutgoingLetter.objects.visible_to(user)
        .filter(complaint=row)
        .with_row()
        .select_related("template__template")
        .order_by("-id")
    )
