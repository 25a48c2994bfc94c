"""The list, the dialog and the strip over a call, as an operator uses them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback, CallbackRule, Origin
from contactcenter.callbacks.operations.agreeing import Promise, agree_callback
from contactcenter.callbacks.operations.calling import call_due
from contactcenter.clients.models import AddressKind
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.staff.models import User
from tests.callbacks.builders import a_number
from tests.cast import a_contact, a_queue, accept, arrive, commits, ready
from tests.workstation.conftest import desk, sign_in

__all__ = ["desk", "sign_in"]
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def all_day(db: None) -> None:
    """These tests run at any hour."""
    CallbackRule.objects.create(opens="00:00", closes="23:59:59")


def promised(queue: Queue, operator: User | None = None, *, phone: str = "+79001234567") -> Callback:
    now = timezone.now()
    promise = Promise(
        address=a_number(phone, at=now),
        queue=queue,
        moment=now,
        origin=Origin.OPERATOR if operator else Origin.API,
        time_zone="Asia/Omsk",
        note="Тариф «Гига»",
    )
    return agree_callback(promise=promise, at=now, actor=operator)


def test_operator_promises_a_call_in_the_conversation(desk: Browser, queue: Queue, operator: User) -> None:
    contact = a_contact(operator=operator, queue=queue)
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = desk.get(f"/callbacks/agreement/{contact.pk}/", headers=HTMX)
    assert "Омск" in page.content.decode() or "Omsk" in page.content.decode()

    given = {
        "other_phone": "8 900 123-45-67",
        "day": tomorrow,
        "clock": "12:00",
        "time_zone": "Asia/Omsk",
        "note": "Да",
    }
    answer = desk.post(f"/callbacks/agreement/{contact.pk}/", given, headers=HTMX)

    assert answer.status_code == 200
    callback = Callback.objects.get()
    assert (callback.operator, callback.time_zone, callback.origin_contact) == (operator, "Asia/Omsk", contact)


def test_wrong_number_and_a_moment_gone_by_are_told_at_their_fields(
    desk: Browser, queue: Queue, operator: User
) -> None:
    contact = a_contact(operator=operator, queue=queue)
    given = {"other_phone": "112", "day": "2020-01-01", "clock": "12:00", "time_zone": "Asia/Omsk"}

    assert "112" in desk.post(f"/callbacks/agreement/{contact.pk}/", given, headers=HTMX).content.decode()
    answer = desk.post(f"/callbacks/agreement/{contact.pk}/", given | {"other_phone": "89001234567"}, headers=HTMX)

    assert answer.status_code == 422
    assert "is-invalid-hint" in answer.content.decode()
    assert not Callback.objects.exists()


def test_both_clocks_are_shown_while_one_chooses(desk: Browser, queue: Queue) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    given: dict[str, Any] = {"queue": queue.pk, "day": str(tomorrow), "clock": "12:00", "time_zone": "Asia/Omsk"}

    page = desk.get("/callbacks/clocks/", given, headers=HTMX).content.decode()

    assert "12:00" in page
    assert "09:00" in page  # Moscow is ours


def test_list_shows_what_is_promised_and_the_number_masked(desk: Browser, queue: Queue, operator: User) -> None:
    promised(queue, operator)

    page = desk.get("/callbacks/").content.decode()

    assert "Тариф «Гига»" in page
    assert "1234567" not in page.replace(" ", "").replace("-", "")


def test_list_costs_the_same_for_two_and_for_twenty(
    desk: Browser, queue: Queue, operator: User, django_assert_num_queries: object
) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    counts = []
    numbers = iter(range(20))
    for upto in (2, 20):
        for number in numbers:
            promised(queue, phone=f"+7900123{number:04d}")
            if number + 1 == upto:
                break
        with CaptureQueriesContext(
            connection,
        ) as caught:
            desk.get("/callbacks/live/", headers=HTMX)
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_call_of_an_operator_shows_the_number_and_ends_as_not_reached(
    desk: Browser, queue: Queue, operator: User
) -> None:
    ready(operator)
    callback = promised(queue, operator)
    with commits():
        call_due(as_of=timezone.now())
    contact = accept(Contact.objects.get())
    page = desk.get(f"/contacts/{contact.pk}/").content.decode()
    assert "callback-strip" in page
    assert "data-only-note" in page

    number = desk.post(f"/callbacks/{callback.pk}/number/", headers=HTMX).content.decode()
    assert "tel:+79001234567" in number
    assert desk.post(f"/callbacks/{callback.pk}/miss/", headers=HTMX)["HX-Redirect"] == "/"

    callback.refresh_from_db()
    assert (callback.state, callback.attempts) == (states.WAITING, 1)


def test_one_click_calls_back_who_left(desk: Browser, queue: Queue, operator: User) -> None:
    ready(operator)
    now = timezone.now() - timedelta(minutes=2)
    operator.presence.delete()
    ready(operator)
    contact = arrive(
        queue,
        at=now,
        channel="phone",
        address_kind=AddressKind.PHONE,
        address="+79001234567",
        thread="",
    )
    abandon_contact(contact_id=contact.pk, at=now + timedelta(minutes=1), why="left")
    assert f'id="abandoned-{contact.pk}"' in desk.get("/callbacks/").content.decode()

    answer = desk.post(f"/callbacks/abandoned/{contact.pk}/call/", headers=HTMX)

    assert answer["HX-Redirect"].startswith("/contacts/")
    assert f'id="abandoned-{contact.pk}"' not in desk.get("/callbacks/").content.decode()


def test_call_of_another_queue_has_no_button(desk: Browser, queue: Queue) -> None:
    callback = promised(a_queue("elsewhere"))

    page = desk.get("/callbacks/").content.decode()

    assert f'id="callback-{callback.pk}"' in page
    assert f"/callbacks/{callback.pk}/call/" not in page


def test_supervisor_moves_and_cancels(sign_in: object, supervisor: User, queue: Queue) -> None:
    callback = promised(queue)
    browser = sign_in(supervisor)  # type: ignore[operator]
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = {"day": tomorrow, "clock": "12:00", "time_zone": "Asia/Omsk"}

    assert browser.post(f"/callbacks/{callback.pk}/moment/", given, headers=HTMX).status_code == 200
    callback.refresh_from_db()
    assert callback.due_at.hour == 6
    browser.post(f"/callbacks/{callback.pk}/cancellation/", headers=HTMX)

    callback.refresh_from_db()
    assert callback.state == states.CANCELLED


def test_expert_has_no_business_here(sign_in: object, expert: User) -> None:
    assert sign_in(expert).get("/callbacks/").status_code == 403  # type: ignore[operator]
