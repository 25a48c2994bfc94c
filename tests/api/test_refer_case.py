"""Departments over the API: asked by one system, deciding with another, each with its own token."""

import pytest
from django.contrib.auth.models import Group

from contactcenter.cases.models import Case
from contactcenter.deadlines.arithmetic import LARGEST
from contactcenter.deadlines.operations.loading import load_norms
from contactcenter.decisions.models import Referral, ReferralRule
from contactcenter.decisions.operations.defaults import create_resolution_codes
from contactcenter.staff.models import Department, Role, User
from tests.api.conftest import Api, an_api
from tests.decisions.builders import a_department, an_expert, an_inquiry


@pytest.fixture(autouse=True)
def codes(db: None) -> None:
    create_resolution_codes()


@pytest.fixture
def case(operator: User) -> Case:
    return an_inquiry(operator)


@pytest.fixture
def stranger(db: None) -> User:
    """An expert of another department."""
    return an_expert("stranger", a_department("network"))


@pytest.fixture
def desk(expert: User) -> Api:
    """The system of a department: its user decides there."""
    return of_department(expert)


def of_department(expert: User) -> Api:
    expert.groups.add(Group.objects.get(name=Role.INTEGRATOR))
    user = User.objects.get(pk=expert.pk)
    return an_api(user, "referrals:read", "referrals:write", name=user.username)


@pytest.fixture
def asked(api: Api, case: Case, department: Department, expert: User) -> int:
    """The number of a referral that another system has made."""
    load_norms()
    answer = api.post("referrals/", {"case": case.pk, "question": "Вернуть деньги?", "department": department.code})
    assert answer.status_code == 201, answer.json()
    assert answer["Location"].endswith(f"/api/v1/referrals/{answer.json()['id']}/")
    return int(answer.json()["id"])


def test_asked_taken_talked_about_and_decided(api: Api, desk: Api, asked: int, expert: User) -> None:
    taken = desk.post(f"referrals/{asked}/taking/").json()
    assert (taken["state"], taken["expert"]["id"]) == ("taken", expert.pk)
    assert taken["due_at"]

    question = desk.post(f"referrals/{asked}/messages/", {"text": "С какого дня?"}).json()
    answer = api.post(f"referrals/{asked}/messages/", {"text": "С восьмого."}).json()
    assert (question["from_department"], answer["from_department"]) == (True, False)
    assert [line["body"] for line in api.get(f"referrals/{asked}/messages/").json()["results"]] == [
        "С какого дня?",
        "С восьмого.",
    ]

    decided = desk.post(
        f"referrals/{asked}/decision/", {"code": "partly-upheld", "text": "Три дня.", "amount": 6500}
    ).json()
    assert (decided["state"], decided["decision"]["amount"], decided["decision"]["code"]) == (
        "decided",
        6500,
        "partly-upheld",
    )

    returned = api.post(f"referrals/{asked}/return/", {"reason": "Нет срока"}).json()
    assert (returned["state"], returned["decided_at"]) == ("rework", None)


def test_decision_on_what_is_closed_names_the_verbs(api: Api, desk: Api, asked: int) -> None:
    assert api.post(f"referrals/{asked}/withdrawal/", {"reason": "Клиент передумал"}).status_code == 201

    answer = desk.post(f"referrals/{asked}/decision/", {"code": "rejected", "text": "Нет."})

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert (answer.json()["state"], answer.json()["allowed"]) == ("withdrawn", [])


def test_matrix_names_the_department(api: Api, case: Case, department: Department, expert: User) -> None:
    ReferralRule.objects.create(department=department)

    answer = api.post("referrals/", {"case": case.pk, "question": "Вернуть?"})

    assert (answer.status_code, answer.json()["department"]) == (201, department.code)


def test_department_that_nobody_reads_is_refused_by_its_field(api: Api, case: Case) -> None:
    Department.objects.create(name="Пустой отдел", code="empty")

    answer = api.post("referrals/", {"case": case.pk, "question": "Вернуть?", "department": "empty"})

    assert (answer.status_code, answer.json()["code"]) == (400, "nobody_there")
    assert answer.json()["errors"][0]["field"] == "department"


@pytest.mark.parametrize("hours", [0, -1])
def test_term_of_nothing_is_refused_by_its_field(
    api: Api, case: Case, department: Department, expert: User, hours: int
) -> None:
    given = {"case": case.pk, "question": "Вернуть?", "department": department.code, "hours": hours}

    answer = api.post("referrals/", given)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "hours")


def test_term_beyond_the_calendar_is_refused_with_the_years_it_has(
    api: Api, case: Case, department: Department, expert: User
) -> None:
    load_norms()
    given = {"case": case.pk, "question": "Вернуть?", "department": department.code, "hours": LARGEST}

    answer = api.post("referrals/", given)

    assert (answer.status_code, answer.json()["code"]) == (400, "no_calendar")
    assert "2027" in answer.json()["detail"]
    assert not Referral.objects.exists()


def test_system_of_another_department_decides_nothing(asked: int, stranger: User) -> None:
    other = of_department(stranger)

    for answer in (
        other.post(f"referrals/{asked}/taking/"),
        other.post(f"referrals/{asked}/decision/", {"code": "rejected", "text": "Нет."}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_department")


def test_system_that_asks_does_not_decide(api: Api, asked: int) -> None:
    answer = api.post(f"referrals/{asked}/decision/", {"code": "rejected", "text": "Нет."})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_department")


def test_lists_are_narrowed(api: Api, desk: Api, asked: int, case: Case) -> None:
    assert len(api.get("referrals/", case=case.pk, open="true", state="sent").json()["results"]) == 1
    assert api.get("referrals/", open="false").json()["results"] == []
    assert api.get("referrals/", department="nowhere").json()["results"] == []
    desk.post(f"referrals/{asked}/refusal/", {"reason": "Не наш вопрос"})
    assert Referral.objects.get().state == "returned"
    assert len(api.get("referrals/", open="false").json()["results"]) == 1
