"""What is said in a contact, and what lists show of it without reading it."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from contactcenter.contacts import states
from contactcenter.contacts.models import Attachment, Contact, ContactEvent, Delivery, Direction, Message, Queue
from contactcenter.contacts.operations.messages import MESSAGE_LIMIT, mark_read, send_reply, write_note
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.cast import a_contact, arrive

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(queue: Queue, operator: User) -> Contact:
    return a_contact(operator=operator, queue=queue)


def a_file(contact: Contact, at: datetime) -> Attachment:
    return Attachment.objects.create(
        contact=contact, name="a.txt", content_type="text/plain", size=1, created_at=at, file=ContentFile(b"x", "x")
    )


def test_reply_is_kept_with_its_place_in_the_outbox(contact: Contact, operator: User, at: datetime) -> None:
    message = send_reply(contact_id=contact.pk, author=operator, text=" Добрый день!\x00 ", at=at)
    assert (message.body, message.direction, message.author) == ("Добрый день!", Direction.OUT, operator)
    delivery = Delivery.objects.get(message=message)
    assert (delivery.recipient, delivery.channel) == (contact.thread, contact.channel)
    contact.refresh_from_db()
    assert (contact.last_text, contact.unread, contact.client_waits_since) == ("Добрый день!", 0, None)


def test_first_answer_is_dated_once(contact: Contact, operator: User, at: datetime) -> None:
    for minute in range(3):
        send_reply(contact_id=contact.pk, author=operator, text="Да", at=at + timedelta(minutes=minute))
    contact.refresh_from_db()
    assert contact.answered_at == at
    assert ContactEvent.objects.filter(contact=contact, verb="answer").count() == 1


def test_client_waits_since_his_first_unanswered_word(
    contact: Contact, operator: User, queue: Queue, at: datetime
) -> None:
    send_reply(contact_id=contact.pk, author=operator, text="Да", at=at)
    for minute in (1, 2):
        arrive(queue, thread=contact.thread, at=at + timedelta(minutes=minute))
    contact.refresh_from_db()
    assert (contact.client_waits_since, contact.unread) == (at + timedelta(minutes=1), 2)


@pytest.mark.parametrize("text", ["", " \u200b", "я" * (MESSAGE_LIMIT + 1)])
def test_nothing_and_too_much_are_refused(contact: Contact, operator: User, at: datetime, text: str) -> None:
    with pytest.raises(InvalidInput):
        send_reply(contact_id=contact.pk, author=operator, text=text, at=at)
    assert not Delivery.objects.exists()


def test_only_the_holder_answers_and_only_while_it_runs(
    contact: Contact, operator: User, teammate: User, queue: Queue, at: datetime
) -> None:
    with pytest.raises(NotAllowed):
        send_reply(contact_id=contact.pk, author=teammate, text="Да", at=at)
    ended = a_contact(operator=operator, queue=queue, state=states.WRAPUP)
    with pytest.raises(Conflict) as refused:
        send_reply(contact_id=ended.pk, author=operator, text="Да", at=at)
    assert refused.value.code == "not_active"


def test_file_alone_is_a_message(contact: Contact, operator: User, at: datetime) -> None:
    file = a_file(contact, at)
    message = send_reply(contact_id=contact.pk, author=operator, text="", at=at, attachment_ids=[file.pk])
    assert list(message.attachments.all()) == [file]


def test_file_of_another_contact_is_refused(contact: Contact, operator: User, queue: Queue, at: datetime) -> None:
    foreign = a_file(arrive(queue), at)
    with pytest.raises(InvalidInput) as refused:
        send_reply(contact_id=contact.pk, author=operator, text="", at=at, attachment_ids=[foreign.pk])
    assert refused.value.field == "attachments"
    assert not Message.objects.filter(direction=Direction.OUT).exists()


def test_file_goes_with_one_message_only(contact: Contact, operator: User, at: datetime) -> None:
    file = a_file(contact, at)
    send_reply(contact_id=contact.pk, author=operator, text="", at=at, attachment_ids=[file.pk])
    with pytest.raises(InvalidInput):
        send_reply(contact_id=contact.pk, author=operator, text="", at=at, attachment_ids=[file.pk])


def test_note_is_for_colleagues_and_never_sent(contact: Contact, teammate: User, at: datetime) -> None:
    note = write_note(contact_id=contact.pk, author=teammate, text="Клиент просил не звонить", at=at)
    assert note.direction == Direction.NOTE
    assert not Delivery.objects.exists()
    contact.refresh_from_db()
    assert contact.last_text != note.body


def test_read_is_read_once_and_only_by_the_holder(
    contact: Contact, operator: User, teammate: User, at: datetime
) -> None:
    with pytest.raises(NotAllowed):
        mark_read(contact_id=contact.pk, reader=teammate, at=at)
    mark_read(contact_id=contact.pk, reader=operator, at=at)
    mark_read(contact_id=contact.pk, reader=operator, at=at + timedelta(minutes=1))
    contact.refresh_from_db()
    assert contact.unread == 0
    assert Message.objects.get(contact=contact, direction=Direction.IN).seen_at == at
