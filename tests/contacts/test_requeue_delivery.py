"""A person has what was not delivered sent again."""

from datetime import datetime

import pytest

from contactcenter.contacts.models import Channel, ContactEvent, Delivery, DeliveryState, Queue
from contactcenter.contacts.operations import outbox
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.outbox import Courier, DeliveryRefused, deliver, requeue_delivery
from contactcenter.lib.errors import Conflict
from contactcenter.staff.models import User
from tests.cast import a_contact

pytestmark = pytest.mark.django_db


def refuse(delivery: Delivery) -> None:
    raise DeliveryRefused("No such recipient.")


@pytest.fixture
def failed(queue: Queue, operator: User, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    monkeypatch.setitem(outbox.couriers, Channel.WEBCHAT, Courier(send=refuse, repeatable=False))
    contact = a_contact(operator=operator, queue=queue)
    message = send_reply(contact_id=contact.pk, author=operator, text="Ответ", at=at)
    deliver(delivery_id=message.delivery.pk, at=at)
    return Delivery.objects.get(message=message)


def test_failed_delivery_waits_again(failed: Delivery, supervisor: User, at: datetime) -> None:
    assert failed.state == DeliveryState.FAILED

    again = requeue_delivery(delivery_id=failed.pk, actor=supervisor, at=at)

    assert (again.state, again.attempts, again.next_try_at) == (DeliveryState.WAITING, 0, at)


def test_it_goes_out_when_the_other_side_takes_it(
    failed: Delivery, supervisor: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setitem(
        outbox.couriers, Channel.WEBCHAT, Courier(send=lambda delivery: sent.append(delivery.pk), repeatable=False)
    )
    requeue_delivery(delivery_id=failed.pk, actor=supervisor, at=at)

    deliver(delivery_id=failed.pk, at=at)

    assert sent == [failed.pk]
    assert Delivery.objects.get(pk=failed.pk).state == DeliveryState.SENT


def test_event_says_who_decided(failed: Delivery, supervisor: User, at: datetime) -> None:
    requeue_delivery(delivery_id=failed.pk, actor=supervisor, at=at)

    event = ContactEvent.objects.get(contact=failed.message.contact, verb="resend")
    assert (event.actor, event.data) == (supervisor, {"delivery": failed.pk, "error": "No such recipient."})


def test_what_is_on_its_way_is_not_sent_twice(failed: Delivery, supervisor: User, at: datetime) -> None:
    requeue_delivery(delivery_id=failed.pk, actor=supervisor, at=at)

    with pytest.raises(Conflict):
        requeue_delivery(delivery_id=failed.pk, actor=supervisor, at=at)

    assert ContactEvent.objects.filter(verb="resend").count() == 1
