"""What was not delivered, in the administration."""

from datetime import datetime

import pytest
from django.test import Client as Browser

from contactcenter.clients.models import AddressKind
from contactcenter.contacts.models import Channel, ContactEvent, Delivery, DeliveryState, Queue
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.staff.models import User
from tests.cast import a_contact

pytestmark = pytest.mark.django_db

LIST = "/admin/contacts/delivery/"
ADDRESS = "anton.secret@example.ru"


@pytest.fixture
def failed(queue: Queue, operator: User, at: datetime) -> Delivery:
    contact = a_contact(
        operator=operator,
        queue=queue,
        channel=Channel.EMAIL,
        address_kind=AddressKind.EMAIL,
        address=ADDRESS,
        thread=ADDRESS,
    )
    message = send_reply(contact_id=contact.pk, author=operator, text="Ответ", at=at)
    Delivery.objects.filter(message=message).update(state=DeliveryState.FAILED, error="No such recipient.")
    return Delivery.objects.get(message=message)


def send_again(user: User, delivery: Delivery) -> None:
    browser = Browser()
    browser.force_login(user)
    browser.post(LIST, {"action": "send_again", "_selected_action": [delivery.pk]})


@pytest.mark.parametrize("who", ["supervisor", "administrator"])
def test_failed_message_is_sent_again(failed: Delivery, who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)

    send_again(user, failed)

    assert Delivery.objects.get(pk=failed.pk).state == DeliveryState.WAITING
    assert ContactEvent.objects.get(verb="resend").actor == user


def test_delivered_message_is_not_sent_again(failed: Delivery, supervisor: User) -> None:
    Delivery.objects.filter(pk=failed.pk).update(state=DeliveryState.SENT)

    send_again(supervisor, failed)

    assert Delivery.objects.get(pk=failed.pk).state == DeliveryState.SENT
    assert not ContactEvent.objects.filter(verb="resend").exists()


def test_operator_does_not_send_again_here(failed: Delivery, operator: User) -> None:
    send_again(operator, failed)

    assert Delivery.objects.get(pk=failed.pk).state == DeliveryState.FAILED


def test_neither_list_nor_form_shows_the_address(failed: Delivery, supervisor: User) -> None:
    browser = Browser()
    browser.force_login(supervisor)

    for path in (LIST, f"{LIST}{failed.pk}/change/"):
        assert ADDRESS not in browser.get(path).content.decode(), path
