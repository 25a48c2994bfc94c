"""A form on a site and a telephone call carry no answer back: what is written there goes out as a letter."""

from datetime import datetime

import pytest
from django.core.mail import EmailMessage

from contactcenter.clients.models import AddressKind
from contactcenter.clients.operations.addresses import add_address
from contactcenter.contacts.models import Channel, Contact, Delivery, Queue
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.outbox import deliver
from contactcenter.gateways.email import body_of
from contactcenter.lib.errors import Conflict
from contactcenter.staff.models import User
from tests.cast import a_contact

pytestmark = pytest.mark.django_db


def left_message(operator: User, queue: Queue, *, kind: str, address: str) -> Contact:
    given = {"channel": Channel.WEBFORM, "address_kind": kind, "address": address, "thread": ""}
    return a_contact(operator=operator, queue=queue, text="Когда подключат?\nЖду", **given)


def test_answer_to_a_form_goes_to_the_e_mail_that_was_left(
    operator: User, queue: Queue, at: datetime, mailoutbox: list[EmailMessage]
) -> None:
    contact = left_message(operator, queue, kind=AddressKind.EMAIL, address="anna@example.ru")

    message = send_reply(contact_id=contact.pk, author=operator, text="Завтра.", at=at)

    assert (message.channel, message.delivery.channel, message.delivery.recipient) == (
        Channel.EMAIL,
        Channel.EMAIL,
        "anna@example.ru",
    )
    assert deliver(delivery_id=message.delivery.pk, at=at)
    assert Delivery.objects.get().state == "sent"


def test_letter_repeats_what_was_asked(operator: User, queue: Queue, at: datetime) -> None:
    contact = left_message(operator, queue, kind=AddressKind.EMAIL, address="anna@example.ru")

    body = body_of(send_reply(contact_id=contact.pk, author=operator, text="Завтра.", at=at))

    assert body.startswith("Завтра.\n\n")
    assert body.endswith("> Когда подключат?\n> Жду")


def test_who_left_a_number_only_cannot_be_written_to_and_is_told_so(operator: User, queue: Queue, at: datetime) -> None:
    contact = left_message(operator, queue, kind=AddressKind.PHONE, address="+79000000011")

    with pytest.raises(Conflict, match="не оставил почты"):
        send_reply(contact_id=contact.pk, author=operator, text="Завтра.", at=at)

    assert not Delivery.objects.exists()


def test_e_mail_that_is_added_later_is_written_to(operator: User, queue: Queue, at: datetime) -> None:
    contact = left_message(operator, queue, kind=AddressKind.PHONE, address="+79000000011")
    add_address(client=contact.client, kind=AddressKind.EMAIL, value="anna@example.ru", at=at)

    assert send_reply(contact_id=contact.pk, author=operator, text="Завтра.", at=at).delivery.channel == "email"


@pytest.mark.django_db
def test_same_answer_sent_again_is_one_answer(operator: User, queue: Queue, at: datetime) -> None:
    contact = a_contact(operator=operator, queue=queue)

    first = send_reply(contact_id=contact.pk, author=operator, text="Да", at=at, key="a-name")
    again = send_reply(contact_id=contact.pk, author=operator, text="Да", at=at, key="a-name")

    assert first == again
    assert Delivery.objects.count() == 1
