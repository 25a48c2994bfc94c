"""The last day of the answer on every ground that is shipped, for an entry of Friday, 8 May 2026, 12:00 in Moscow.

After it come a weekend, a day off (Monday, 11 May) and the days that the production calendar of 2026 names.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from complaints.models import Ground
from contactcenter.deadlines.models import Deadline, DeadlineState, Target
from tests.complaints.builders import a_complaint

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 5, 8, 12, tzinfo=ZONE)
SENT = datetime(2026, 5, 7, 12, tzinfo=ZONE)

# ground, legal basis, last day by law, our own last day
EXAMPLES = [
    ("telecom_claim", "126-ФЗ ст. 55 ч. 7", "2026-06-08", "2026-06-05"),
    ("service_refund", "ЗоЗПП ст. 31", "2026-05-18", "2026-05-15"),
    ("refund", "ЗоЗПП ст. 22", "2026-05-18", "2026-05-15"),
    ("replacement", "ЗоЗПП ст. 21", "2026-05-15", "2026-05-14"),
    ("replacement_check", "ЗоЗПП ст. 21", "2026-05-28", "2026-05-27"),
    ("replacement_no_stock", "ЗоЗПП ст. 21", "2026-06-08", "2026-06-05"),
    ("repair", "ЗоЗПП ст. 20", "2026-06-22", "2026-06-19"),
    ("loan_item", "ЗоЗПП ст. 20", "2026-05-12", "2026-05-12"),
    ("exchange_refund", "ЗоЗПП ст. 25", "2026-05-12", "2026-05-12"),
    ("distance_refund", "ЗоЗПП ст. 26.1", "2026-05-18", "2026-05-15"),
    ("prepaid_undelivered", "ЗоЗПП ст. 23.1", "2026-05-18", "2026-05-15"),
    ("bank", "395-1 ст. 30.1", "2026-06-01", "2026-05-29"),
    ("payment_dispute", "161-ФЗ ст. 9", "2026-06-08", "2026-06-05"),
    ("payment_dispute_abroad", "161-ФЗ ст. 9", "2026-07-07", "2026-07-06"),
    ("financial_standard", "123-ФЗ ст. 16", "2026-06-01", "2026-05-29"),
    ("financial_other", "123-ФЗ ст. 16", "2026-06-08", "2026-06-05"),
    ("housing_request", "ПП 416", "2026-05-25", "2026-05-22"),
    ("housing_complaint", "ПП 354 п. 31", "2026-05-14", "2026-05-14"),
    ("public_request", "59-ФЗ ст. 12", "2026-06-05", "2026-06-04"),
    ("business_claim", "АПК РФ ст. 4 ч. 5", "2026-06-08", "2026-06-05"),
    ("tourism", "132-ФЗ ст. 10", "2026-05-18", "2026-05-15"),
    ("carriage", "Транспортные уставы и кодексы", "2026-06-08", "2026-06-05"),
    ("post", "176-ФЗ ст. 37", "2026-06-08", "2026-06-05"),
    ("post_local", "176-ФЗ ст. 37", "2026-05-13", "2026-05-13"),
    ("pd_access", "152-ФЗ ст. 20", "2026-05-25", "2026-05-22"),
    ("pd_unlawful", "152-ФЗ ст. 21", "2026-05-25", "2026-05-22"),
    ("pd_rectify", "152-ФЗ ст. 21", "2026-05-20", "2026-05-19"),
    ("pd_withdrawn", "152-ФЗ ст. 21", "2026-06-05", "2026-06-04"),
    ("pd_stop", "152-ФЗ ст. 21 ч. 5.1", "2026-05-25", "2026-05-22"),
    ("pd_block", "152-ФЗ ст. 21", "2026-11-06", "2026-11-05"),
    # No law knows a general term: the norm of the organisation, 10 working days.
    ("company_complaint", "Норматив организации", "2026-05-25", "2026-05-22"),
    ("company_claim", "Норматив организации", "2026-05-25", "2026-05-22"),
    ("company_suggestion", "Норматив организации", "2026-05-25", "2026-05-22"),
    ("company_gratitude", "Норматив организации", "2026-05-25", "2026-05-22"),
]
HOURS = {"stop_advertising"}  # 38-ФЗ ст. 18: at once


def last_day(due: datetime) -> str:
    """The day whose end is the first late moment; what ends within a day is on that day."""
    return str((due - timedelta(microseconds=1)).astimezone(ZONE).date())


@pytest.mark.parametrize(("ground", "basis", "legal", "internal"), EXAMPLES)
def test_answer_is_due(ground: str, basis: str, legal: str, internal: str) -> None:
    row = a_complaint(ground=ground, at=AT, sent_at=SENT)
    assert basis in row.basis
    assert row.due_at
    assert row.internal_due_at
    assert (last_day(row.due_at), last_day(row.internal_due_at)) == (legal, internal)


def test_every_ground_that_is_shipped_has_an_example() -> None:
    assert {example[0] for example in EXAMPLES} | HOURS == set(Ground.objects.values_list("code", flat=True))


def test_advertising_stops_within_the_hour() -> None:
    assert a_complaint(ground="stop_advertising", at=AT).due_at == AT + timedelta(hours=1)


def test_telecom_claim_is_registered_by_the_next_working_day() -> None:
    """126-ФЗ ст. 55 ч. 7: received on Friday, 8 May, registered by Tuesday, 12 May; then 30 days run to 11 June."""
    in_time = a_complaint(ground="telecom_claim", received_at=AT, at=datetime(2026, 5, 12, 18, tzinfo=ZONE))
    late = a_complaint(ground="telecom_claim", received_at=AT, at=datetime(2026, 5, 13, 9, tzinfo=ZONE))
    states = dict(Deadline.objects.filter(target=Target.FIRST_RESPONSE).values_list("case", "state"))
    assert states == {in_time.pk: DeadlineState.MET, late.pk: DeadlineState.MISSED}
    assert in_time.due_at
    assert last_day(in_time.due_at) == "2026-06-11"


def test_sunday_claim_over_new_year() -> None:
    """126-ФЗ ст. 55 ч. 7 with ГК 193: registered on 1 December 2025, 31 December is off, 12 January 2026 is the day."""
    moment = datetime(2025, 12, 1, 10, tzinfo=ZONE)
    row = a_complaint(ground="telecom_claim", received_at=datetime(2025, 11, 30, 10, tzinfo=ZONE), at=moment)
    assert row.due_at
    assert last_day(row.due_at) == "2026-01-12"
