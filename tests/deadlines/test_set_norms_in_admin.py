"""What an administrator sets, and what the pages refuse."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from contactcenter.deadlines.models import Calendar, Target
from contactcenter.deadlines.operations.clocks import start_clock
from contactcenter.deadlines.operations.loading import load_norms
from contactcenter.staff.models import User
from tests.deadlines.builders import NOON, a_case, a_rule

PAGES = ["calendar", "rule", "escalationlevel", "deadline"]


@pytest.fixture
def office(administrator: User) -> Browser:
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(administrator)
    return browser


def calendar_form(**fields: object) -> dict[str, object]:
    empty = {f"{name}-{part}": 0 for name in ("hours", "days") for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {"name": "Ours", "zone": "Europe/Moscow", "country": "RU", "first_year": 2024, "last_year": 2027} | (
        empty | fields
    )


@pytest.mark.parametrize("page", PAGES)
def test_lists_and_forms_open(office: Browser, operator: User, calendar: Calendar, page: str) -> None:
    load_norms()
    a_rule(calendar, code="own", kind="own")
    start_clock(case=a_case(operator), target=Target.ANSWER, at=NOON)

    listing = office.get(f"/admin/deadlines/{page}/")

    assert listing.status_code == 200
    first = listing.context["cl"].queryset.first()
    assert office.get(f"/admin/deadlines/{page}/{first.pk}/change/").status_code == 200


def test_operator_stays_outside(operator: User) -> None:
    browser = Browser()
    browser.force_login(operator)

    assert browser.get("/admin/deadlines/rule/").status_code == 302


def test_calendar_is_written(office: Browser) -> None:
    answer = office.post("/admin/deadlines/calendar/add/", calendar_form())

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert Calendar.objects.get().name == "Ours"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_year": 2090}, "last_year"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"first_year": 2027, "last_year": 2024}, "__all__"),
        ({"last_year": ""}, "last_year"),
    ],
)
def test_calendar_without_sense_is_refused_at_its_field(office: Browser, wrong: dict[str, object], field: str) -> None:
    answer = office.post("/admin/deadlines/calendar/add/", calendar_form(**wrong))

    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not Calendar.objects.exists()


def test_calendars_do_not_lie_on_one_another_in_a_circle(office: Browser, calendar: Calendar) -> None:
    upper = Calendar.objects.create(name="Upper", base=calendar)
    answer = office.post(
        f"/admin/deadlines/calendar/{calendar.pk}/change/", calendar_form(name="Russia", base=upper.pk)
    )

    assert "base" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(("field", "value"), [("n", 0), ("n", -1), ("n", "many"), ("warn_shares", "50, 500")])
def test_rule_without_sense_is_refused_at_its_field(
    office: Browser, calendar: Calendar, field: str, value: object
) -> None:
    form = {
        "name": "Rule",
        "code": "rule",
        "target": "answer",
        "n": 10,
        "unit": "cal_day",
        "anchor": "received",
        "roll": "next",
        "ends": "midnight",
        "internal_n": 0,
        "internal_unit": "work_day",
        "warn_shares": "50, 80",
        "calendar": calendar.pk,
        "basis": "norm",
        "source": "company",
        "valid_from": "2026-01-01",
    }
    answer = office.post("/admin/deadlines/rule/add/", form | {field: value})

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
