"""The catalogue that an organisation starts with."""

from __future__ import annotations

from datetime import datetime

import pytest

from support.models import Fault, Product, TreeVersion
from support.operations.loading import load_catalogue


@pytest.mark.django_db
def test_shipped_catalogue_loads_and_loading_again_changes_nothing(at: datetime) -> None:
    counts = load_catalogue(at=at)
    Product.objects.filter(code="internet").update(name="Домашний интернет", repeat_days=7)

    assert load_catalogue(at=at) == counts
    assert (Fault.objects.count(), TreeVersion.objects.count()) == (counts["faults"], counts["trees"])
    assert Product.objects.get(code="internet").repeat_days == 7
    assert all(fault.symptoms.exists() and fault.cause_list and fault.remedy_list for fault in Fault.objects.all())
