import pytest

from contactcenter.deadlines.models import Calendar
from tests.deadlines.cast import Cast, make_cast, make_levels, russian_calendar


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def calendar(db: None) -> Calendar:
    return russian_calendar()


@pytest.fixture
def levels(db: None) -> None:
    make_levels()
