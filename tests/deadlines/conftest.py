import pytest

from contactcenter.deadlines.models import Calendar
from tests.deadlines.builders import a_calendar


@pytest.fixture
def calendar(db: None) -> Calendar:
    return a_calendar()
