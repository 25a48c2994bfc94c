"""Messages, events and the end of a contact, over the API."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from contactcenter.contacts.models import Contact, Message, Queue
from contactcenter.contacts.operations.messages import send_reply, write_note
from contactcenter.contacts.operations.outbox import deliver
from contactcenter.staff.models import User
from tests.api.conftest import Api
from tests.cast import a_contact, arrive

WORDS = {"text": "Есть кто-нибудь?", "external_id": "m-2"}


def test_words_of_the_client_reach_the_open_contact(api: Api, operator: User) -> None:
    contact = a_contact(operator=operator)
    answer = api.post(f"contacts/{contact.pk}/messages/", WORDS)

    assert answer.status_code == 201
    assert (answer.json()["direction"], answer.json()["text"]) == ("in", "Есть кто-нибудь?")
    assert Contact.objects.get(pk=contact.pk).last_text == "Есть кто-нибудь?"


def test_same_external_id_again_is_answered_and_not_doubled(api: Api, queue: Queue) -> None:
    path = f"contacts/{arrive(queue).pk}/messages/"
    answers = [api.post(path, WORDS) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["id"] == answers[1].json()["id"]


def test_external_id_of_another_contact_is_refused(api: Api, queue: Queue) -> None:
    api.post(f"contacts/{arrive(queue).pk}/messages/", WORDS)
    answer = api.post(f"contacts/{arrive(queue).pk}/messages/", WORDS)

    assert (answer.status_code, answer.json()["code"]) == (409, "external_id_taken")


def test_words_during_wrap_up_bring_the_conversation_back(api: Api, operator: User) -> None:
    contact = a_contact(state="wrapup", operator=operator)
    assert api.post(f"contacts/{contact.pk}/messages/", WORDS).status_code == 201
    assert Contact.objects.get(pk=contact.pk).state == "active"


def test_ended_contact_takes_no_words(api: Api, operator: User) -> None:
    contact = a_contact(state="closed", operator=operator)
    answer = api.post(f"contacts/{contact.pk}/messages/", WORDS)

    assert (answer.status_code, answer.json()["code"]) == (409, "contact_ended")


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "а" * 10_001}, {"text": None}, {"txt": "а", "text": "а"}])
def test_refused_words_are_told_by_field(api: Api, queue: Queue, body: dict[str, Any]) -> None:
    answer = api.post(f"contacts/{arrive(queue).pk}/messages/", body)

    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert Message.objects.count() == 1


def test_replies_are_listed_with_their_delivery_and_notes_are_not(api: Api, operator: User, queue: Queue) -> None:
    contact = a_contact(operator=operator, queue=queue, channel="api", address_kind="external", address="customer-17")
    reply = send_reply(contact_id=contact.pk, author=operator, text="Слушаю вас", at=timezone.now())
    write_note(contact_id=contact.pk, author=operator, text="грубит", at=timezone.now())

    def last() -> dict[str, Any]:
        messages = api.get(f"contacts/{contact.pk}/messages/").json()["results"]
        assert [message["direction"] for message in messages] == ["in", "out"]
        found: dict[str, Any] = messages[-1]
        return found

    assert (last()["id"], last()["author"]["id"], last()["delivery"]["state"]) == (reply.pk, operator.pk, "waiting")
    deliver(delivery_id=reply.delivery.pk, at=timezone.now())
    assert last()["delivery"]["state"] == "sent"

    confirmed = api.post(f"contacts/{contact.pk}/collection/", {"up_to": reply.pk})
    assert (confirmed.status_code, confirmed.json()) == (201, {"confirmed": 1})
    assert last()["delivery"]["state"] == "delivered"


def test_only_later_messages_can_be_asked_for(api: Api, queue: Queue) -> None:
    path = f"contacts/{arrive(queue).pk}/messages/"
    first = api.get(path).json()["results"][0]["id"]
    second = api.post(path, WORDS).json()["id"]

    assert [message["id"] for message in api.get(path, after=first).json()["results"]] == [second]


def test_events_tell_what_happened(api: Api, operator: User) -> None:
    contact = a_contact(state="closed", operator=operator)
    events = api.get(f"contacts/{contact.pk}/events/").json()["results"]

    assert [event["verb"] for event in events] == ["arrive", "offer", "accept", "finish", "close"]
    assert events[2]["actor"]["id"] == operator.pk


def test_waiting_contact_is_abandoned(api: Api, queue: Queue) -> None:
    contact = arrive(queue)
    answer = api.post(f"contacts/{contact.pk}/abandonment/", {"why": "закрыл страницу"})

    assert (answer.status_code, answer.json()["state"]) == (201, "abandoned")


def test_contact_in_conversation_is_not_abandoned_and_the_possible_is_told(api: Api, operator: User) -> None:
    contact = a_contact(operator=operator)
    answer = api.post(f"contacts/{contact.pk}/abandonment/")

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert answer.json()["state"] == "active"
    assert "finish" in answer.json()["allowed"]


@pytest.mark.django_db(transaction=True)
def test_twins_racing_into_one_contact_are_one_message(api: Api, queue: Queue) -> None:
    path = f"contacts/{arrive(queue).pk}/messages/"
    barrier = threading.Barrier(6)

    def request(_number: int) -> int:
        barrier.wait()
        try:
            return api.post(path, WORDS).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(request, range(6)))

    assert statuses == [200] * 5 + [201]
    assert Message.objects.filter(external_id="m-2").count() == 1
