from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Calendar, Rule, Target
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.defaults import create_resolution_codes
from contactcenter.staff.models import Department, User
from tests.deadlines.builders import a_calendar, levels_of_escalation
from tests.decisions.builders import a_department, an_expert, an_inquiry, refer

SignIn = Callable[[User], Browser]


@pytest.fixture(autouse=True)
def codes(db: Any) -> None:
    create_resolution_codes()


@pytest.fixture
def calendar(db: Any) -> Calendar:
    return a_calendar()


@pytest.fixture
def rule(calendar: Calendar) -> Rule:
    """A department decides within eight working hours, reminded at 50 and 80 %; eight more are possible."""
    levels_of_escalation()
    return Rule.objects.create(
        code="referral",
        name="Решение подразделения",
        target=Target.DECISION,
        n=8,
        unit="work_hour",
        extension_n=8,
        extension_unit="work_hour",
        warn_shares=[50, 80],
        basis="norm",
        valid_from=date(2024, 1, 1),
        calendar=calendar,
    )


@pytest.fixture
def case(operator: User) -> Case:
    return an_inquiry(operator)


@pytest.fixture
def referral(case: Case, department: Department, rule: Rule, expert: User, operator: User) -> Referral:
    """A question of the operator to the expert's department, not taken yet."""
    return refer(case, department, actor=operator)


@pytest.fixture
def colleague(department: Department) -> User:
    """Another expert of the same department."""
    return an_expert("colleague", department, first_name="Инна", last_name="Тарасова")


@pytest.fixture
def stranger(db: Any) -> User:
    """An expert of another department."""
    return an_expert("stranger", a_department("network"), first_name="Степан", last_name="Озёрский")


@pytest.fixture
def sign_in() -> SignIn:
    """`sign_in(expert).get("/department/")` asks as the expert."""

    def signed_in(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return signed_in
