"""The register of the demo organisation: grounds and causes, and entries in every stage of their life."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from complaints.letters_demo import prepare_letters, write_letters
from complaints.models import Cause, Complaint, Ground, Kind, Outcome
from complaints.operations.answering import answer_complaint, close_complaint, execute_complaint
from complaints.operations.correcting import name_cause
from complaints.operations.deciding import decide_complaint
from complaints.operations.joining import join_complaint
from complaints.operations.loading import load_catalogue
from complaints.operations.registering import NewComplaint, Signatory, register_complaint
from complaints.states import WAITING
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact
from contactcenter.staff.models import Role, User

# Topic -> kind, ground, demand, amount in kopecks, cause
_MATTERS: Mapping[str, tuple[str, str, str, int | None, str]] = {
    "charge": (Kind.CLAIM, "telecom_claim", "refund", 65_000, "charge-double"),
    "refund": (Kind.CLAIM, "service_refund", "refund", 120_000, "return"),
    "staff": (Kind.COMPLAINT, "company_complaint", "", None, "staff-rude"),
    "data": (Kind.CLAIM, "pd_stop", "personal_data", None, "data"),
}
_VERDICTS = (
    (Outcome.UPHELD, "Списание повторное: сбой обмена с платёжным шлюзом. Возвращаем деньги на баланс."),
    (Outcome.PARTLY, "Часть списаний верна: тариф сменился 1-го числа. Возвращаем разницу."),
    (Outcome.REJECTED, "Проверка показала, что услуга оказана полностью, оснований для возврата нет."),
)
_NEIGHBOURS = ("Громова Ирина Львовна", "Шевченко Олег Петрович", "Ким Анна Сергеевна")


def prepare(*, at: datetime) -> None:
    """Grounds and causes."""
    load_catalogue()
    prepare_letters(at=at)


def fields(*, contact: Contact, is_recent: bool, chance: random.Random) -> Mapping[str, Any] | None:
    """What the wrap-up of an invented contact wrote; the client was told the number in the conversation."""
    topic = contact.topic
    kind, ground, demand, amount, _cause = _MATTERS.get(topic.slug if topic else "", _MATTERS["charge"])
    return {
        "kind": kind,
        "ground": Ground.objects.get(code=ground),
        "demand": demand,
        "amount": amount and amount + 100 * chance.randint(0, 90),
        "text": contact.last_text,
        "topic": topic,
        "is_told": True,
    }


def finish(*, at: datetime, chance: random.Random) -> None:
    """Most of the older ones are decided, some are answered, executed, closed; a few are of a rarer kind; letters."""
    waiting = Complaint.objects.filter(state__in=WAITING, registered_at__lt=at - timedelta(days=1))
    for row in waiting.select_related("case__owner", "case__topic").order_by("pk"):
        if chance.random() < 0.55:
            _lead(row, at=min(row.registered_at + timedelta(hours=chance.randint(3, 70)), at), chance=chance)
    _rarer(at=at)
    write_letters(at=at, chance=chance)


def _lead(row: Complaint, *, at: datetime, chance: random.Random) -> None:
    actor, pk = row.case.owner, row.pk
    topic = row.case.topic
    cause = _MATTERS.get(topic.slug if topic else "", _MATTERS["charge"])[4]
    name_cause(case_id=pk, cause=Cause.objects.get(code=cause), at=at, actor=actor, confirmed=True)
    outcome, reason = chance.choices(_VERDICTS, (60, 20, 20))[0]
    amount = None
    if outcome != Outcome.REJECTED and row.amount:
        amount = row.amount if outcome == Outcome.UPHELD else row.amount // 200 * 100
    decide_complaint(case_id=pk, outcome=outcome, reason=reason, amount=amount, at=at, actor=actor)
    if chance.random() < 0.75:
        answer_complaint(case_id=pk, text=reason, delivery="электронной почтой", at=at, actor=actor)
        if outcome != Outcome.REJECTED:
            execute_complaint(
                case_id=pk, what="Деньги возвращены на баланс" if amount else "Сделано", at=at, actor=actor
            )
        close_complaint(case_id=pk, at=at, actor=actor)


def _rarer(*, at: datetime) -> None:
    owner = User.objects.filter(groups__name=Role.OPERATOR).order_by("pk").first()
    accused = User.objects.filter(groups__name=Role.OPERATOR).order_by("-pk").first()
    client, other = Client.objects.current().exclude(last_name="").order_by("pk")[:2]
    assert accused
    for hours, new in (
        (30, NewComplaint(
            kind=Kind.COMPLAINT, text="Второй раз за месяц мастер не пришёл в назначенное время, никто не позвонил.",
            is_anonymous=True, way="site",
        )),
        (26, NewComplaint(
            kind=Kind.CLAIM, ground=Ground.objects.get(code="telecom_claim"), client=client, way="paper",
            text="Просим перерасчёт за неделю без связи в доме 14 по Лунной улице.", demand="price_cut", amount=412_000,
            incoming_number="б/н", signatories=tuple(Signatory(name=name) for name in _NEIGHBOURS),
        )),
        (20, NewComplaint(
            kind=Kind.COMPLAINT, client=other, about=(accused,), text="Сотрудник бросил трубку, не дослушав вопрос.",
            way="phone",
        )),
        (6, NewComplaint(
            kind=Kind.SUGGESTION, client=other, text="Пришлите напоминание об оплате за три дня, а не в последний.",
            way="email",
        )),
        (3, NewComplaint(
            kind=Kind.GRATITUDE, client=client, text="Спасибо мастеру Олегу: пришёл вовремя, всё объяснил.",
            way="email",
        )),
    ):  # fmt: skip
        register_complaint(new=_owned(new, owner), at=at - timedelta(hours=hours), actor=owner)
    _join_twins(at=at, actor=owner)


def _owned(new: NewComplaint, owner: User | None) -> NewComplaint:
    return NewComplaint(**{**vars(new), "owner": owner, "is_told": bool(new.client)})


def _join_twins(*, at: datetime, actor: User | None) -> None:
    """One client has complained of the same twice."""
    twin = Complaint.objects.filter(state__in=WAITING, repeats__state__in=WAITING, joined__isnull=True).first()
    if twin and twin.repeats:
        join_complaint(case_id=twin.pk, into=twin.repeats.pk, at=at, actor=actor)
