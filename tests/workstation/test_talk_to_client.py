"""The conversation: answers, notes, files, reading, prepared texts."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from contactcenter.contacts import states
from contactcenter.contacts.models import CannedReply, Contact, Direction, Message, Queue
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.staff.models import User
from contactcenter.workstation.queries.transcript import PAGE
from tests.cast import a_contact, a_queue, arrive
from tests.workstation.conftest import SignIn

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def contact(operator: User, queue: Queue) -> Contact:
    return a_contact(operator=operator, text="Нет интернета")


def say(browser: Browser, contact: Contact, **fields: object) -> int:
    return browser.post(f"/contacts/{contact.pk}/messages/", fields, headers=HTMX).status_code


def test_answer_goes_to_the_client_and_into_the_transcript(desk: Browser, contact: Contact) -> None:
    answer = desk.post(f"/contacts/{contact.pk}/messages/", {"kind": "reply", "text": "Проверяю"}, headers=HTMX)

    message = Message.objects.get(contact=contact, direction=Direction.OUT)
    assert message.delivery.state == "waiting"
    page = answer.content.decode()
    assert f'id="m{message.pk}"' in page
    assert f'data-into="log-{contact.pk}"' in page


def test_note_stays_in_the_house(desk: Browser, contact: Contact) -> None:
    assert say(desk, contact, kind="note", text="Сигнал слабый") == 200

    note = Message.objects.get(contact=contact, direction=Direction.NOTE)
    assert not hasattr(note, "delivery")


def test_empty_answer_is_refused_and_nothing_is_written(desk: Browser, contact: Contact) -> None:
    assert say(desk, contact, kind="reply", text="   ") == 422
    assert not Message.objects.filter(contact=contact, direction=Direction.OUT).exists()


def test_file_that_belies_its_name_stops_the_whole_answer(desk: Browser, contact: Contact) -> None:
    fake = SimpleUploadedFile("снимок.png", b"MZ\x90 a program")

    assert say(desk, contact, kind="reply", text="Вот", files=[fake]) == 422

    assert not Message.objects.filter(contact=contact, direction=Direction.OUT).exists()
    assert not contact.attachments.exists()


def test_file_is_sent_and_can_be_fetched_by_who_may_see_the_conversation(
    desk: Browser, contact: Contact, expert: User, sign_in: SignIn
) -> None:
    assert say(desk, contact, kind="reply", text="", files=[SimpleUploadedFile("схема.png", PNG)]) == 200
    file = contact.attachments.get()

    answer = desk.get(f"/attachments/{file.pk}/")

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue() == PNG
    assert desk.get(f"/attachments/{file.pk}/?preview").headers["Content-Disposition"].startswith("inline;")
    assert sign_in(expert).get(f"/attachments/{file.pk}/").status_code == 404


def test_colleague_cannot_answer_but_can_leave_a_note(contact: Contact, teammate: User, sign_in: SignIn) -> None:
    browser = sign_in(teammate)

    assert say(browser, contact, kind="reply", text="Я тоже тут") == 403
    assert say(browser, contact, kind="note", text="Клиент звонил вчера") == 200


def test_reading_by_the_holder_clears_what_is_unread(
    desk: Browser, contact: Contact, teammate: User, sign_in: SignIn
) -> None:
    assert contact.unread == 1
    assert sign_in(teammate).post(f"/contacts/{contact.pk}/reading/", headers=HTMX).status_code == 403

    assert desk.post(f"/contacts/{contact.pk}/reading/", headers=HTMX).status_code == 204

    contact.refresh_from_db()
    assert contact.unread == 0


def test_words_of_a_client_cannot_become_markup(desk: Browser, operator: User, queue: Queue) -> None:
    contact = a_contact(operator=operator, text="<script>alert(1)</script>", name="<b>Имя</b>")

    page = desk.get(f"/contacts/{contact.pk}/").content.decode()

    assert "<script>alert" not in page
    assert "<b>Имя" not in page


def test_prepared_texts_are_found_by_their_beginning_and_filled(desk: Browser, contact: Contact) -> None:
    CannedReply.objects.create(shortcut="привет", body="{name}, здравствуйте! Меня зовут {operator}.", function="")
    CannedReply.objects.create(shortcut="цена", body="Тариф стоит 450 ₽.", function="sales")

    page = desk.get(f"/contacts/{contact.pk}/canned/?start=при", headers=HTMX).content.decode()

    assert "Анна, здравствуйте! Меня зовут Мария." in page
    assert "450" not in page


def test_transfer_needs_a_queue_and_leaves_a_note(desk: Browser, contact: Contact, queue: Queue) -> None:
    other = a_queue("support", function="support")
    address = f"/contacts/{contact.pk}/transfer/"

    assert desk.post(address, {"note": "срочно"}, headers=HTMX).status_code == 422
    answer = desk.post(address, {"queue": other.pk, "note": "Слабый сигнал"}, headers=HTMX)

    assert "HX-Location" in answer.headers
    contact.refresh_from_db()
    assert (contact.state, contact.queue) == (states.QUEUED, other)
    assert Message.objects.filter(contact=contact, direction=Direction.NOTE, body="Слабый сигнал").exists()


def test_finish_opens_wrapup_and_can_be_taken_back(desk: Browser, contact: Contact) -> None:
    finished = desk.post(f"/contacts/{contact.pk}/finish/", headers=HTMX).content.decode()
    resumed = desk.post(f"/contacts/{contact.pk}/resumption/", headers=HTMX).content.decode()

    assert 'id="wrapup"' in finished
    assert f'id="composer-{contact.pk}"' in resumed


def test_long_conversation_comes_by_pages(desk: Browser, contact: Contact, operator: User, at: object) -> None:
    for number in range(PAGE + 5):
        send_reply(contact_id=contact.pk, author=operator, text=f"Ответ {number}", at=contact.arrived_at)

    page = desk.get(f"/contacts/{contact.pk}/").content.decode()
    first = Message.objects.filter(contact=contact).order_by("-pk")[PAGE - 1].pk
    older = desk.get(f"/contacts/{contact.pk}/transcript/?before={first}", headers=HTMX).content.decode()

    assert f"?before={first}" in page
    assert "Нет интернета" not in page
    assert "Нет интернета" in older
    assert "Ответ 60" not in older


def test_waiting_contact_shows_no_composer(desk: Browser, queue: Queue) -> None:
    contact = arrive(queue)

    assert f'id="composer-{contact.pk}"' not in desk.get(f"/contacts/{contact.pk}/").content.decode()
