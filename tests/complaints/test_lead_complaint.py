"""The life of an entry, move by move: who may, what is written, what is refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from complaints.models import Cause, Complaint, Ground, Outcome, RegisterEntry
from complaints.operations.acknowledging import acknowledge_complaint
from complaints.operations.answering import answer_complaint, close_complaint, execute_complaint, reopen_complaint
from complaints.operations.correcting import change_ground, correct_complaint, name_cause
from complaints.operations.deciding import decide_complaint
from complaints.operations.ending import cancel_entry, forward_complaint, withdraw_complaint
from complaints.operations.extending import extend_complaint
from complaints.operations.joining import join_complaint, separate_complaint
from complaints.states import COMPLAINT
from contactcenter.cases.models import CaseEvent
from contactcenter.clients.models import AddressKind
from contactcenter.clients.operations.addresses import find_or_create_client
from contactcenter.contacts.models import Queue
from contactcenter.deadlines.models import Deadline, DeadlineState, Target
from contactcenter.decisions.models import ResolutionCode
from contactcenter.decisions.operations.deciding import Verdict, decide
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, refer_case, withdraw_referral
from contactcenter.lib.errors import Conflict, DomainError, IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.cast import a_client
from tests.complaints.builders import a_complaint, entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(operator: User, at: datetime) -> Complaint:
    return a_complaint(ground="telecom_claim", amount=65_000, owner=operator, actor=operator, at=at)


def decided(row: Complaint, actor: User, at: datetime, **given: Any) -> None:
    verdict = {"outcome": "upheld", "reason": "Списали дважды", "amount": 65_000, **given}
    decide_complaint(case_id=row.pk, at=at, actor=actor, **verdict)


def lines(row: Complaint) -> list[str]:
    return list(RegisterEntry.objects.filter(case=row.pk).order_by("id").values_list("verb", flat=True))


def deadline(row: Complaint, target: str = Target.ANSWER) -> Deadline:
    return Deadline.objects.filter(case=row.pk, target=target, part="").latest("id")


def test_whole_life_from_the_register_to_the_end(row: Complaint, operator: User, at: datetime) -> None:
    acknowledge_complaint(case_id=row.pk, note="по телефону", at=at, actor=operator)
    decided(row, operator, at, execute_by=date(2099, 1, 1))
    answer_complaint(
        case_id=row.pk, text="Деньги вернём", outgoing_number="77", outgoing_on=at.date(), at=at, actor=operator
    )
    execute_complaint(case_id=row.pk, what="Вернули на счёт", at=at, actor=operator)
    close_complaint(case_id=row.pk, at=at, actor=operator)
    done = entry(row.pk)
    assert (done.state, done.case.state, done.outcome) == ("closed", "closed", Outcome.UPHELD)
    assert (done.decided_amount, done.executed_amount, done.outgoing_number) == (65_000, 65_000, "77")
    assert done.case.closed_at == at
    assert deadline(row).state == deadline(row, Target.DECISION).state == DeadlineState.MET
    assert lines(row) == ["register", "acknowledge", "decide", "answer", "execute", "close"]
    event = CaseEvent.objects.get(case=row.pk, verb="decide")
    assert (event.actor, event.before, event.after) == (operator, "acknowledged", "decided")
    assert event.data["changes"]["outcome"] == ["", "upheld"]


def test_department_decides_and_the_register_follows(
    row: Complaint, operator: User, expert: User, at: datetime
) -> None:
    referral = refer_case(
        case_id=row.pk, question=Question(text="Верно?", department=expert.department), at=at, actor=operator
    )
    asked = entry(row.pk)
    assert (asked.state, asked.department) == ("referred", expert.department)
    with pytest.raises(Conflict), transaction.atomic():
        answer_complaint(case_id=row.pk, text="Нет", at=at, actor=operator)
    verdict = Verdict(code=ResolutionCode.objects.get(code="partly-upheld"), text="Половину", amount=30_000)
    decision = decide(referral_id=referral.pk, who=Who(user=expert), verdict=verdict, at=at)
    done = entry(row.pk)
    assert (done.state, done.outcome, done.reason, done.decided_amount) == ("decided", "partly", "Половину", 30_000)
    assert (done.decided_by, done.decision) == (expert, decision)
    assert lines(row) == ["register", "refer", "decide", "enter_decision"]


def test_other_resolution_leaves_the_outcome_to_the_register(
    row: Complaint, operator: User, expert: User, at: datetime
) -> None:
    referral = refer_case(
        case_id=row.pk, question=Question(text="Верно?", department=expert.department), at=at, actor=operator
    )
    verdict = Verdict(code=ResolutionCode.objects.get(code="explained"), text="Так устроен тариф")
    decide(referral_id=referral.pk, who=Who(user=expert), verdict=verdict, at=at)
    assert (entry(row.pk).state, entry(row.pk).outcome) == ("decided", "")
    with pytest.raises(Conflict), transaction.atomic():
        answer_complaint(case_id=row.pk, text="Так устроен тариф", at=at, actor=operator)
    decided(row, operator, at, outcome="rejected", amount=None)
    answer_complaint(case_id=row.pk, text="Так устроен тариф", at=at, actor=operator)
    assert entry(row.pk).state == "answered"


def test_question_taken_back_leads_back(row: Complaint, operator: User, expert: User, at: datetime) -> None:
    referral = refer_case(
        case_id=row.pk, question=Question(text="Верно?", department=expert.department), at=at, actor=operator
    )
    withdraw_referral(referral_id=referral.pk, actor=operator, at=at)
    assert entry(row.pk).state == "registered"


def test_suggestion_is_answered_without_a_decision(operator: User, at: datetime) -> None:
    row = a_complaint(kind="suggestion", text="Сделайте тариф", actor=operator, at=at)
    answer_complaint(case_id=row.pk, text="Спасибо", at=at, actor=operator)
    close_complaint(case_id=row.pk, at=at, actor=operator)
    assert row.number.startswith("ПЖ-")
    assert entry(row.pk).state == "closed"


def test_appeal_opens_everything_anew_and_keeps_the_number(row: Complaint, operator: User, at: datetime) -> None:
    decided(row, operator, at, outcome="rejected", amount=None)
    answer_complaint(case_id=row.pk, text="Отказ", at=at, actor=operator)
    close_complaint(case_id=row.pk, at=at, actor=operator)
    later = at + timedelta(days=3)
    reopen_complaint(case_id=row.pk, reason="Новые чеки", at=later, actor=operator)
    again = entry(row.pk)
    assert (again.number, again.state, again.outcome, again.answer, again.appeals) == (
        row.number, "registered", "", "", 1,
    )  # fmt: skip
    assert row.due_at
    assert again.due_at == deadline(row).due_at > row.due_at
    event = CaseEvent.objects.get(case=row.pk, verb="reopen")
    assert event.data["changes"]["answer"] == ["Отказ", ""]


@pytest.mark.parametrize("kind", ["withdraw", "forward"])
def test_early_end_needs_nothing_any_more_and_can_go_on(
    row: Complaint, operator: User, at: datetime, kind: str
) -> None:
    if kind == "withdraw":
        withdraw_complaint(case_id=row.pk, reason="Помирились", at=at, actor=operator)
    else:
        forward_complaint(case_id=row.pk, organisation="Банк", reason="Не наш перевод", at=at, actor=operator)
    assert entry(row.pk).case.closed_at == at
    assert deadline(row).state == DeadlineState.CANCELLED
    reopen_complaint(case_id=row.pk, reason="Вернули нам", at=at, actor=operator)
    assert entry(row.pk).state == "registered"


def test_forwarding_keeps_its_term(operator: User, at: datetime) -> None:
    row = a_complaint(ground="bank", actor=operator, at=datetime.fromisoformat("2026-05-12T09:00:00+03:00"))
    moment = datetime.fromisoformat("2026-05-22T00:00:00+03:00")
    forward_complaint(case_id=row.pk, organisation="Банк", reason="Не наш", at=moment, actor=operator)
    done = entry(row.pk)
    # 395-1 art. 30.1: 7 working days from 12.05.2026 end with 21.05.2026.
    assert done.forward_due_at == moment
    assert CaseEvent.objects.get(case=row.pk, verb="forward").data["late"] is True


def test_cancelled_entry_keeps_number_and_reason(
    row: Complaint, operator: User, supervisor: User, at: datetime
) -> None:
    with pytest.raises(NotAllowed), transaction.atomic():
        cancel_entry(case_id=row.pk, reason="Ошибка", at=at, actor=operator)
    cancel_entry(case_id=row.pk, reason="Внесли дважды", at=at, actor=supervisor)
    done = entry(row.pk)
    assert (done.state, done.end_reason, done.number) == ("cancelled", "Внесли дважды", row.number)
    assert COMPLAINT.allowed("cancelled") == []
    assert a_complaint(ground="telecom_claim", at=at).number.endswith("000002")


def test_duplicate_joins_and_separates(row: Complaint, operator: User, at: datetime) -> None:
    twin = a_complaint(client=row.case.client, ground="telecom_claim", actor=operator, at=at)
    assert twin.repeats == row
    join_complaint(case_id=twin.pk, into=row.pk, at=at, actor=operator)
    joined = entry(twin.pk)
    assert (joined.state, joined.joined_to) == ("joined", row)
    assert deadline(twin).state == DeadlineState.CANCELLED
    assert lines(row)[-1] == "take_in"
    with pytest.raises(Conflict), transaction.atomic():
        join_complaint(case_id=row.pk, into=twin.pk, at=at, actor=operator)
    separate_complaint(case_id=twin.pk, reason="Другой месяц", at=at, actor=operator)
    assert (entry(twin.pk).state, entry(twin.pk).joined_to) == ("registered", None)
    with pytest.raises(InvalidInput), transaction.atomic():
        join_complaint(case_id=row.pk, into=row.pk, at=at, actor=operator)


def test_extension_is_told_before_the_old_date(queue: Queue, operator: User, at: datetime) -> None:
    address, _new = find_or_create_client(kind=AddressKind.EMAIL, value="anna@example.ru", at=at, name="Анна")
    row = a_complaint(ground="bank", client=address.client, actor=operator, at=at)
    assert row.acknowledged_at
    extend_complaint(case_id=row.pk, reason="Ждём ответ платёжной системы", at=at, actor=operator)
    done = entry(row.pk)
    assert row.due_at
    assert done.due_at == deadline(row).due_at > row.due_at
    notice = done.extension_notice
    assert notice
    assert row.number in notice.body
    assert "платёжной системы" in notice.body
    assert notice.delivery.recipient == "anna@example.ru"


def test_extension_without_an_address_says_how_it_was_told(row: Complaint, operator: User, at: datetime) -> None:
    bank = a_complaint(ground="bank", actor=operator, at=at)
    with pytest.raises(InvalidInput) as refused, transaction.atomic():
        extend_complaint(case_id=bank.pk, reason="Ждём банк", at=at, actor=operator)
    assert refused.value.field == "told"
    assert entry(bank.pk).extended_at is None
    extend_complaint(case_id=bank.pk, reason="Ждём банк", told="по телефону", at=at, actor=operator, days=3)
    assert entry(bank.pk).extension_told == "по телефону"


def test_another_ground_counts_from_the_same_moment(row: Complaint, operator: User, at: datetime) -> None:
    ground = Ground.objects.get(code="service_refund")
    change_ground(case_id=row.pk, ground=ground, reason="Речь об услуге", at=at, actor=operator)
    done = entry(row.pk)
    assert done.case.kind == "service_refund"
    assert "ст. 31" in done.basis
    assert row.due_at
    assert done.due_at == deadline(row).due_at < row.due_at


def test_cause_is_named(row: Complaint, operator: User, expert: User, at: datetime) -> None:
    cause = Cause.objects.get(code="charge-double")
    assert cause.parent
    cause.parent.department = expert.department
    cause.parent.save()
    name_cause(case_id=row.pk, cause=cause, note="Шлюз", confirmed=True, at=at, actor=operator)
    done = entry(row.pk)
    assert (done.cause, done.cause_note, done.department) == (cause, "Шлюз", expert.department)


Refusal = tuple[str, Callable[[Complaint, User, datetime], Any]]
REFUSALS: list[Refusal] = [
    ("no_reason", lambda row, user, at: decide_complaint(
        case_id=row.pk, outcome="upheld", reason=" \u200b", at=at, actor=user)),
    ("bad_amount", lambda row, user, at: decide_complaint(
        case_id=row.pk, outcome="upheld", reason="Да", amount=-1, at=at, actor=user)),
    ("rejected_with_amount", lambda row, user, at: decide_complaint(
        case_id=row.pk, outcome="rejected", reason="Нет", amount=1, at=at, actor=user)),
    ("past", lambda row, user, at: decide_complaint(
        case_id=row.pk, outcome="upheld", reason="Да", execute_by=date(2020, 1, 1), at=at, actor=user)),
    ("invalid", lambda row, user, at: decide_complaint(
        case_id=row.pk, outcome="maybe", reason="Да", at=at, actor=user)),
    ("not_decided", lambda row, user, at: answer_complaint(case_id=row.pk, text="Ответ", at=at, actor=user)),
    ("no_text", lambda row, user, at: answer_complaint(case_id=row.pk, text=" ", at=at, actor=user)),
    ("illegal_transition", lambda row, user, at: close_complaint(case_id=row.pk, at=at, actor=user)),
    ("nothing_to_execute", lambda row, user, at: execute_complaint(
        case_id=row.pk, what="Вернули", at=at, actor=user)),
    ("no_reason", lambda row, user, at: extend_complaint(case_id=row.pk, reason="", at=at, actor=user)),
    ("no_extension", lambda row, user, at: extend_complaint(
        case_id=row.pk, reason="Надо", told="да", at=at, actor=user)),
    ("no_reason", lambda row, user, at: withdraw_complaint(case_id=row.pk, reason="", at=at, actor=user)),
    ("empty", lambda row, user, at: forward_complaint(
        case_id=row.pk, organisation="", reason="Не наше", at=at, actor=user)),
    ("empty", lambda row, user, at: correct_complaint(
        case_id=row.pk, reason="", changes={"note": "x"}, at=at, actor=user)),
    ("invalid", lambda row, user, at: correct_complaint(
        case_id=row.pk, reason="x", changes={"number": "x"}, at=at, actor=user)),
    ("no_authority", lambda row, user, at: correct_complaint(
        case_id=row.pk, reason="x", changes={"representative": "Юрист"}, at=at, actor=user)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "act"), REFUSALS)
def test_refused_with_a_sentence_and_nothing_half_done(
    row: Complaint, operator: User, at: datetime, code: str, act: Callable[..., Any]
) -> None:
    before = Complaint.objects.filter(pk=row.pk).values().get()
    with pytest.raises(DomainError) as refused, transaction.atomic():
        act(row, operator, at)
    assert refused.value.code == code
    assert str(refused.value)
    assert Complaint.objects.filter(pk=row.pk).values().get() == before
    assert lines(row) == ["register"]


def test_extension_after_the_due_date_is_refused(operator: User, at: datetime) -> None:
    row = a_complaint(ground="bank", actor=operator, at=at)
    assert row.due_at
    with pytest.raises(Conflict) as refused, transaction.atomic():
        extend_complaint(case_id=row.pk, reason="Не успели", told="да", at=row.due_at, actor=operator)
    assert refused.value.code == "too_late"


def test_promise_is_kept_before_the_end(row: Complaint, operator: User, at: datetime) -> None:
    decided(row, operator, at)
    answer_complaint(case_id=row.pk, text="Вернём", at=at, actor=operator)
    with pytest.raises(Conflict), transaction.atomic():
        close_complaint(case_id=row.pk, at=at, actor=operator)
    with pytest.raises(InvalidInput), transaction.atomic():
        execute_complaint(case_id=row.pk, what="Вернули", amount=65_001, at=at, actor=operator)


def test_acknowledged_once(row: Complaint, operator: User, at: datetime) -> None:
    acknowledge_complaint(case_id=row.pk, at=at, actor=operator)
    with pytest.raises(DomainError), transaction.atomic():
        acknowledge_complaint(case_id=row.pk, at=at, actor=operator)


def test_terms_stay_when_the_rule_is_edited(row: Complaint) -> None:
    assert row.rule
    row.rule.basis, row.rule.n = "Другой закон", 3
    row.rule.save()
    again = entry(row.pk)
    assert "126-ФЗ" in again.basis
    assert again.due_at == deadline(row).due_at


def test_after_the_answer_nothing_else_is_decided(row: Complaint, operator: User, at: datetime) -> None:
    decided(row, operator, at)
    answer_complaint(case_id=row.pk, text="Вернём", at=at, actor=operator)
    with pytest.raises(IllegalTransition), transaction.atomic():
        decided(row, operator, at)


def test_client_without_entries_repeats_nothing(at: datetime) -> None:
    assert a_complaint(client=a_client(), at=at).repeats is None
