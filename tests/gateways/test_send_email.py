"""Letters to clients through a real mail server: what they carry, and what becomes of a refusal."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from contactcenter.cases.operations.life import link_contact
from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.clients.operations.addresses import add_address
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, Delivery, DeliveryState, Queue
from contactcenter.contacts.operations.attachments import keep_attachment
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.outbound import write_to_client
from contactcenter.contacts.operations.outbox import LEASE, deliver
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User
from tests.cast import a_client, a_contact
from tests.decisions.builders import an_inquiry
from tests.fakes.mail import MailServer


@pytest.fixture
def mailbox(db: None, at: datetime) -> ClientAddress:
    return add_address(client=a_client(at=at), kind=AddressKind.EMAIL, value="anna@example.ru", at=at)


@pytest.fixture
def delivery(mailbox: ClientAddress, queue: Queue, operator: User, at: datetime) -> Delivery:
    """A letter that we begin."""
    message = write_to_client(address=mailbox, queue=queue, text="Деньги вернутся завтра.", at=at, author=operator)
    return message.delivery


def sent(delivery: Delivery, server: MailServer, *, at: datetime) -> EmailMessage:
    assert deliver(delivery_id=delivery.pk, at=at)
    return server.letters[-1]


def test_letter_reaches_the_mailbox(delivery: Delivery, mail_server: MailServer, queue: Queue, at: datetime) -> None:
    letter = sent(delivery, mail_server, at=at)

    assert mail_server.recipients == [["anna@example.ru"]]
    assert letter.get_content().strip() == "Деньги вернутся завтра."
    assert (letter["Subject"], letter["From"]) == (queue.name, "Контакт-центр <desk@example.org>")
    assert letter["Reply-To"] == "Контакт-центр <desk@example.org>"
    assert letter["Message-ID"] == f"<delivery-{delivery.pk}@example.org>"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at) == (DeliveryState.SENT, at)


def test_letter_that_we_begin_takes_nobodys_time(delivery: Delivery, operator: User) -> None:
    contact = delivery.message.contact

    assert (contact.state, contact.direction, contact.channel) == (states.CLOSED, "out", Channel.EMAIL)
    assert not Contact.objects.held_by(operator).exists()
    assert list(contact.events.values_list("verb", flat=True)) == ["write"]


def test_letters_go_to_mailboxes_only(queue: Queue, operator: User, at: datetime) -> None:
    phone = a_client(at=at).addresses.get()
    with pytest.raises(InvalidInput):
        write_to_client(address=phone, queue=queue, text="Здравствуйте", at=at, author=operator)


def test_subject_names_the_case_and_letters_about_it_are_one_talk(
    delivery: Delivery, mailbox: ClientAddress, mail_server: MailServer, operator: User, queue: Queue, at: datetime
) -> None:
    case = an_inquiry(operator, client=mailbox.client, at=at)
    second = write_to_client(address=mailbox, queue=queue, text="И ещё.", at=at, author=operator)
    for message in (delivery.message, second):
        link_contact(case=case, contact=message.contact, at=at)

    first_letter = sent(delivery, mail_server, at=at)
    letter = sent(second.delivery, mail_server, at=at)

    assert letter["Subject"].strip() == f"{case.number}. {case.subject}"
    assert first_letter["References"] is None
    assert letter["In-Reply-To"] == letter["References"] == first_letter["Message-ID"]


def test_reply_names_the_letter_that_it_answers_and_brings_its_files(
    mail_server: MailServer, operator: User, queue: Queue, at: datetime
) -> None:
    contact = a_contact(
        operator=operator,
        queue=queue,
        channel=Channel.EMAIL,
        address_kind=AddressKind.EMAIL,
        address="anna@example.ru",
        thread="thread-of-letters",
        external_id="question-1@mail.example.ru",
    )
    file = keep_attachment(contact=contact, name="Счёт.pdf", content=b"%PDF-1.7 bill", at=at)
    message = send_reply(contact_id=contact.pk, author=operator, text="Счёт приложен.", at=at, attachment_ids=[file.pk])

    letter = sent(message.delivery, mail_server, at=at)

    assert mail_server.recipients == [["anna@example.ru"]]
    assert letter["In-Reply-To"] == "<question-1@mail.example.ru>"
    assert letter["Subject"].startswith("Re: ")
    [attached] = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Счёт.pdf", b"%PDF-1.7 bill")


def test_unknown_mailbox_is_given_up_with_the_servers_words(
    delivery: Delivery, mail_server: MailServer, at: datetime
) -> None:
    mail_server.answers["anna@example.ru"] = "550 5.1.1 No such user"

    deliver(delivery_id=delivery.pk, at=at)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert "No such user" in delivery.error


@pytest.mark.parametrize("where", ["recipient", "letter"])
def test_busy_server_is_asked_again(where: str, delivery: Delivery, mail_server: MailServer, at: datetime) -> None:
    if where == "recipient":
        mail_server.answers["anna@example.ru"] = "451 4.7.1 Greylisted"
    else:
        mail_server.to_data = "452 4.3.1 Disk is full"
    deliver(delivery_id=delivery.pk, at=at)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, 1)

    mail_server.answers.clear()
    mail_server.to_data = "250 OK"
    letter = sent(delivery, mail_server, at=at + timedelta(hours=1))

    assert letter["Message-ID"] == f"<delivery-{delivery.pk}@example.org>"


def test_server_that_is_away_is_asked_again(
    delivery: Delivery, mail_server: MailServer, at: datetime, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1  # nobody listens there

    deliver(delivery_id=delivery.pk, at=at)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, 1)


def test_line_that_breaks_after_the_letter_leaves_it_to_a_person(
    delivery: Delivery, mail_server: MailServer, at: datetime
) -> None:
    mail_server.hangs_up = True

    deliver(delivery_id=delivery.pk, at=at)
    deliver(delivery_id=delivery.pk, at=at + timedelta(hours=1))

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert len(mail_server.letters) == 1


def test_letter_of_a_worker_that_died_is_not_sent_again(
    delivery: Delivery, mail_server: MailServer, at: datetime
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENDING, claimed_at=at)

    deliver(delivery_id=delivery.pk, at=at + 2 * LEASE)

    delivery.refresh_from_db()
    assert (delivery.state, mail_server.letters) == (DeliveryState.FAILED, [])
