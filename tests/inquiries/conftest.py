"""An organisation that promises to answer inquiries within an hour, and one inquiry."""

from __future__ import annotations

from datetime import datetime

import pytest

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Topic
from contactcenter.deadlines.models import Rule
from contactcenter.staff.models import User
from inquiries.operations.life import register_inquiry
from tests.cast import a_client
from tests.deadlines.builders import a_calendar, a_rule


@pytest.fixture
def rule(db: None) -> Rule:
    return a_rule(a_calendar())


@pytest.fixture
def inquiry(operator: User, topic: Topic, rule: Rule, at: datetime) -> Case:
    return register_inquiry(
        client=a_client(at=at),
        question="Сколько стоит тариф «Старт»?",
        topic=topic,
        at=at,
        actor=operator,
        owner=operator,
    )
