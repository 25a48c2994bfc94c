"""What the register does not take: a sentence for each, no number, no line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from complaints.forms import KopecksField, WrapUpForm
from complaints.models import Complaint, Ground, RegisterEntry
from complaints.operations.registering import NewComplaint, register_complaint
from contactcenter.cases.models import NumberSeries
from contactcenter.lib.errors import InvalidInput
from tests.complaints.builders import a_complaint

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("received_at", {"received_at": timedelta(seconds=1)}),
        ("contract_on", {"contract_on": date(2099, 1, 1)}),
        ("received_at", {"contract_on": date(2020, 1, 2), "received_at": datetime(2020, 1, 1, 12, tzinfo=UTC)}),
        ("sent_at", {"sent_at": timedelta(seconds=1)}),
        ("sent_at", {"ground": "business_claim"}),
        ("amount", {"amount": -1}),
        ("amount", {"amount": 10**12 + 1}),
        ("text", {"text": " \u200b "}),
        ("text", {"text": "я" * 10_001}),
        ("kind", {"kind": "rant"}),
        ("ground", {"kind": "complaint", "ground": "refund"}),
        ("demand", {"demand": "apology"}),
        ("authority", {"representative": "Юрист"}),
        ("authority_until", {"representative": "Юрист", "authority": "№ 1", "authority_until": date(2020, 1, 1)}),
        ("representative", {"is_anonymous": True, "representative": "Юрист", "authority": "№ 1"}),
    ],
)
def test_refused(at: datetime, field: str, given: dict[str, Any]) -> None:
    shifted: dict[str, Any] = {
        name: at + value if isinstance(value, timedelta) else value for name, value in given.items()
    }
    with pytest.raises(InvalidInput) as refused, transaction.atomic():
        a_complaint(at=at, **shifted)
    assert refused.value.field == field
    assert str(refused.value)
    assert not Complaint.objects.exists()
    assert not RegisterEntry.objects.exists()
    assert not NumberSeries.objects.exists()


def test_nobody_is_no_complainant(at: datetime) -> None:
    with pytest.raises(InvalidInput) as refused, transaction.atomic():
        register_complaint(new=NewComplaint(kind="claim", text="Верните"), at=at, actor=None)
    assert refused.value.field == "client"


@pytest.mark.parametrize(
    ("typed", "kopecks"),
    [("", None), ("650", 65_000), ("650,5", 65_050), ("1 065,50", 106_550), ("1065.50", 106_550), ("0", 0)],
)
def test_roubles_become_kopecks(typed: str, kopecks: int | None) -> None:
    assert KopecksField().clean(typed) == kopecks


@pytest.mark.parametrize("typed", ["-1", "1,001", "десять", "NaN", "99999999999"])
def test_no_amount(typed: str) -> None:
    form = WrapUpForm({"kind": "claim", "text": "Верните", "amount": typed})
    assert not form.is_valid()
    assert "amount" in form.errors


def test_wrapup_form_refuses_a_ground_of_another_kind() -> None:
    form = WrapUpForm({"kind": "complaint", "text": "Верните", "ground": Ground.objects.get(code="refund").pk})
    assert not form.is_valid()
    assert "ground" in form.errors
