"""Accepting and declining from the screen."""

from __future__ import annotations

from django.test import Client as Browser

from contactcenter.contacts import states
from contactcenter.contacts.models import Queue
from contactcenter.routing.models import OfferOutcome
from contactcenter.staff.models import User
from tests.cast import arrive, open_offer, ready
from tests.workstation.conftest import SignIn

DESK = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
ELSEWHERE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/clients/"}


def test_accepted_offer_opens_the_conversation_in_place(desk: Browser, operator: User, queue: Queue) -> None:
    ready(operator)
    contact = arrive(queue)

    answer = desk.post(f"/offers/{open_offer(contact).pk}/acceptance/", headers=DESK)

    assert answer.headers["HX-Push-Url"] == f"/contacts/{contact.pk}/"
    assert answer.headers["HX-Retarget"] == "#centre"
    assert f'id="composer-{contact.pk}"' in answer.content.decode()


def test_accepted_offer_leads_from_any_other_screen_to_the_conversation(
    desk: Browser, operator: User, queue: Queue
) -> None:
    ready(operator)
    contact = arrive(queue)

    answer = desk.post(f"/offers/{open_offer(contact).pk}/acceptance/", headers=ELSEWHERE)

    assert answer.headers["HX-Redirect"] == f"/contacts/{contact.pk}/"


def test_declined_offer_keeps_its_reason_and_goes_on(desk: Browser, operator: User, queue: Queue) -> None:
    ready(operator)
    contact = arrive(queue)
    offer = open_offer(contact)

    assert desk.post(f"/offers/{offer.pk}/refusal/", {"reason": "busy"}, headers=DESK).status_code == 204

    offer.refresh_from_db()
    contact.refresh_from_db()
    assert (offer.outcome, offer.reason) == (OfferOutcome.DECLINED, "busy")
    assert contact.state == states.QUEUED


def test_offer_of_somebody_else_is_refused_in_a_sentence(
    operator: User, teammate: User, queue: Queue, sign_in: SignIn
) -> None:
    ready(operator)
    contact = arrive(queue)

    answer = sign_in(teammate).post(f"/offers/{open_offer(contact).pk}/acceptance/", headers=DESK)

    assert answer.status_code == 403
    assert '"kind": "error"' in answer.headers["HX-Trigger"]
    assert answer.headers["HX-Reswap"] == "none"


def test_contact_is_taken_by_who_serves_its_queue_only(
    operator: User, outsider: User, queue: Queue, sign_in: SignIn
) -> None:
    contact = arrive(queue)
    ready(outsider)
    assert sign_in(outsider).post(f"/contacts/{contact.pk}/taking/", headers=DESK).status_code == 403

    answer = sign_in(operator).post(f"/contacts/{contact.pk}/taking/", headers=DESK)

    assert answer.status_code == 409  # he is not ready
    contact.refresh_from_db()
    assert contact.state == states.QUEUED


def test_refusal_outside_htmx_is_a_page_with_the_sentence(
    operator: User, teammate: User, queue: Queue, sign_in: SignIn
) -> None:
    ready(operator)
    contact = arrive(queue)

    answer = sign_in(teammate).post(f"/offers/{open_offer(contact).pk}/acceptance/")

    assert answer.status_code == 403
    assert "<h1>" in answer.content.decode()


def test_who_is_held_out_stands_beside_the_offer_of_its_operator_only(
    operator: User, teammate: User, queue: Queue, sign_in: SignIn
) -> None:
    ready(operator)
    address = f"/offers/{open_offer(arrive(queue, name='Ирина')).pk}/context/"

    assert "Ирина" in sign_in(operator).get(address).content.decode()
    assert sign_in(teammate).get(address).status_code == 404
