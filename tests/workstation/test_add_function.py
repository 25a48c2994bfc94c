"""A fifth labour function, from here alone: the rail, the wrap-up, the lists, the search and a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from django import forms
from django.test import Client as Browser
from django.urls import reverse

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import NewCase, register_case
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Disposition, Queue
from contactcenter.functions.registry import LabourFunction, SearchHit, registry
from contactcenter.lib.states import StateTable
from contactcenter.staff.models import User
from tests.cast import a_contact

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


class LeavingForm(forms.Form):
    """Why somebody wants to leave."""

    why = forms.CharField(label="Почему уходит")


def register_leaving(*, contact: Contact, operator: User, fields: Mapping[str, Any], at: datetime) -> Case:
    new = NewCase(
        function="retention",
        client=contact.client,
        subject=fields["why"],
        received_at=contact.arrived_at,
        owner=operator,
        contact=contact,
    )
    return register_case(new=new, at=at, actor=operator)


def find_leaving(*, text: str, user: User, limit: int = 5) -> Sequence[SearchHit]:
    cases = Case.objects.visible_to(user).filter(function="retention", subject__icontains=text)[:limit]
    return [SearchHit(title=case.subject, detail="", url=reverse("workstation:case", args=[case.pk])) for case in cases]


@pytest.fixture
def retention(db: None) -> Iterator[LabourFunction]:
    function = LabourFunction(
        slug="retention",
        label="Удержание",
        icon="heart",
        number_prefix="УД",
        clause="2.2",
        position=5,
        states=StateTable(initial="open", moves={}, labels={"open": "открыто"}, final=frozenset()),
        register_case=register_leaving,
        wrapup_form=LeavingForm,
        wrapup_template="workstation/form/plain.html",
        case_panel_template="workstation/cases/plain.html",
        search=find_leaving,
    )
    registry.register(function)
    yield function
    registry.unregister(function.slug)


def test_rail_and_list_of_cases_offer_it(desk: Browser, retention: LabourFunction) -> None:
    page = desk.get("/cases/?function=retention").content.decode()

    assert 'href="/cases/?function=retention"' in page
    assert '<span class="fn fn-retention">Удержание</span>' in page


def test_wrapup_shows_its_form_and_registers_its_case(
    desk: Browser, operator: User, queue: Queue, retention: LabourFunction
) -> None:
    contact = a_contact(operator=operator, state=states.WRAPUP)
    end = Disposition.objects.create(function="retention", name="Остался", code="stays")
    address = f"/contacts/{contact.pk}/wrapup/"
    assert "Почему уходит" in desk.get(address, {"function": "retention"}, headers=HTMX).content.decode()

    given = {"function": "retention", "disposition": end.pk, "summary": "Остался", "case-why": "Дорого"}
    desk.post(address, given, headers=HTMX)

    case = Case.objects.get()
    assert case.number.startswith("УД-")
    page = desk.get(f"/cases/{case.pk}/").content.decode()
    assert case.number in page
    assert "Удержание" in page
    assert f'href="/cases/{case.pk}/"' in desk.get("/search/", {"q": "дорого"}, headers=HTMX).content.decode()
