"""The card of departments on the page of a case: for operators, from the question to the answer."""

import json

import pytest
from django.test import Client as Browser

from contactcenter.cases.models import Case, CaseEvent
from contactcenter.clients.models import AddressKind
from contactcenter.clients.operations.addresses import add_address
from contactcenter.contacts.models import Queue
from contactcenter.deadlines.arithmetic import LARGEST
from contactcenter.deadlines.models import Rule
from contactcenter.decisions import states
from contactcenter.decisions.models import ClientAnswer, Referral
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import give_back
from contactcenter.decisions.operations.working import ask_back
from contactcenter.staff.models import Department, User
from tests.cast import a_contact
from tests.deadlines.builders import NOON
from tests.decisions.builders import an_inquiry, decided, refer
from tests.decisions.conftest import SignIn

HTMX = {"HX-Request": "true", "HX-Target": "dialogs"}


@pytest.fixture
def desk(operator: User, sign_in: SignIn) -> Browser:
    """The operator's browser."""
    return sign_in(operator)


def changed(answer: object) -> str:
    return str(json.loads(answer["HX-Trigger"])["topic:changed"]["topic"])  # type: ignore[index]  # a response


def test_question_is_asked_from_the_case(desk: Browser, case: Case, department: Department, expert: User) -> None:
    assert f"/department/cases/{case.pk}/referrals/" in desk.get(f"/cases/{case.pk}/").content.decode()
    assert "<dialog" in desk.get(f"/department/cases/{case.pk}/referrals/").content.decode()

    given = {"department": department.pk, "question": "Вернуть деньги?"}
    answer = desk.post(f"/department/cases/{case.pk}/referrals/", given, headers=HTMX)

    assert (answer.status_code, changed(answer)) == (200, f"case:{case.pk}")
    assert Referral.objects.get().question == "Вернуть деньги?"
    page = desk.get(f"/cases/{case.pk}/").content.decode()
    assert department.name in page


def test_department_that_nobody_reads_is_refused_beside_the_field(desk: Browser, case: Case) -> None:
    empty = Department.objects.create(name="Пустой отдел", code="empty")
    given = {"department": empty.pk, "question": "Вернуть деньги?"}

    answer = desk.post(f"/department/cases/{case.pk}/referrals/", given, headers=HTMX)

    assert answer.status_code == 422
    assert "Пустой отдел" in answer.content.decode()


@pytest.mark.parametrize("hours", [0, -1])
def test_term_of_nothing_is_refused_beside_the_field(
    hours: int, desk: Browser, case: Case, department: Department, expert: User
) -> None:
    given = {"department": department.pk, "question": "Вернуть деньги?", "hours": hours}

    answer = desk.post(f"/department/cases/{case.pk}/referrals/", given, headers=HTMX)

    assert answer.status_code == 422
    assert "is-invalid-hint" in answer.content.decode()
    assert not Referral.objects.exists()


def test_term_beyond_the_calendar_is_said_and_nothing_is_asked(
    desk: Browser, case: Case, department: Department, expert: User, rule: Rule
) -> None:
    given = {"department": department.pk, "question": "Вернуть деньги?", "hours": LARGEST}

    answer = desk.post(f"/department/cases/{case.pk}/referrals/", given, headers=HTMX)

    assert answer.status_code in (400, 422)
    assert "2027" in answer.content.decode() + json.dumps(json.loads(answer.headers.get("HX-Trigger", "{}")))
    assert not Referral.objects.exists()


def test_expert_asks_nobody_and_sees_no_case(case: Case, expert: User, sign_in: SignIn) -> None:
    browser = sign_in(expert)

    assert browser.get(f"/department/cases/{case.pk}/referrals/").status_code == 403
    assert browser.get(f"/cases/{case.pk}/").status_code == 403


