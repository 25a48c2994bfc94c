"""The register with its rules, and what it takes."""

from __future__ import annotations

import pytest

from complaints.operations.loading import load_catalogue
from contactcenter.deadlines.operations.loading import load_norms
from contactcenter.decisions.operations.defaults import create_resolution_codes


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    """What every organisation starts with."""
    load_norms()
    load_catalogue()
    create_resolution_codes()  # a test that commits empties the tables that migrations had filled
