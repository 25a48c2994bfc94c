"""From the decision to the client: the draft, the way, the record on the case, and what keeps it from being sent."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from contactcenter.cases.models import Case
from contactcenter.clients.models import AddressKind
from contactcenter.clients.operations.addresses import add_address
from contactcenter.contacts import states as contact_states
from contactcenter.contacts.models import Channel, Delivery, DeliveryState, Queue
from contactcenter.contacts.operations.life import finish_contact
from contactcenter.contacts.operations.outbox import deliver
from contactcenter.deadlines.models import Deadline, Rule
from contactcenter.deadlines.operations.clocks import start_clock
from contactcenter.decisions.models import AnswerTemplate, ClientAnswer, Referral
from contactcenter.decisions.operations.answering import Answer, answer_client, draft_answer, ways_to_answer
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.cast import a_contact, commits
from tests.deadlines.builders import NOON, a_rule, minutes
from tests.decisions.builders import an_inquiry, case_verbs, code, decided, refer
from tests.fakes.mail import MailServer

LATER = NOON + minutes(60)


@pytest.fixture
def done(case: Case, referral: Referral, expert: User, queue: Queue) -> Referral:
    """A decided referral of a client with a mailbox."""
    add_address(client=case.client, kind=AddressKind.EMAIL, value="anna@example.ru", at=NOON)
    decided(referral, by=expert, fulfil_by=date(2026, 6, 30))
    return Referral.objects.get(pk=referral.pk)


def answer(referral: Referral, actor: User, **fields: object) -> ClientAnswer:
    way = ways_to_answer(case=referral.case, user=actor)[0].key
    given = Answer(**{"text": "Вернём 65 рублей.", "way": way} | fields)  # type: ignore[arg-type]  # a test's mixture
    with commits():
        return answer_client(referral_id=referral.pk, answer=given, actor=actor, at=LATER)


def test_draft_begins_with_the_template_and_the_decision(done: Referral) -> None:
    template = AnswerTemplate.objects.create(
        name="Частично", body="{name}! По {number}: {decision} Сумма {amount}, до {day}. {unknown} {name.__class__}"
    )
    decision = done.decision
    assert decision

    draft = draft_answer(decision=decision, template=template)

    assert draft.startswith(f"Анна Петровна! По {done.case.number}: Простой подтверждён, три дня.")
    assert "Сумма 65,00 ₽, до 30.06.2026." in draft.replace("\u00a0", " ")
    assert draft.endswith("{unknown} {name.__class__}")
    assert draft_answer(decision=decision, template=None) == decision.text


def test_template_with_an_unknown_word_is_refused_in_the_admin() -> None:

    with pytest.raises(ValidationError, match="nomber"):
        AnswerTemplate(name="x", body="{nomber}").clean()


def test_answer_goes_by_e_mail_and_answers_the_inquiry(done: Referral, operator: User, mail_server: MailServer) -> None:
    told = answer(done, operator)

    case = Case.objects.get(pk=done.case_id)
    assert (case.state, case.inquiry.answer) == ("answered", "Вернём 65 рублей.")
    assert case_verbs(case)[-2:] == ["tell_client", "answer"]
    assert told.message.contact in case.contacts.all()
    delivery = Delivery.objects.get(message=told.message)
    assert (delivery.recipient, delivery.channel) == ("anna@example.ru", Channel.EMAIL)
    deliver(delivery_id=delivery.pk, at=LATER)
    assert mail_server.letters[0].get_content().strip() == "Вернём 65 рублей."
    told.message.delivery.refresh_from_db()
    assert told.message.delivery.state == DeliveryState.SENT


def test_news_on_the_way_leave_the_inquiry_open(done: Referral, operator: User) -> None:
    answer(done, operator, is_final=False)

    case = Case.objects.get(pk=done.case_id)
    assert case.state == "open"
    assert case_verbs(case)[-2:] == ["tell_client", "inform"]


def test_news_keep_the_promise_of_word_and_begin_the_next_one(done: Referral, operator: User, rule: Rule) -> None:
    a_rule(rule.calendar, code="word", target="next_update", n=30)
    start_clock(case=done.case, target="next_update", at=NOON, actor=operator)

    answer(done, operator, is_final=False)

    first, second = Deadline.objects.filter(case=done.case, target="next_update").order_by("id")
    assert (first.stopped_at, second.due_at) == (LATER, LATER + minutes(30))


def test_running_conversation_comes_before_letters(
    operator: User, expert: User, rule: Rule, queue: Queue, teammate: User
) -> None:
    contact = a_contact(operator=operator, queue=queue)
    case = an_inquiry(operator, contact=contact)
    add_address(client=case.client, kind=AddressKind.EMAIL, value="anna@example.ru", at=NOON)
    referral = refer(case, expert.department, actor=operator)
    decided(referral, by=expert)

    assert [way.key.split(":")[0] for way in ways_to_answer(case=case, user=operator)] == ["contact", "email"]
    assert [way.key.split(":")[0] for way in ways_to_answer(case=case, user=teammate)] == ["email"]

    told = answer(referral, operator)

    assert (told.message.contact, told.message.channel) == (contact, Channel.WEBCHAT)
    assert Delivery.objects.get(message=told.message).recipient == contact.thread


def test_way_that_has_closed_meanwhile_is_refused(operator: User, expert: User, rule: Rule, queue: Queue) -> None:
    contact = a_contact(operator=operator, queue=queue)
    case = an_inquiry(operator, contact=contact)
    referral = refer(case, expert.department, actor=operator)
    decided(referral, by=expert)
    way = ways_to_answer(case=case, user=operator)[0].key
    with commits():
        finish_contact(contact_id=contact.pk, actor=operator, at=LATER)
    contact.refresh_from_db()
    assert contact.state == contact_states.WRAPUP

    with pytest.raises(InvalidInput) as refusal:
        answer_client(referral_id=referral.pk, answer=Answer(text="Вернём", way=way), actor=operator, at=LATER)

    assert refusal.value.field == "way"
    assert not ClientAnswer.objects.exists()


def test_no_final_answer_while_another_department_decides(done: Referral, operator: User, stranger: User) -> None:
    refer(done.case, stranger.department, actor=operator, at=LATER)

    with pytest.raises(Conflict) as refusal:
        answer(done, operator)

    assert refusal.value.code == "referral_open"
    assert not Delivery.objects.exists()
    assert answer(done, operator, is_final=False).is_final is False


def test_nothing_is_told_before_the_decision(case: Case, referral: Referral, operator: User) -> None:
    add_address(client=case.client, kind=AddressKind.EMAIL, value="anna@example.ru", at=NOON)

    with pytest.raises(Conflict) as refusal:
        answer(referral, operator)

    assert refusal.value.code == "not_decided"


def test_expert_does_not_answer_the_client(done: Referral, expert: User) -> None:
    with pytest.raises(NotAllowed):
        answer(done, expert)


def test_empty_answer_is_not_sent(done: Referral, operator: User) -> None:
    with pytest.raises(InvalidInput):
        answer(done, operator, text=" ")

    assert Case.objects.get(pk=done.case_id).state == "open"


def test_second_final_answer_is_refused_by_the_inquiry(done: Referral, operator: User) -> None:
    answer(done, operator)

    with pytest.raises(Conflict):
        answer(done, operator)

    assert ClientAnswer.objects.count() == 1
    assert code().templates.count() == 0
