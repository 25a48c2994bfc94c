"""Letters for tests, and who writes, approves and signs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from complaints.letters import states
from complaints.models import AppealRoute, Complaint, Letterhead, LetterTemplate, OutgoingLetter, Signatory
from complaints.operations.deciding import decide_complaint
from complaints.operations.letters_approving import approve_letter, sign_letter, submit_letter
from complaints.operations.letters_sending import Dispatch, send_letter
from complaints.operations.letters_setup import load_letter_texts
from complaints.operations.letters_writing import compose_letter
from complaints.queries.letters import newest_version
from contactcenter.clients.models import AddressKind, Client, ClientAddress
from contactcenter.staff.models import Department, Role, User
from tests.cast import a_client, a_queue, a_user
from tests.complaints.builders import a_complaint, entry


@dataclass
class Office:
    """A letterhead, templates, a queue of answers, and a head who may sign."""

    head: User
    letterhead: Letterhead
    at: datetime


def an_office(at: datetime | None = None) -> Office:
    """What an administrator sets up before the first letter."""
    moment = at or timezone.now()
    a_queue("complaints", function="complaints")
    head = a_user("head", Role.EXPERT, last_name="Макарова", first_name="Галина", patronymic="Львовна")
    department = Department.objects.create(name="Отдел расчётов", code="billing", head=head)
    User.objects.filter(pk=head.pk).update(department=department)
    Signatory.objects.create(user=head, position="Начальник отдела расчётов")
    letterhead = Letterhead.objects.create(
        title="Общий бланк", name="Общество «СеверЛинк»", short_name="ООО «СеверЛинк»", phone="+7 495 000-00-01"
    )
    load_letter_texts(at=moment)
    assert AppealRoute.objects.filter(ground__isnull=True).exists()
    return Office(head=User.objects.get(pk=head.pk), letterhead=letterhead, at=moment)


def a_decided_complaint(*, at: datetime, actor: User, client: Client | None = None, **given: Any) -> Complaint:
    """A claim for 650 roubles that was upheld."""
    reader = client or a_client("Гордеев Павел Андреевич")
    row = a_complaint(
        client=reader, at=at, actor=actor, ground="telecom_claim", amount=65_000, contract="77-091-3377", **given
    )
    decide_complaint(
        case_id=row.pk,
        outcome="upheld",
        reason="Списание 03.11.2026 повторное.",
        amount=65_000,
        execute_by=at.date() + timedelta(days=9),
        at=at,
        actor=actor,
    )
    return entry(row.pk)


def with_mailbox(client: Client, at: datetime) -> ClientAddress:
    """A client who can be written to."""
    return ClientAddress.objects.create(
        client=client, kind=AddressKind.EMAIL, value=f"c{client.pk}@example.ru", created_at=at
    )


def a_letter(office: Office, preparer: User, *, state: str = states.DRAFT, **given: Any) -> OutgoingLetter:
    """A letter led to a state by the operations."""
    row = a_decided_complaint(at=office.at, actor=preparer, **given)
    template = LetterTemplate.objects.get(name="Требование удовлетворено")
    letter = compose_letter(case_id=row.pk, template=template, actor=preparer, at=office.at)
    if state == states.DRAFT:
        return again(letter)
    submit_letter(letter_id=letter.pk, approver_id=office.head.pk, actor=preparer, at=office.at)
    if state == states.APPROVAL:
        return again(letter)
    approve_letter(letter_id=letter.pk, actor=office.head, at=office.at)
    if state == states.APPROVED:
        return again(letter)
    sign_letter(letter_id=letter.pk, actor=office.head, at=office.at)
    if state == states.SENT:
        send_letter(
            letter_id=letter.pk, dispatch=Dispatch(way="post", postal_id="10100080000001"), actor=preparer, at=office.at
        )
    return again(letter)


def again(letter: OutgoingLetter) -> OutgoingLetter:
    """As it stands in the database."""
    return OutgoingLetter.objects.select_related("complaint__case__client", "letterhead", "template").get(pk=letter.pk)


def text_of(letter: OutgoingLetter) -> str:
    """What it says now."""
    return newest_version(letter).content.text


def in_group(user: User, role: str) -> User:
    """One more role."""
    user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)
