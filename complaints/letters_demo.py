"""Letters of the demo organisation: a letterhead, templates, signatories, and letters in every stage of their life."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from complaints.models import Complaint, Letterhead, OutgoingLetter, Signatory
from complaints.models.kinds import DECIDED_KINDS
from complaints.operations.deciding import decide_complaint
from complaints.operations.letters_approving import approve_letter, return_letter, sign_letter, submit_letter
from complaints.operations.letters_sending import Dispatch, record_delivery, send_letter
from complaints.operations.letters_setup import load_letter_texts
from complaints.operations.letters_writing import compose_letter, confirm_addressee
from complaints.queries.letters import templates_for
from complaints.states import ACKNOWLEDGED, DECIDED, REGISTERED
from contactcenter.decisions.models import Referral
from contactcenter.lib.errors import DomainError
from contactcenter.staff.models import User

_REASONS = {
    "upheld": "Сверка показала повторное списание из-за сбоя обмена с платёжным шлюзом.",
    "partly": "Перерыв связи длился 14 часов вместо заявленных двух суток: перерасчёт сделан за это время.",
    "rejected": "Услуга подключена по заявлению, подписанному в офисе, и оказывалась весь месяц.",
}


def prepare_letters(*, at: datetime) -> None:
    """What is there already stays as it is."""
    load_letter_texts(at=at)
    Letterhead.objects.get_or_create(
        title="Общий бланк",
        defaults={
            "name": "Общество с ограниченной ответственностью «СеверЛинк»",
            "short_name": "ООО «СеверЛинк»",
            "address": "101000, г. Москва, ул. Северная, д. 1",
            "phone": "+7 495 000-00-01",
            "email": "office@example.ru",
            "site": "example.ru",
            "ogrn": "1027700000000",
            "inn": "7700000000",
            "kpp": "770001001",
        },
    )
    for code, position in (("billing", "Начальник отдела расчётов"), ("legal", "Начальник юридического отдела")):
        head = User.objects.filter(heads__code=code).first()
        if head:
            Signatory.objects.get_or_create(user=head, defaults={"position": position})


def write_letters(*, at: datetime, chance: random.Random) -> None:
    """One letter for each stage, the oldest entries being the furthest."""
    head = User.objects.filter(signatory__is_active=True, heads__code="billing").first()
    if head is None:
        return
    with connection.cursor() as cursor:
        # The demo is one transaction that nobody waits for; laying out pages in it must not look like a frozen process.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    ends: list[Callable[[OutgoingLetter, User, datetime], object]] = [
        _delivered, _posted, _posted, _signed, _approved, _waiting, _waiting, _returned, _begun,
    ]  # fmt: skip
    rows = _answerable()[: len(ends)]
    for number, (row, end) in enumerate(zip(rows, ends, strict=False)):
        moment = at - timedelta(minutes=20 * (len(ends) - number))
        try:
            end(_written(row, moment, chance), head, moment)
        except DomainError:
            continue  # a department owes a decision, or the office cannot make PDF files


def _answerable() -> list[Complaint]:
    asked = Referral.objects.open().values("case")
    rows = (
        Complaint.objects.filter(is_anonymous=False, kind__in=DECIDED_KINDS, letters__isnull=True)
        .filter(state__in=(REGISTERED, ACKNOWLEDGED, DECIDED), case__owner__isnull=False)
        .exclude(Q(case__in=asked) | Q(complainant="", case__client__last_name=""))
        .select_related("case__owner", "case__client")
    )
    return sorted(rows.order_by("case")[:60], key=lambda row: row.state != DECIDED)


def _written(row: Complaint, at: datetime, chance: random.Random) -> OutgoingLetter:
    owner = row.case.owner
    assert owner
    if not row.outcome:
        outcome = chance.choice(list(_REASONS))
        amount = row.amount if outcome == "upheld" else None
        decide_complaint(
            case_id=row.pk, outcome=outcome, reason=_REASONS[outcome], amount=amount, at=at, actor=owner,
            execute_by=at.date() + timedelta(days=7) if amount else None,
        )  # fmt: skip
        row = Complaint.objects.select_related("case__owner", "case__client").get(pk=row.pk)
    template = templates_for(row)[0]
    return compose_letter(case_id=row.pk, template=template, actor=owner, at=at)


def _begun(letter: OutgoingLetter, head: User, at: datetime) -> OutgoingLetter:
    return letter


def _waiting(letter: OutgoingLetter, head: User, at: datetime) -> OutgoingLetter:
    if letter.needs_check:
        confirm_addressee(letter_id=letter.pk, actor=letter.preparer, at=at)
    return submit_letter(letter_id=letter.pk, approver_id=head.pk, actor=letter.preparer, at=at)


def _returned(letter: OutgoingLetter, head: User, at: datetime) -> OutgoingLetter:
    _waiting(letter, head, at)
    return return_letter(letter_id=letter.pk, remark="Добавьте, когда деньги поступят на счёт.", actor=head, at=at)


def _approved(letter: OutgoingLetter, head: User, at: datetime) -> OutgoingLetter:
    _waiting(letter, head, at)
    return approve_letter(letter_id=letter.pk, actor=head, at=at)


def _signed(letter: OutgoingLetter, head: User, at: datetime) -> OutgoingLetter:
    _approved(letter, head, at)
    return sign_letter(letter_id=letter.pk, actor=head, at=at)


def _posted(letter: OutgoingLetter, head: User, at: datetime) -> OutgoingLetter:
    _signed(letter, head, at)
    given = Dispatch(way="post", postal_id=f"10100080{letter.pk:06d}")
    return send_letter(letter_id=letter.pk, dispatch=given, actor=letter.preparer, at=at).letter


def _delivered(letter: OutgoingLetter, head: User, at: datetime) -> OutgoingLetter:
    sent = _posted(letter, head, at)
    dispatch = sent.dispatches.get()
    assert dispatch.posted_on
    return record_delivery(
        letter_id=letter.pk, dispatch_id=dispatch.pk, delivered_on=dispatch.posted_on, note="Уведомление о вручении",
        actor=letter.preparer, at=at,
    )  # fmt: skip
