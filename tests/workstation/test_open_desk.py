"""The workstation as it is first drawn."""

from __future__ import annotations

from django.test import Client as Browser

from contactcenter.contacts import states
from contactcenter.contacts.models import Queue
from contactcenter.staff.models import User
from tests.cast import a_contact, arrive, ready
from tests.workstation.conftest import SignIn


def test_stranger_is_led_to_the_door() -> None:
    answer = Browser().get("/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/")


def test_operator_begins_offline_and_is_told_the_key(desk: Browser) -> None:
    page = desk.get("/").content.decode()

    assert "<kbd>F2</kbd> <kbd>1</kbd>" in page
    assert 'id="presence"' in page


def test_who_waits_stands_in_the_queue_of_who_serves_it(
    desk: Browser, queue: Queue, outsider: User, sign_in: SignIn
) -> None:
    contact = arrive(queue, name="Артём Лисицын")

    assert f'id="waiting-{contact.pk}"' in desk.get("/").content.decode()
    assert f'id="waiting-{contact.pk}"' not in sign_in(outsider).get("/").content.decode()
    assert f'id="waiting-{contact.pk}"' in sign_in(outsider).get("/desk/queue/?queues=all").content.decode()


def test_offer_is_a_card_with_its_key(desk: Browser, operator: User, queue: Queue) -> None:
    ready(operator)
    contact = arrive(queue, text="Нет интернета")

    page = desk.get("/").content.decode()

    offer = contact.offers.get()
    assert f'data-post="/offers/{offer.pk}/acceptance/"' in page
    assert "Нет интернета" in page


def test_contact_opens_as_a_page_and_as_a_region(desk: Browser, operator: User, queue: Queue) -> None:
    contact = a_contact(operator=operator, text="Пропал звук")

    whole = desk.get(f"/contacts/{contact.pk}/").content.decode()
    region = desk.get(f"/contacts/{contact.pk}/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" in whole
    assert "Пропал звук" in whole
    assert "<html" not in region
    assert f'id="composer-{contact.pk}"' in region
    assert 'hx-swap-oob="outerHTML"' in region


def test_colleague_reads_along_but_does_not_write(
    desk: Browser, operator: User, teammate: User, queue: Queue, sign_in: SignIn
) -> None:
    contact = a_contact(operator=operator)

    page = sign_in(teammate).get(f"/contacts/{contact.pk}/").content.decode()

    assert f'id="log-{contact.pk}"' in page
    assert f'id="composer-{contact.pk}"' not in page


def test_supervisor_without_a_seat_sees_queues_and_no_state_of_his_own(
    supervisor: User, queue: Queue, sign_in: SignIn
) -> None:
    contact = arrive(queue)

    page = sign_in(supervisor).get("/").content.decode()

    assert f'id="waiting-{contact.pk}"' in page
    assert 'id="presence"' not in page


def test_expert_begins_with_what_his_department_is_asked(expert: User, sign_in: SignIn) -> None:
    browser = sign_in(expert)

    assert browser.get("/").headers["Location"] == "/department/"
    assert browser.get("/cases/").status_code == 403


def test_expert_sees_no_conversation(expert: User, operator: User, queue: Queue, sign_in: SignIn) -> None:
    contact = a_contact(operator=operator)

    assert sign_in(expert).get(f"/contacts/{contact.pk}/").status_code == 404


def test_wrapup_opens_for_the_holder_only(operator: User, teammate: User, queue: Queue, sign_in: SignIn) -> None:
    contact = a_contact(operator=operator, state=states.WRAPUP)

    assert 'id="wrapup"' in sign_in(operator).get(f"/contacts/{contact.pk}/").content.decode()
    assert 'id="wrapup"' not in sign_in(teammate).get(f"/contacts/{contact.pk}/").content.decode()
