"""What the clients have been through lately: closed contacts with their messages, and the inquiries they left."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from contactcenter.clients.models import Client
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, ContactEvent, Direction, Disposition, Message, Topic
from contactcenter.contacts.queries import weight_of
from contactcenter.demo import texts
from contactcenter.functions.registry import demo_preparations, registry
from contactcenter.staff.models import Role, User

DAYS = 6
A_DAY = 90
TODAY = 60


@dataclass(frozen=True)
class _Cast:
    clients: list[Client]
    operators: list[User]
    topics: list[Topic]
    dispositions: dict[str, list[Disposition]]


@transaction.atomic
def load_history(*, at: datetime, chance: random.Random, clients: list[Client]) -> None:
    """Some days of work, and this morning's."""
    cast = _Cast(
        clients=clients,
        operators=list(User.objects.filter(groups__name=Role.OPERATOR).order_by("pk")),
        topics=list(Topic.objects.select_related("queue").filter(queue__isnull=False)),
        dispositions={slug: list(Disposition.objects.filter(function=slug)) for slug, *_rest in texts.QUEUES},
    )
    moments = [at - timedelta(minutes=chance.uniform(5, 300)) for _number in range(TODAY)]
    for day in range(1, DAYS + 1):
        moments += [at - timedelta(days=day, minutes=chance.uniform(-240, 300)) for _number in range(A_DAY)]
    contacts = Contact.objects.bulk_create([_contact(moment, cast, chance) for moment in sorted(moments)])
    Message.objects.bulk_create([message for contact in contacts for message in _messages(contact, chance)])
    ContactEvent.objects.bulk_create([event for contact in contacts for event in _events(contact)])
    for contact in contacts:
        _leave_case(contact, at=at, chance=chance)


def _contact(arrived: datetime, cast: _Cast, chance: random.Random) -> Contact:
    topic = chance.choice(cast.topics)
    queue = topic.queue
    assert queue is not None
    client = chance.choice(cast.clients)
    channel = chance.choices((Channel.WEBCHAT, Channel.PHONE, Channel.EMAIL, Channel.TELEGRAM), (50, 30, 10, 10))[0]
    text = chance.choice(texts.OPENINGS.get(topic.slug, texts.OPENINGS["balance"]))
    contact = Contact(
        client=client, channel=channel, queue=queue, topic=topic, priority=queue.priority, weight=weight_of(channel),
        arrived_at=arrived, last_text=text[:200], last_message_at=arrived,
    )  # fmt: skip
    wait = chance.expovariate(1 / 25)
    if wait > 90:
        contact.state = states.ABANDONED
        contact.ended_at = arrived + timedelta(seconds=95)
        return contact
    contact.state = states.CLOSED
    contact.operator = chance.choice(cast.operators)
    contact.accepted_at = arrived + timedelta(seconds=wait)
    contact.answered_at = contact.accepted_at + timedelta(seconds=chance.uniform(4, 40))
    contact.finished_at = contact.answered_at + timedelta(seconds=chance.uniform(60, 700))
    contact.ended_at = contact.finished_at + timedelta(seconds=chance.uniform(10, 110))
    contact.disposition = chance.choice(cast.dispositions[queue.function][:3])
    contact.summary = f"{topic.name}. {text}"
    return contact


def _messages(contact: Contact, chance: random.Random) -> list[Message]:
    said = [Message(contact=contact, direction=Direction.IN, body=contact.last_text, created_at=contact.arrived_at)]
    if contact.answered_at and contact.finished_at and contact.operator:
        greeting = f"Здравствуйте! Меня зовут {contact.operator.first_name}. Сейчас проверю."
        half = contact.answered_at + (contact.finished_at - contact.answered_at) / 2
        said += [
            Message(
                contact=contact, direction=Direction.OUT, author=contact.operator, body=greeting,
                created_at=contact.answered_at,
            ),
            Message(contact=contact, direction=Direction.IN, body=chance.choice(texts.FOLLOW_UPS), created_at=half),
            Message(
                contact=contact, direction=Direction.IN, body=chance.choice(texts.THANKS),
                created_at=contact.finished_at,
            ),
        ]  # fmt: skip
    for message in said:
        message.channel = contact.channel
        message.seen_at = message.created_at
    return said


def _events(contact: Contact) -> list[ContactEvent]:
    path: list[tuple[datetime, User | None, str, str, str]] = [(contact.arrived_at, None, "arrive", "", states.QUEUED)]
    if contact.state == states.ABANDONED:
        path.append((contact.ended_at or contact.arrived_at, None, "abandon", states.QUEUED, states.ABANDONED))
    elif contact.accepted_at and contact.finished_at and contact.ended_at:
        path += [
            (contact.accepted_at, None, "offer", states.QUEUED, states.OFFERED),
            (contact.accepted_at, contact.operator, "accept", states.OFFERED, states.ACTIVE),
            (contact.finished_at, contact.operator, "finish", states.ACTIVE, states.WRAPUP),
            (contact.ended_at, contact.operator, "close", states.WRAPUP, states.CLOSED),
        ]
    return [
        ContactEvent(contact=contact, at=moment, actor=actor, verb=verb, before=before, after=after)
        for moment, actor, verb, before, after in path
    ]


def _leave_case(contact: Contact, *, at: datetime, chance: random.Random) -> None:
    function = registry.find(contact.queue.function)
    if function is None or function.demo is None or contact.ended_at is None or contact.operator is None:
        return
    # Some of today's wait for an answer, so that a running deadline is seen.
    is_recent = contact.ended_at > at - timedelta(hours=5)
    fields = function.demo.fields(contact=contact, is_recent=is_recent, chance=chance)
    if fields is not None:
        function.register_case(contact=contact, operator=contact.operator, fields=fields, at=contact.ended_at)


def finish_functions(*, at: datetime, chance: random.Random) -> None:
    """What each function adds when all contacts have been."""
    for function in registry:
        if function.demo:
            function.demo.finish(at=at, chance=chance)


def prepare_functions(*, at: datetime) -> None:
    """What each app needs before anything happens."""
    for prepare in demo_preparations:
        prepare(at=at)
    for function in registry:
        if function.demo:
            function.demo.prepare(at=at)
