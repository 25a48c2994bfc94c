"""Who writes and who approves."""

import pytest

from contactcenter.staff.models import Department, Role, User
from tests.cast import a_user


@pytest.fixture
def author(department: Department) -> User:
    """An expert who writes articles."""
    return a_user("author", Role.EXPERT, first_name="Лев", last_name="Громов", department=department)
