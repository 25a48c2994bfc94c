"""A new entry of the register."""

from __future__ import annotations

from datetime import datetime

import pytest

from complaints.models import RegisterEntry, RegisterLink
from contactcenter.staff.models import User
from tests.complaints.builders import a_complaint, link_all

pytestmark = pytest.mark.django_db


def test_entry_has_number_of_its_kind_and_first_line(operator: User, at: datetime) -> None:
    row = a_complaint(ground="telecom_claim", amount=65_000, actor=operator, at=at)
    assert row.number == f"ПР-{at.year}-000001"
    assert (row.amount, row.case.kind, row.state) == (65_000, "telecom_claim", "registered")
    assert "126-ФЗ" in row.basis
    link_all()
    [line] = RegisterEntry.objects.filter(case=row.case)
    assert RegisterLink.objects.get(entry=line).seq == 1
