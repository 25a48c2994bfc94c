"""The end of a contact: all of it or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from contactcenter.cases.models import Case, FollowUp
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Disposition, Queue
from contactcenter.contacts.operations.life import extend_wrapup
from contactcenter.lib.errors import IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.workstation.operations import FollowUpPlan, WrapUp, complete_wrapup
from inquiries.operations.life import register_inquiry
from tests.cast import a_client, a_contact
from tests.support.builders import a_product
from tests.workstation.conftest import SignIn

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
INQUIRY = {"question": "Сколько стоит тариф?", "answer": "450 рублей"}


@pytest.fixture
def contact(operator: User, queue: Queue) -> Contact:
    return a_contact(operator=operator, state=states.WRAPUP, text="Сколько стоит тариф?")


@pytest.fixture
def spam(db: None) -> Disposition:
    return Disposition.objects.create(function="inquiries", name="Спам", code="spam", leaves_case=False)


def given(end: Disposition, **fields: object) -> dict[str, object]:
    return {
        "function": "inquiries",
        "disposition": end.pk,
        "summary": "Клиент узнавал цену.",
        "case-question": "Сколько стоит тариф?",
        "next_state": "ready",
        **fields,
    }


def test_wrapup_leaves_a_case_a_task_and_a_closed_contact(
    contact: Contact, operator: User, disposition: Disposition
) -> None:
    at = timezone.now()
    plan = FollowUpPlan(text="Перезвонить", due_at=at + timedelta(hours=2))

    (case,) = complete_wrapup(
        contact_id=contact.pk,
        operator=operator,
        wrapup=WrapUp(disposition=disposition, summary="Цена названа", case_fields=INQUIRY, follow_up=plan),
        at=at,
    )

    assert case.number.startswith("СП-")
    assert list(case.contacts.all()) == [contact]
    task = FollowUp.objects.get(operator=operator)
    assert (task.case, task.contact) == (case, contact)
    contact.refresh_from_db()
    assert (contact.state, contact.summary, contact.disposition) == (states.CLOSED, "Цена названа", disposition)
    assert Presence.objects.get(operator=operator).state == PresenceState.READY


def test_past_task_undoes_the_whole_wrapup(contact: Contact, operator: User, disposition: Disposition) -> None:
    at = timezone.now()
    plan = FollowUpPlan(text="Перезвонить", due_at=at - timedelta(minutes=1))

    with pytest.raises(InvalidInput):
        complete_wrapup(
            contact_id=contact.pk,
            operator=operator,
            wrapup=WrapUp(disposition=disposition, summary="Цена названа", case_fields=INQUIRY, follow_up=plan),
            at=at,
        )

    contact.refresh_from_db()
    assert contact.state == states.WRAPUP
    assert not Case.objects.exists()


def test_disposition_without_a_case_registers_none(contact: Contact, operator: User, spam: Disposition) -> None:
    complete_wrapup(
        contact_id=contact.pk, operator=operator, wrapup=WrapUp(disposition=spam, summary="Спам"), at=timezone.now()
    )

    assert not Case.objects.exists()


def test_teammate_cannot_wrap_up(contact: Contact, teammate: User, spam: Disposition) -> None:
    with pytest.raises(NotAllowed):
        complete_wrapup(
            contact_id=contact.pk, operator=teammate, wrapup=WrapUp(disposition=spam, summary="x"), at=timezone.now()
        )


def test_running_conversation_cannot_be_wrapped_up(operator: User, queue: Queue, spam: Disposition) -> None:
    running = a_contact(operator=operator)

    with pytest.raises(IllegalTransition):
        complete_wrapup(
            contact_id=running.pk, operator=operator, wrapup=WrapUp(disposition=spam, summary="x"), at=timezone.now()
        )


@pytest.mark.parametrize("state", [states.ACTIVE, states.CLOSED])
def test_form_that_comes_too_early_or_too_late_is_told_so(
    desk: Browser, operator: User, queue: Queue, state: str
) -> None:
    contact = a_contact(operator=operator, state=state)

    looked = desk.get(f"/contacts/{contact.pk}/wrapup/", headers=HTMX)
    saved = desk.post(f"/contacts/{contact.pk}/wrapup/", {"summary": "Цена названа"}, headers=HTMX)

    assert (looked.status_code, saved.status_code) == (409, 409)
    contact.refresh_from_db()
    assert contact.state == state


def test_form_saves_and_says_the_number(desk: Browser, contact: Contact, disposition: Disposition) -> None:
    answer = desk.post(f"/contacts/{contact.pk}/wrapup/", given(disposition, next_state="break"), headers=HTMX)

    case = Case.objects.get()
    assert "HX-Location" in answer.headers
    assert case.number.encode("unicode_escape").decode() in answer.headers["HX-Trigger"]
    assert Presence.objects.get(operator=contact.operator).state == PresenceState.BREAK


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("disposition", "", "disposition-error"),
        ("summary", "  ", "id_summary-error"),
        ("case-question", "", "id_case-question-error"),
        ("has_task", "on", "id_task_text-error"),
    ],
)
def test_each_mistake_is_told_at_its_field_and_nothing_is_written(
    desk: Browser, contact: Contact, disposition: Disposition, field: str, value: str, sentence: str
) -> None:
    answer = desk.post(f"/contacts/{contact.pk}/wrapup/", given(disposition, **{field: value}), headers=HTMX)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    contact.refresh_from_db()
    assert contact.state == states.WRAPUP
    assert not Case.objects.exists()


def test_other_case_is_linked_by_its_number(desk: Browser, contact: Contact, operator: User, spam: Disposition) -> None:
    other = register_inquiry(
        client=a_client(), question="Другой вопрос", at=timezone.now(), owner=operator, actor=operator
    )
    row = desk.get(f"/contacts/{contact.pk}/wrapup/case/", {"number": other.number}, headers=HTMX).content.decode()
    assert f'name="linked" value="{other.pk}"' in row

    desk.post(f"/contacts/{contact.pk}/wrapup/", given(spam, linked=[other.pk]), headers=HTMX)

    assert list(other.contacts.all()) == [contact]


def test_unknown_number_is_refused_in_a_sentence(desk: Browser, contact: Contact) -> None:
    answer = desk.get(f"/contacts/{contact.pk}/wrapup/case/", {"number": "СП-1999-1"}, headers=HTMX)

    assert answer.status_code == 422
    assert "say" in answer.headers["HX-Trigger"]


def test_case_of_the_conversation_is_not_registered_twice(
    desk: Browser, contact: Contact, operator: User, disposition: Disposition
) -> None:
    register_inquiry(
        client=contact.client,
        question="Сколько стоит?",
        at=timezone.now(),
        owner=operator,
        actor=operator,
        contact=contact,
    )

    desk.post(f"/contacts/{contact.pk}/wrapup/", given(disposition), headers=HTMX)

    assert Case.objects.count() == 1


def test_one_more_case_is_registered_when_wanted(
    desk: Browser, contact: Contact, operator: User, disposition: Disposition
) -> None:
    register_inquiry(
        client=contact.client,
        question="Сколько стоит?",
        at=timezone.now(),
        owner=operator,
        actor=operator,
        contact=contact,
    )

    desk.post(f"/contacts/{contact.pk}/wrapup/", given(disposition, one_more="on"), headers=HTMX)

    assert Case.objects.count() == 2


def test_each_extension_adds_a_minute_and_is_remembered(desk: Browser, contact: Contact, operator: User) -> None:
    desk.post(f"/contacts/{contact.pk}/wrapup/extension/", headers=HTMX)
    extend_wrapup(contact_id=contact.pk, actor=operator, at=timezone.now())

    page = desk.get(f"/contacts/{contact.pk}/").content.decode()

    assert ContactEvent.objects.filter(contact=contact, verb="extend_wrapup").count() == 2
    assert contact.finished_at is not None
    until = contact.finished_at + timedelta(seconds=contact.queue.wrapup_seconds + 120)
    assert timezone.localtime(until).strftime("%H:%M:%S") in page


def test_case_is_registered_out_of_a_running_conversation(desk: Browser, operator: User, queue: Queue) -> None:
    running = a_contact(operator=operator)
    address = f"/contacts/{running.pk}/cases/"
    assert desk.post(address, {"function": "inquiries", "case-question": ""}, headers=HTMX).status_code == 422

    answer = desk.post(address, {"function": "inquiries", "case-question": "Где роутер?"}, headers=HTMX)

    assert answer.status_code == 200
    assert list(Case.objects.get().contacts.all()) == [running]


def test_teammate_registers_no_case_in_another_hand(
    operator: User, teammate: User, queue: Queue, sign_in: SignIn
) -> None:
    running = a_contact(operator=operator)

    answer = sign_in(teammate).post(f"/contacts/{running.pk}/cases/", {"function": "inquiries"}, headers=HTMX)

    assert answer.status_code == 404


def test_one_wrapup_registers_cases_of_several_functions(
    contact: Contact, operator: User, disposition: Disposition, sign_in: SignIn
) -> None:
    browser, place = sign_in(operator), f"/contacts/{contact.pk}/wrapup/"
    more: dict[str, Any] = {"more": "support", "case_support-product": a_product().pk}
    more["case_support-description"] = "Нет связи"

    part = browser.get(f"{place}more/", {"more": "support"}, headers=HTMX).content.decode()
    without = {**more, "case_support-severity": "x", "without": "support"}
    dropped = browser.get(f"{place}more/", without, headers=HTMX).content.decode()
    saved = browser.post(place, given(disposition, **more, **{"case_support-severity": "normal"}), headers=HTMX)

    assert 'name="case_support-description"' in part
    assert "case_support-description" not in dropped
    assert saved.status_code == 200
    assert [case.function for case in contact.cases.order_by("id")] == ["inquiries", "support"]
    closing = ContactEvent.objects.filter(contact=contact, after=states.CLOSED).get()
    assert closing.data["cases"] == [case.pk for case in contact.cases.order_by("id")]


def test_mistake_in_one_of_several_cases_registers_none(
    contact: Contact, operator: User, disposition: Disposition, sign_in: SignIn
) -> None:
    fields = given(disposition, more="support", **{"case_support-description": "Нет связи"})

    answer = sign_in(operator).post(f"/contacts/{contact.pk}/wrapup/", fields, headers=HTMX)

    assert answer.status_code == 422
    assert "Нет связи" in answer.content.decode()
    assert not Case.objects.exists()
    contact.refresh_from_db()
    assert contact.state == states.WRAPUP


def test_function_of_the_disposition_is_not_registered_twice(
    contact: Contact, operator: User, disposition: Disposition, sign_in: SignIn
) -> None:
    fields = given(disposition, more="inquiries", **{"case_inquiries-question": "Ещё раз?"})

    sign_in(operator).post(f"/contacts/{contact.pk}/wrapup/", fields, headers=HTMX)

    assert Case.objects.count() == 1