def test_departments_question_is_answered_from_the_card(
    desk: Browser, case: Case, referral: Referral, expert: User
) -> None:
    ask_back(referral_id=referral.pk, who=Who(user=expert), text="С какого дня?", at=NOON)
    page = desk.get(f"/cases/{case.pk}/").content.decode()
    assert "С какого дня?" in page

    answer = desk.post(f"/department/{referral.pk}/replies/", {"text": "С восьмого."}, headers=HTMX)

    assert changed(answer) == f"case:{case.pk}"
    assert Referral.objects.get().state == states.TAKEN


def test_given_back_question_goes_elsewhere_from_the_card(
    desk: Browser, case: Case, referral: Referral, expert: User, stranger: User
) -> None:
    give_back(referral_id=referral.pk, who=Who(user=expert), at=NOON, reason="Дело сети")

    given = {"department": stranger.department_id, "question": ""}
    desk.post(f"/department/{referral.pk}/redirection/", given, headers=HTMX)

    assert Referral.objects.get(parent=referral).department == stranger.department


def test_client_is_answered_from_the_decision(
    desk: Browser, case: Case, referral: Referral, expert: User, queue: Queue
) -> None:
    address = add_address(client=case.client, kind=AddressKind.EMAIL, value="anna@example.ru", at=NOON)
    decided(referral, by=expert)
    dialog = desk.get(f"/department/{referral.pk}/answer/").content.decode()
    assert "Простой подтверждён" in dialog
    assert "a•••a@example.ru" in dialog
    assert "anna@example.ru" not in dialog

    given = {"way": f"email:{address.pk}", "text": "Вернём 65 рублей.", "is_final": "on"}
    answer = desk.post(f"/department/{referral.pk}/answer/", given, headers=HTMX)

    assert changed(answer) == f"case:{case.pk}"
    assert ClientAnswer.objects.get().is_final
    assert "Вернём 65 рублей." in desk.get(f"/cases/{case.pk}/").content.decode()


def test_client_without_an_address_is_said_to_be_called(desk: Browser, referral: Referral, expert: User) -> None:
    decided(referral, by=expert)

    dialog = desk.get(f"/department/{referral.pk}/answer/").content.decode()

    assert 'name="way"' not in dialog


def test_answer_before_the_decision_is_a_conflict(desk: Browser, referral: Referral) -> None:
    assert desk.get(f"/department/{referral.pk}/answer/", headers=HTMX).status_code == 409


@pytest.mark.parametrize("door", ["completion", "withdrawal"])
def test_reasons_are_asked_for(door: str, desk: Browser, referral: Referral, expert: User) -> None:
    if door == "completion":
        decided(referral, by=expert)
    assert "<dialog" in desk.get(f"/department/{referral.pk}/{door}/").content.decode()

    assert desk.post(f"/department/{referral.pk}/{door}/", {"reason": ""}, headers=HTMX).status_code == 422
    assert desk.post(f"/department/{referral.pk}/{door}/", {"reason": "Так надо"}, headers=HTMX).status_code == 200
    assert Referral.objects.get().state in {states.REWORK, states.WITHDRAWN}


def test_tab_beside_a_conversation_shows_the_same(
    desk: Browser, operator: User, queue: Queue, department: Department, expert: User
) -> None:
    contact = a_contact(operator=operator, queue=queue)
    assert desk.get(f"/contacts/{contact.pk}/panels/decisions/").status_code == 200
    case = an_inquiry(operator, contact=contact)

    tab = desk.get(f"/contacts/{contact.pk}/panels/decisions/").content.decode()

    assert f"/department/cases/{case.pk}/referrals/" in tab


def test_tab_beside_a_conversation_knows_by_which_event_it_is_out_of_date(
    desk: Browser, operator: User, queue: Queue, department: Department, expert: User
) -> None:
    contact = a_contact(operator=operator, queue=queue)
    case = an_inquiry(operator, contact=contact)
    decided(refer(case, department, actor=operator), by=expert)

    region = desk.get(f"/contacts/{contact.pk}/panels/decisions/?part=content").content.decode()

    assert region.strip().startswith('<div id="contact-referrals"')
    assert f'id="case-state-{case.pk}"' in region
    assert f'data-version="{CaseEvent.objects.filter(case=case).latest("pk").pk}"' in region
