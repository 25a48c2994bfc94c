"""The page and the list of cases, and what can be done to one by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from django.utils import timezone

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import note_case_event
from contactcenter.staff.models import User
from inquiries import states
from inquiries.operations.life import answer_inquiry, register_inquiry
from tests.cast import a_client, a_user
from tests.workstation.conftest import SignIn

HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(operator: User) -> Case:
    return register_inquiry(
        client=a_client(), question="Где роутер?", at=timezone.now(), owner=operator, actor=operator
    )


def test_page_tells_what_was_asked_and_by_whom_it_was_registered(desk: Browser, case: Case) -> None:
    page = desk.get(f"/cases/{case.pk}/").content.decode()

    assert case.number in page
    assert "Где роутер?" in page
    assert "Соколова М." in page


@pytest.fixture
def reader(db: None) -> User:
    """Somebody who may look at cases and nothing else."""
    user = a_user("reader")
    user.user_permissions.add(Permission.objects.get(codename="view_case"))
    return User.objects.get(pk=user.pk)


def test_reader_sees_a_case_but_cannot_move_it(case: Case, reader: User, sign_in: SignIn) -> None:
    browser = sign_in(reader)

    page = browser.get(f"/cases/{case.pk}/").content.decode()
    refused = browser.post(f"/cases/{case.pk}/transitions/answer/", {"answer": "В коробке"}, headers=HTMX)

    assert case.number in page
    assert "/transitions/" not in page
    assert refused.status_code == 403
    case.refresh_from_db()
    assert case.state == states.OPEN


def test_case_is_not_shown_without_the_right(case: Case, sign_in: SignIn) -> None:
    assert sign_in(a_user("stranger")).get(f"/cases/{case.pk}/").status_code == 403


def test_transition_asks_for_what_it_needs(desk: Browser, case: Case) -> None:
    address = f"/cases/{case.pk}/transitions/answer/"
    assert 'name="answer"' in desk.get(address, headers=HTMX).content.decode()

    empty = desk.post(address, {"answer": " "}, headers=HTMX)
    done = desk.post(address, {"answer": "В коробке"}, headers=HTMX)

    assert empty.status_code == 422
    assert done.headers["HX-Retarget"] == "#case-body"
    case.refresh_from_db()
    assert case.state == states.ANSWERED


def test_verb_that_the_state_does_not_allow_is_refused(desk: Browser, case: Case) -> None:
    answer = desk.post(f"/cases/{case.pk}/transitions/close/", headers=HTMX)

    assert answer.status_code == 409
    assert "say" in answer.headers["HX-Trigger"]


def test_verb_that_is_not_done_by_hand_is_not_found(desk: Browser, case: Case) -> None:
    assert desk.post(f"/cases/{case.pk}/transitions/convert/", headers=HTMX).status_code == 404


def test_event_that_nobody_knows_is_still_a_sentence(desk: Browser, case: Case) -> None:
    note_case_event(case, verb="looked_at", at=timezone.now())

    assert "Looked at" in desk.get(f"/cases/{case.pk}/").content.decode()


def test_list_shows_open_work_and_filters_it(desk: Browser, case: Case, operator: User, teammate: User) -> None:
    now = timezone.now()
    other = register_inquiry(client=a_client(), question="Другое", at=now, owner=teammate, actor=teammate)
    closed = register_inquiry(client=a_client(), question="Третье", at=now, owner=operator, actor=operator)
    answer_inquiry(case_id=closed.pk, answer="Да", at=now, actor=operator)
    Case.objects.filter(pk=closed.pk).update(state=states.CLOSED, closed_at=now + timedelta(seconds=1))

    def numbers(query: str) -> set[str]:
        page = desk.get(f"/cases/{query}").content.decode()
        return {item.number for item in (case, other, closed) if f'id="case-{item.pk}"' in page}

    assert numbers("") == {case.number, other.number}
    assert numbers("?owner=me") == {case.number}
    assert numbers("?owner=me&state=all") == {case.number, closed.number}
    assert numbers("?function=inquiries") == {case.number, other.number}
    assert numbers("?page=2") == set()
    assert numbers("?page=nonsense") == {case.number, other.number}


def test_search_finds_a_case_once_and_a_client_by_digits(desk: Browser, case: Case) -> None:
    client = a_client("Лисицын Артём", phone="+79000004455")

    by_number = desk.get("/search/", {"q": case.number}, headers={**HTMX, "HX-Target": "search-results"})
    by_digits = desk.get("/search/", {"q": "4455"}, headers={**HTMX, "HX-Target": "search-results"})

    assert by_number.content.decode().count(f'href="/cases/{case.pk}/"') == 1
    assert f'href="/clients/{client.pk}/"' in by_digits.content.decode()


def test_reader_finds_cases_but_no_clients(case: Case, reader: User, sign_in: SignIn) -> None:
    client = a_client("Лисицын Артём")
    browser = sign_in(reader)

    assert f'href="/cases/{case.pk}/"' in browser.get("/search/", {"q": case.number}).content.decode()
    assert f'href="/clients/{client.pk}/"' not in browser.get("/search/", {"q": "лисицын"}).content.decode()


def test_search_dialog_opens_empty(desk: Browser, db: None) -> None:
    assert "data-search-input" in desk.get("/search/", headers=HTMX).content.decode()
