"""A visitor who would rather be called, and what his window tells him before an operator answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contactcenter.callbacks import states as callback_states
from contactcenter.callbacks.models import Callback, CallbackRule, Origin
from contactcenter.callbacks.queries import not_called_back
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.models.contacts import ContactOutcome
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.operations.callbacks import ask_callback, drop_callback, slots_for
from contactcenter.gateways.operations.visitors import Visitor, session_of
from contactcenter.gateways.queries import CLOSED, NEW, WAITING, View, spoken, what_visitor_sees
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.privacy.models import Consent
from contactcenter.routing.operations.doors import send_on_overdue
from tests.cast import a_queue, arrive
from tests.gateways.windows import a_consent_text, a_visitor, a_widget, says, words

pytestmark = pytest.mark.django_db
PHONE = "8 900 123-45-67"


@pytest.fixture(autouse=True)
def all_day(db: None) -> None:
    """These tests run at any hour."""
    CallbackRule.objects.create(opens="00:00", closes="23:59:59")


def asks(visitor: Visitor, **fields: object) -> Callback:
    given = {"phone": PHONE, "moment": None, "zone": "Asia/Omsk", "words": words(""), **fields}
    return ask_callback(visitor=visitor, at=timezone.now(), **given)  # type: ignore[arg-type]


def sees(widget: Widget, visitor: Visitor) -> View:
    fresh = Widget.objects.select_related("queue", "calendar").get(pk=widget.pk)
    return what_visitor_sees(widget=fresh, session=session_of(visitor), as_of=timezone.now(), after=0)


def test_who_waits_is_called_instead_and_is_no_loss(widget: Widget) -> None:
    visitor = a_visitor(widget)
    contact = says(visitor, "Не работает интернет").contact

    callback = asks(visitor)

    contact.refresh_from_db()
    assert (callback.origin, callback.note, callback.client) == (Origin.CLIENT, "Не работает интернет", contact.client)
    assert contact.state == states.CLOSED
    assert contact.outcome == ContactOutcome.CALLBACK
    assert list(not_called_back(as_of=timezone.now())) == []
    view = sees(widget, visitor)
    assert (bool(view.callback_at), view.callback_zone) == (True, "Asia/Omsk")


def test_same_frame_again_is_the_same_promise(widget: Widget) -> None:
    visitor, same = a_visitor(widget), words("")

    assert asks(visitor, words=same) == asks(visitor, words=same)


def test_number_that_is_none_and_a_moment_gone_by_write_nothing(widget: Widget) -> None:
    visitor = a_visitor(widget)
    with pytest.raises(InvalidInput):
        asks(visitor, phone="112")
    with pytest.raises(InvalidInput):
        asks(visitor, moment=timezone.now() - timedelta(hours=1))

    assert not Callback.objects.exists()


def test_moment_of_the_list_is_taken(widget: Widget) -> None:
    visitor = a_visitor(widget)
    slots = slots_for(visitor=visitor, zone="Asia/Omsk", as_of=timezone.now())

    assert asks(visitor, moment=slots[3]).due_at == slots[3]
    assert len(slots) == len(set(slots)) == 200


def test_consent_is_asked_first_and_kept(queue: Queue) -> None:
    text = a_consent_text()
    visitor = a_visitor(a_widget(queue, requires_consent=True))
    with pytest.raises(Conflict):
        asks(visitor)

    callback = asks(visitor, words=words("", consent_text_id=text.pk))

    assert Consent.objects.get().client == callback.client


def test_visitor_takes_it_back(widget: Widget) -> None:
    visitor = a_visitor(widget)
    callback = asks(visitor)

    drop_callback(visitor=visitor, at=timezone.now())

    callback.refresh_from_db()
    assert callback.state == callback_states.CANCELLED
    assert sees(widget, visitor).callback_at == ""


def test_other_visitor_neither_sees_nor_cancels_it(widget: Widget) -> None:
    asks(a_visitor(widget))
    other = a_visitor(widget)
    drop_callback(visitor=other, at=timezone.now())

    assert sees(widget, other).callback_at == ""
    assert Callback.objects.live().exists()


def test_queue_without_callbacks_offers_none(widget: Widget) -> None:
    CallbackRule.objects.update(by_clients=False)

    assert sees(widget, a_visitor(widget)).callbacks is False
    with pytest.raises(Conflict):
        asks(a_visitor(widget))


def test_full_queue_is_told_before_the_first_word_and_takes_a_message(widget: Widget, queue: Queue) -> None:
    Queue.objects.update(most_waiting=1)
    arrive(queue)
    visitor = a_visitor(widget)

    view = sees(widget, visitor)
    with pytest.raises(Conflict) as refusal:
        says(visitor)

    assert (view.stage, view.trouble, refusal.value.code) == (CLOSED, "full", "full")
    assert not ChatSession.objects.filter(contact__isnull=False).exists()


def test_queue_that_sends_on_names_the_other_one(widget: Widget, queue: Queue) -> None:
    other = a_queue("second")
    Queue.objects.filter(pk=queue.pk).update(most_waiting=1, when_full=other)
    arrive(queue)

    view = sees(widget, a_visitor(widget))

    assert (view.stage, view.sent_to) == (NEW, other.name)


def test_who_waits_is_told_place_and_expected_wait(widget: Widget, queue: Queue) -> None:
    Queue.objects.update(recently_accepted=6)
    arrive(queue)
    visitor = a_visitor(widget)
    says(visitor)

    view = sees(widget, visitor)

    assert (view.stage, view.place, view.wait_minutes) == (WAITING, 2, 10)


def test_who_waited_too_long_is_told_that_his_words_are_kept(queue: Queue) -> None:
    Queue.objects.update(longest_wait=10)
    widget = a_widget(Queue.objects.get())
    visitor = a_visitor(widget)
    says(visitor)
    send_on_overdue(as_of=timezone.now() + timedelta(seconds=11))

    view = sees(widget, visitor)
    callback = asks(visitor)

    assert (view.kept, view.wait_minutes) == (True, 0)
    assert callback.origin_contact
    assert Contact.objects.get(pk=callback.origin_contact.pk).state == states.QUEUED


@pytest.mark.parametrize(("seconds", "minutes"), [(5, 1), (61, 2), (11 * 60, 15), (31 * 60, 40)])
def test_minutes_are_said_as_people_say_them(seconds: int, minutes: int) -> None:
    assert spoken(timedelta(seconds=seconds)) == minutes
    assert spoken(None) == 0


def test_key_of_a_frame_must_be_one(widget: Widget) -> None:
    with pytest.raises(InvalidInput):
        asks(a_visitor(widget), words=words("", key="x"))
