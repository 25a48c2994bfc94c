"""Everything from outside comes in by one door."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from contactcenter.clients.models import AddressKind, Client, ClientAddress
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, ContactEvent, Direction, Message, Queue, Topic
from contactcenter.contacts.operations.messages import MESSAGE_LIMIT, UNREAD_LIMIT
from contactcenter.contacts.operations.receiving import Incoming, Received, receive
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User
from tests.cast import a_contact, a_queue, arrive
from tests.racing import race

pytestmark = pytest.mark.django_db
RACERS = 20


@pytest.fixture
def incoming(queue: Queue) -> Incoming:
    return Incoming(
        channel=Channel.WEBCHAT,
        address_kind=AddressKind.WEBCHAT,
        address="visitor-1",
        thread="thread-1",
        external_id="message-1",
        name="Анна",
        text="Здравствуйте!",
        queue=queue,
    )


def nothing_is_written() -> bool:
    tables = (Client, ClientAddress, Contact, ContactEvent, Message)
    return not any(table._default_manager.exists() for table in tables)


def test_client_contact_message_and_event_are_written(incoming: Incoming, queue: Queue, at: datetime) -> None:
    received = receive(incoming=incoming, at=at)
    contact = Contact.objects.get()
    assert received == Received(contact, Message.objects.get(), is_new_contact=True, is_duplicate=False)
    assert (contact.state, contact.queue, contact.arrived_at, contact.client_waits_since) == (
        states.QUEUED,
        queue,
        at,
        at,
    )
    assert (contact.unread, contact.last_text, contact.last_message_at) == (1, "Здравствуйте!", at)
    assert contact.client.first_name == "Анна"
    assert contact.address == ClientAddress.objects.get(value="visitor-1")
    event = ContactEvent.objects.get()
    assert (event.verb, event.before, event.after, event.at) == ("arrive", "", states.QUEUED, at)


def test_same_message_again_writes_nothing(incoming: Incoming, at: datetime) -> None:
    first = receive(incoming=incoming, at=at)
    again = receive(incoming=incoming, at=at + timedelta(seconds=9))
    assert again == replace(first, is_new_contact=False, is_duplicate=True)
    assert (Message.objects.count(), ContactEvent.objects.count(), Contact.objects.get().unread) == (1, 1, 1)


def test_same_id_on_another_channel_is_another_message(incoming: Incoming, at: datetime) -> None:
    receive(incoming=incoming, at=at)
    receive(incoming=replace(incoming, channel=Channel.TELEGRAM), at=at)
    assert Message.objects.count() == Contact.objects.count() == 2


def test_messages_without_an_id_are_never_the_same(incoming: Incoming, at: datetime) -> None:
    for _time in range(2):
        receive(incoming=replace(incoming, external_id=""), at=at)
    assert Message.objects.count() == 2


def test_further_words_belong_to_the_open_contact(incoming: Incoming, at: datetime) -> None:
    first = receive(incoming=incoming, at=at)
    later = at + timedelta(minutes=1)
    second = receive(incoming=replace(incoming, external_id="message-2", text="Вы\nздесь?"), at=later)
    assert (second.contact, second.is_new_contact) == (first.contact, False)
    contact = Contact.objects.get()
    assert (contact.unread, contact.last_text, contact.last_message_at) == (2, "Вы здесь?", later)
    assert contact.client_waits_since == at
    assert ContactEvent.objects.count() == 1


def test_another_thread_is_another_contact_of_the_same_client(incoming: Incoming, at: datetime) -> None:
    one = receive(incoming=incoming, at=at).contact
    other = receive(incoming=replace(incoming, thread="thread-2", external_id="m2"), at=at).contact
    assert one != other
    assert one.client == other.client


def test_words_into_wrap_up_resume_the_conversation(queue: Queue, operator: User, at: datetime) -> None:
    contact = a_contact(state=states.WRAPUP, operator=operator, queue=queue)
    received = arrive(queue, thread=contact.thread, text="И ещё вопрос")
    assert (received, received.state, received.operator) == (contact, states.ACTIVE, operator)
    assert received.finished_at is None
    assert ContactEvent.objects.filter(contact=contact, verb="resume").count() == 1


@pytest.mark.parametrize("end", sorted(states.CONTACT.final))
def test_words_after_the_end_open_a_new_contact(queue: Queue, operator: User, at: datetime, end: str) -> None:
    contact = a_contact(operator=operator, queue=queue)
    Contact.objects.filter(pk=contact.pk).update(state=end, ended_at=at)
    received = arrive(queue, thread=contact.thread)
    assert received != contact
    assert Contact.objects.get(pk=contact.pk).state == end


def test_topic_brings_its_queue(incoming: Incoming, topic: Topic, queue: Queue, at: datetime) -> None:
    contact = receive(incoming=replace(incoming, queue=None, topic=topic), at=at).contact
    assert (contact.queue, contact.topic) == (queue, topic)


def test_priority_is_that_of_queue_and_contact(incoming: Incoming, at: datetime) -> None:
    queue = a_queue("urgent", priority=5)
    assert receive(incoming=replace(incoming, queue=queue, priority=2), at=at).contact.priority == 7


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧‍👦", "مرحبا", "\u200fשלום", "<script>alert(1)</script>", "'; DROP TABLE x; --", "%s %(x)s {x}"]
)
def test_whatever_people_write_is_kept(incoming: Incoming, at: datetime, text: str) -> None:
    assert Message.objects.get(pk=receive(incoming=replace(incoming, text=text), at=at).message.pk).body == text


@pytest.mark.parametrize("name", ["👑 Queen 👑", "محمد بن سلمان", "ا" * 5_000, "\x00\ud800", "", "O'Brien; --"])
def test_whatever_name_somebody_has_the_message_is_taken(incoming: Incoming, at: datetime, name: str) -> None:
    received = receive(incoming=replace(incoming, name=name), at=at)
    assert Client.objects.get(pk=received.contact.client_id).name


def test_longest_text_that_is_allowed(incoming: Incoming, at: datetime) -> None:
    received = receive(incoming=replace(incoming, text="я" * MESSAGE_LIMIT), at=at)
    assert len(received.message.body) == MESSAGE_LIMIT
    assert received.contact.last_text == "я" * 200


def test_a_client_who_writes_without_end_is_counted_to_a_limit(incoming: Incoming, at: datetime) -> None:
    receive(incoming=incoming, at=at)
    Contact.objects.update(unread=UNREAD_LIMIT)
    receive(incoming=replace(incoming, external_id="m2"), at=at)
    assert Contact.objects.get().unread == UNREAD_LIMIT


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \u200b\n"}, "text"),
        ({"text": "\x00"}, "text"),
        ({"text": "я" * 1_000_000}, "text"),
        ({"channel": "pigeon"}, "channel"),
        ({"address_kind": "pigeon"}, "address_kind"),
        ({"address": ""}, "address"),
        ({"address": "two words"}, "address"),
        ({"address": "x" * 201}, "address"),
        ({"address_kind": AddressKind.PHONE, "address": "112"}, "phone"),
        ({"address_kind": AddressKind.EMAIL, "address": "nobody"}, "email"),
        ({"address_kind": AddressKind.EMAIL, "address": "a\x00b@example.ru"}, "email"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"external_id": "a\x00b"}, "external_id"),
        ({"thread": "x" * 201}, "thread"),
        ({"thread": "\ud800"}, "thread"),
        ({"priority": 40_000}, "priority"),
        ({"queue": None}, "queue"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_a_sentence(
    incoming: Incoming, at: datetime, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        receive(incoming=replace(incoming, **wrong), at=at)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert str(refused.value)
    assert nothing_is_written()


def test_queue_that_is_off_takes_nothing(incoming: Incoming, at: datetime) -> None:
    with pytest.raises(InvalidInput) as refused:
        receive(incoming=replace(incoming, queue=a_queue("off", is_active=False)), at=at)
    assert refused.value.code == "queue_off"
    assert nothing_is_written()


def test_kazakh_number_is_a_client(incoming: Incoming, at: datetime) -> None:
    calling = replace(incoming, channel=Channel.PHONE, address_kind=AddressKind.PHONE, address="+7 (700) 123-45-67")
    assert receive(incoming=calling, at=at).contact.address == ClientAddress.objects.get(value="+77001234567")


@pytest.mark.django_db(transaction=True)
def test_twenty_of_one_message_are_one(incoming: Incoming, at: datetime) -> None:
    answers = race(*[partial(receive, incoming=incoming, at=at)] * RACERS)
    assert {answer.message.pk for answer in answers} == {Message.objects.get().pk}
    assert sum(not answer.is_duplicate for answer in answers) == 1
    assert Contact.objects.count() == Client.objects.count() == ContactEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_first_messages_of_one_thread_open_one_contact(incoming: Incoming, at: datetime) -> None:
    messages = [replace(incoming, external_id=f"message-{number}") for number in range(RACERS)]
    answers = race(*(partial(receive, incoming=message, at=at) for message in messages))
    assert {answer.contact.pk for answer in answers} == {Contact.objects.get().pk}
    assert sum(answer.is_new_contact for answer in answers) == 1
    assert Message.objects.filter(direction=Direction.IN).count() == RACERS == Contact.objects.get().unread


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_of_one_address_have_one_client(incoming: Incoming, at: datetime) -> None:
    messages = [replace(incoming, thread=f"t{number}", external_id=f"m{number}") for number in range(RACERS)]
    answers = race(*(partial(receive, incoming=message, at=at) for message in messages))
    assert {answer.contact.client_id for answer in answers} == {Client.objects.get().pk}
    assert Contact.objects.count() == RACERS
