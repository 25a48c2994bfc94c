"""An organisation with norms for support, and one request."""

from __future__ import annotations

from datetime import datetime

import pytest

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Rule
from contactcenter.staff.models import User
from tests.support.builders import a_request, a_symptom, norms


@pytest.fixture
def rules(db: None) -> list[Rule]:
    return norms()


@pytest.fixture
def case(operator: User, rules: list[Rule], at: datetime) -> Case:
    return a_request(operator, at=at, symptoms=[a_symptom()])
