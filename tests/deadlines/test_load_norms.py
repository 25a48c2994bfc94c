"""The norms that an organisation starts with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from contactcenter.cases.models import Case
from contactcenter.deadlines.calendars import compiled
from contactcenter.deadlines.models import Calendar, Deadline, EscalationLevel, Rule, Target
from contactcenter.deadlines.models.rules import Source
from contactcenter.deadlines.operations.clocks import start_clock
from contactcenter.deadlines.operations.loading import load_norms
from contactcenter.staff.models import User
from tests.deadlines.builders import a_case


@pytest.fixture
def norms(db: None) -> None:
    load_norms()


def test_norms_are_loaded_once_and_changes_of_them_stay(norms: None) -> None:
    Rule.objects.filter(code="zozpp-22-refund").update(n=7)
    EscalationLevel.objects.filter(level=4).update(after_minutes=5)
    said = StringIO()
    call_command("load_deadline_rules", stdout=said)

    assert said.getvalue() == "Written: 0 calendars, 0 levels, 0 rules.\n"
    assert EscalationLevel.objects.get(level=4).after_minutes == 5
    assert Rule.objects.get(code="zozpp-22-refund").n == 7


def test_every_rule_has_a_basis_and_says_how_sure_it_is(norms: None) -> None:
    for rule in Rule.objects.all():
        assert rule.basis, rule
        assert rule.source in Source.values, rule
        assert bool(rule.source_note) == (rule.source == Source.FOUND), rule


def test_every_rule_can_be_counted(norms: None) -> None:
    for rule in Rule.objects.select_related("calendar__base__base"):
        assert rule.terms.term.n == rule.n
        assert compiled(rule.calendar).last.year >= 2027


@pytest.mark.parametrize(
    ("kind", "target", "last_day"),
    [
        ("telecom_claim", Target.FIRST_RESPONSE, "2026-05-12"),
        ("telecom_claim", Target.ANSWER, "2026-06-08"),
        ("refund", Target.ANSWER, "2026-05-18"),
        ("replacement_no_stock", Target.ANSWER, "2026-06-08"),
        ("bank", Target.ANSWER, "2026-06-01"),
        ("pd_withdrawn", Target.ANSWER, "2026-06-05"),
        ("", Target.ANSWER, "2026-05-25"),
    ],
)
def test_claim_of_friday_8_may_is_due(norms: None, operator: User, kind: str, target: str, last_day: str) -> None:
    """Received and registered on the eve of a long weekend; 7 June is a Sunday, 12 June a holiday."""
    at = datetime(2026, 5, 8, 9, tzinfo=UTC)
    case = a_case(operator, at=at)
    Case.objects.filter(pk=case.pk).update(function="complaints", kind=kind)
    deadline = start_clock(case=Case.objects.get(pk=case.pk), target=target, at=at)

    assert deadline
    assert ((deadline.due_at - timedelta(microseconds=1)) + timedelta(hours=3)).date().isoformat() == last_day


def test_inquiry_is_answered_within_eight_working_hours(norms: None, operator: User) -> None:
    at = datetime(2026, 6, 11, 13, tzinfo=UTC)  # Thursday 16:00, a holiday follows
    start_clock(case=a_case(operator, at=at), target=Target.ANSWER, at=at)

    assert Deadline.objects.get().due_at == datetime(2026, 6, 15, 13, tzinfo=UTC)


def test_calendars_lie_on_the_country(norms: None) -> None:
    own = Calendar.objects.get(name="Рабочее время организации")

    assert own.base
    assert own.base.country == "RU"
