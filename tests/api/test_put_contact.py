"""POST /contacts/: another system puts a contact into a queue."""

from __future__ import annotations

from typing import Any

import pytest

from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact, Message, Queue, Topic
from contactcenter.staff.models import User
from tests.api.conftest import Api
from tests.cast import a_client, a_queue, commits, open_offer, ready

WORDS = {"address": "customer-17", "name": "Анна", "text": "Где мой заказ?", "external_id": "m-1", "queue": "inquiries"}


def test_contact_waits_in_the_named_queue(api: Api, queue: Queue) -> None:
    answer = api.post("contacts/", WORDS)

    assert answer.status_code == 201, answer.json()
    body = answer.json()
    contact = Contact.objects.get(pk=body["id"])
    assert (contact.queue, contact.state, contact.channel) == (queue, "queued", "api")
    assert answer.headers["Location"].endswith(f"/api/v1/contacts/{contact.pk}/")
    assert (body["place"], body["last_text"]) == (1, "Где мой заказ?")


def test_topic_leads_to_its_queue(api: Api, topic: Topic) -> None:
    answer = api.post("contacts/", {**{k: v for k, v in WORDS.items() if k != "queue"}, "topic": topic.slug})

    assert (answer.status_code, answer.json()["queue"], answer.json()["topic"]) == (201, "inquiries", "tariffs")


def test_same_external_id_again_answers_with_the_same_contact(api: Api, queue: Queue) -> None:
    first = api.post("contacts/", WORDS)
    second = api.post("contacts/", {**WORDS, "text": "Другой текст"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Message.objects.count() == 1


def test_open_conversation_takes_further_words(api: Api, queue: Queue) -> None:
    first = api.post("contacts/", {**WORDS, "thread": "t-1"})
    second = api.post("contacts/", {**WORDS, "thread": "t-1", "external_id": "m-2", "text": "Ещё вопрос"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert second.json()["unread"] == 2


def test_client_is_found_by_address_or_created(api: Api, queue: Queue) -> None:
    client = a_client(phone="+79000000001")
    known = api.post("contacts/", {**WORDS, "address_kind": "phone", "address": "8 900 000-00-01"})
    new = api.post("contacts/", {**WORDS, "external_id": "m-2", "address": "customer-18", "name": "Пётр Ильин"})

    assert known.json()["client"]["id"] == client.pk
    assert known.json()["address"].endswith("•••-00-01")
    assert new.json()["client"]["name"] == "Ильин Пётр"


@pytest.mark.parametrize(
    ("channel", "address", "kind", "value"),
    [
        ("phone", "8 900 000-00-01", "phone", "+79000000001"),
        ("email", "Anna@Example.RU", "email", "anna@example.ru"),
        ("telegram", "customer-17", "external", "customer-17"),
    ],
)
def test_channel_tells_what_kind_of_address_is_meant(
    api: Api, queue: Queue, channel: str, address: str, kind: str, value: str
) -> None:
    answer = api.post("contacts/", {**WORDS, "channel": channel, "address": address})

    kept = Contact.objects.get(pk=answer.json()["id"]).address
    assert kept is not None
    assert (kept.kind, kept.value) == (kind, value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "  \n "}, "text"),
        ({"text": "а" * 10_001}, "text"),
        ({"text": "нуль\0"}, "text"),
        ({"address": "112", "address_kind": "phone"}, "address"),
        ({"address": "anna@", "address_kind": "email"}, "address"),
        ({"address": "two words"}, "address"),
        ({"address_kind": "pigeon"}, "address_kind"),
        ({"channel": "smoke"}, "channel"),
        ({"queue": "nowhere"}, "queue"),
        ({"queue": "closed"}, "queue"),
        ({"queue": None}, "queue"),
        ({"topic": ["tariffs"]}, "topic"),
        ({"priority": 10**30}, "priority"),
        ({"language": "по-русски"}, "language"),
        ({"qeue": "inquiries"}, "qeue"),
    ],
)
def test_refused_contact_is_told_by_field_and_leaves_nothing(
    api: Api, queue: Queue, change: dict[str, Any], field: str
) -> None:
    a_queue("closed", is_active=False)
    answer = api.post("contacts/", {**WORDS, **change})

    assert answer.status_code == 400, answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert all(error["code"] and error["detail"] for error in answer.json()["errors"])
    assert not Contact.objects.exists()
    assert not Client.objects.exists()


def test_without_queue_and_topic_it_is_asked_where(api: Api) -> None:
    answer = api.post("contacts/", {k: v for k, v in WORDS.items() if k != "queue"})
    assert answer.json()["errors"][0]["field"] == "queue"


def test_put_contact_is_offered_to_who_is_free(api: Api, operator: User, queue: Queue) -> None:
    ready(operator)
    with commits():
        contact = api.post("contacts/", WORDS).json()

    assert open_offer(Contact.objects.get(pk=contact["id"])).operator == operator
