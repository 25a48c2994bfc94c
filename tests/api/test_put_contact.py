"""POST /contacts/: another system puts a contact into a queue."""

from __future__ import annotations

from contactcenter.contacts.models import Contact, Message, Queue, Topic
from tests.api.conftest import Api

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
