from typing import Any

import pytest

from contactcenter.incidents.models import IncidentKind
from contactcenter.incidents.operations.defaults import create_kinds


@pytest.fixture(autouse=True)
def kinds(db: Any) -> None:
    create_kinds()


@pytest.fixture
def outage(kinds: None) -> IncidentKind:
    """Critical: supervisors after 20 seconds, administrators after 60."""
    return IncidentKind.objects.get(code="outage")
