"""Asking a department: who may, whom it reaches, what starts to run, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Queue, Topic
from contactcenter.deadlines.arithmetic import OutsideCalendar
from contactcenter.deadlines.models import Deadline, Notice, NoticeKind, Rule, Target
from contactcenter.decisions import states
from contactcenter.decisions.models import Letter, Referral, ReferralRule
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.staff.models import Department, User
from inquiries.operations.life import answer_inquiry, close_inquiry
from tests.cast import a_contact
from tests.deadlines.builders import NOON
from tests.decisions.builders import a_department, a_file, an_inquiry, case_verbs, events, refer


def told(user: User) -> list[str]:
    notices = Notice.objects.filter(user=user, kind=NoticeKind.REFERRAL).order_by("id")
    return [notice.facts["verb"] for notice in notices]


def test_question_reaches_the_experts_and_the_clock_of_the_department_starts(
    case: Case, department: Department, rule: Rule, expert: User, colleague: User, stranger: User, operator: User
) -> None:
    referral = refer(case, department, actor=operator)

    assert (referral.state, referral.asked_by, str(referral)) == (states.SENT, operator, f"{case.number}/1")
    assert events(referral) == [("refer", "", "sent")]
    assert case_verbs(case) == ["register", "refer"]
    assert [told(user) for user in (expert, colleague, stranger, operator)] == [["refer"], ["refer"], [], []]
    deadline = referral.deadline
    assert deadline
    assert (deadline.department, deadline.assignee, deadline.target) == (department, None, Target.DECISION)
    # From noon on Monday: five hours of work are left of this day, three are due on Tuesday.
    assert deadline.due_at == NOON + timedelta(days=1)
    assert Case.objects.get(pk=case.pk).department == department


def test_several_departments_are_asked_in_parallel_each_with_a_clock(
    case: Case, department: Department, stranger: User, expert: User, rule: Rule, operator: User
) -> None:
    assert stranger.department
    first, second = refer(case, department, actor=operator), refer(case, stranger.department, actor=operator, hours=2)

    assert [first.position, second.position] == [1, 2]
    assert Deadline.objects.open().filter(case=case, target=Target.DECISION).count() == 2
    assert second.deadline
    assert second.deadline.due_at == NOON + timedelta(hours=3)  # a lunch is in between


@pytest.mark.parametrize("who", ["expert", "stranger"])
def test_who_does_not_serve_clients_may_not_ask(
    who: str, case: Case, department: Department, expert: User, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        refer(case, department, actor=request.getfixturevalue(who))

    assert not Referral.objects.exists()


def test_department_without_people_and_without_address_is_refused(case: Case, operator: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        refer(case, a_department("empty"), actor=operator)

    assert refusal.value.code == "nobody_there"
    assert "Отдел empty" in str(refusal.value)


def test_people_who_have_left_are_no_people(case: Case, department: Department, expert: User, operator: User) -> None:
    User.objects.filter(pk=expert.pk).update(is_active=False)

    with pytest.raises(InvalidInput):
        refer(case, department, actor=operator)


def test_department_without_accounts_gets_a_letter(case: Case, operator: User) -> None:
    referral = refer(case, a_department("far", email="far@example.ru"), actor=operator)

    assert referral.by_email
    assert list(Letter.objects.values_list("recipient", "kind")) == [("far@example.ru", "question")]


def test_department_with_accounts_gets_a_letter_when_that_is_wanted(
    case: Case, department: Department, expert: User, operator: User
) -> None:
    Department.objects.filter(pk=department.pk).update(email="claims@example.ru")
    department.refresh_from_db()

    assert not refer(case, department, actor=operator).by_email
    assert refer(case, department, actor=operator, by_email=True).by_email


def test_term_beyond_the_calendar_is_refused_and_nothing_is_written(
    case: Case, department: Department, expert: User, rule: Rule, operator: User
) -> None:
    with pytest.raises(OutsideCalendar):
        refer(case, department, actor=operator, hours=10_000)

    assert not Referral.objects.exists()
    assert case_verbs(case) == ["register"]


@pytest.mark.parametrize("hours", [0, -1])
def test_term_of_nothing_is_refused(
    hours: int, case: Case, department: Department, expert: User, rule: Rule, operator: User
) -> None:
    with pytest.raises(InvalidInput):
        refer(case, department, actor=operator, hours=hours)


def test_own_term_without_any_rule_is_refused_for_want_of_a_calendar(
    case: Case, department: Department, expert: User, operator: User
) -> None:
    with pytest.raises(Conflict) as refusal:
        refer(case, department, actor=operator, hours=4)

    assert refusal.value.code == "no_rule"


def test_closed_case_is_not_referred(case: Case, department: Department, expert: User, operator: User) -> None:
    answer_inquiry(case_id=case.pk, answer="Завтра", at=NOON, actor=operator)
    close_inquiry(case_id=case.pk, at=NOON, actor=operator)

    with pytest.raises(Conflict) as refusal:
        refer(case, department, actor=operator)

    assert refusal.value.code == "case_closed"


def test_empty_question_is_refused(case: Case, department: Department, expert: User, operator: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        refer(case, department, actor=operator, text=" \u200b ")

    assert refusal.value.field == "question"


def test_only_files_of_the_case_are_shown(department: Department, expert: User, operator: User, queue: Queue) -> None:
    own, foreign = a_contact(operator=operator, queue=queue), a_contact(operator=operator, queue=queue)
    case = an_inquiry(operator, contact=own)
    file, other = a_file(own), a_file(foreign)

    assert list(refer(case, department, actor=operator, attachment_ids=[file.pk]).attachments.all()) == [file]
    with pytest.raises(InvalidInput):
        refer(case, department, actor=operator, attachment_ids=[other.pk])


class TestMatrix:
    """The most specific row names the department."""

    @pytest.fixture
    def topics(self, queue: Queue) -> tuple[Topic, Topic]:
        above = Topic.objects.create(function="inquiries", name="Деньги", slug="money")
        return above, Topic.objects.create(function="inquiries", name="Возврат", slug="refund", parent=above)

    def choose(self, case: Case, operator: User, *, product: str = "") -> str:
        return refer(case, None, actor=operator, product=product).department.code

    def test_product_wins_over_topic_and_topic_over_function(self, topics: tuple[Topic, Topic], operator: User) -> None:
        above, refund = topics
        rows: dict[str, dict[str, Any]] = {
            "all": {},
            "function": {"function": "inquiries"},
            "money": {"function": "inquiries", "topic": above},
            "refund": {"topic": refund},
            "orion": {"product": "Орион 300"},
        }
        for code, scope in rows.items():
            ReferralRule.objects.create(department=a_department(code, email=f"{code}@example.ru"), **scope)
        case = an_inquiry(operator, topic=refund)

        assert self.choose(case, operator, product="орион 300") == "orion"
        assert self.choose(case, operator, product="Вега") == "refund"
        assert self.choose(an_inquiry(operator, topic=above), operator) == "money"
        assert self.choose(an_inquiry(operator), operator) == "function"

    def test_without_a_row_the_department_must_be_chosen(self, case: Case, operator: User) -> None:
        with pytest.raises(InvalidInput) as refusal:
            self.choose(case, operator)

        assert refusal.value.code == "no_department"

    def test_row_sets_the_term_and_the_reminders(
        self, case: Case, department: Department, expert: User, rule: Rule, operator: User
    ) -> None:
        ReferralRule.objects.create(department=department, hours=4, nudge_shares=[25])

        deadline = refer(case, None, actor=operator).deadline

        assert deadline
        assert deadline.due_at == NOON + timedelta(hours=5)
        assert [step for _moment, step in deadline.steps] == ["warn:25", "breach"]

    def test_term_of_a_row_does_not_hold_for_another_department(
        self, case: Case, department: Department, stranger: User, expert: User, rule: Rule, operator: User
    ) -> None:
        assert stranger.department
        ReferralRule.objects.create(department=department, hours=1)

        deadline = refer(case, stranger.department, actor=operator).deadline

        assert deadline
        assert deadline.due_at == NOON + timedelta(days=1)
