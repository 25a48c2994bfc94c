"""Outside working hours: a message instead of a conversation."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Message, Queue, Topic
from contactcenter.deadlines.models import Calendar, WorkingHours
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.operations.chats import leave_message, say
from contactcenter.gateways.operations.leaving import abandon_deserted
from contactcenter.gateways.operations.visitors import session_of
from contactcenter.gateways.queries import CLOSED, NEW, next_opening, what_visitor_sees
from contactcenter.lib.errors import Conflict, InvalidInput
from tests.gateways.windows import a_visitor, a_widget, words

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = datetime(2026, 11, 25, 3, 0, tzinfo=MOSCOW)
DAY = datetime(2026, 11, 25, 12, 0, tzinfo=MOSCOW)
YEARS_LATER = datetime(2035, 1, 1, 12, 0, tzinfo=MOSCOW)


@pytest.fixture
def widget(queue: Queue, topic: Topic) -> Widget:
    calendar = Calendar.objects.create(name="Часы чата")
    for weekday in range(7):
        WorkingHours.objects.create(calendar=calendar, weekday=weekday, starts=time(9), ends=time(21))
    return a_widget(queue, calendar=calendar, message_topic=topic)


def test_window_says_when_it_opens(widget: Widget) -> None:
    night = what_visitor_sees(widget=widget, session=None, as_of=NIGHT)
    day = what_visitor_sees(widget=widget, session=None, as_of=DAY)

    assert (night.stage, day.stage) == (CLOSED, NEW)
    assert datetime.fromisoformat(night.opens_at) == datetime(2026, 11, 25, 9, 0, tzinfo=MOSCOW)


def test_calendar_that_has_run_out_closes_nobodys_door(widget: Widget) -> None:
    assert next_opening(widget, as_of=YEARS_LATER) is None


def test_conversation_cannot_begin_at_night(widget: Widget) -> None:
    with pytest.raises(Conflict) as refusal:
        say(visitor=a_visitor(widget), words=words(), at=NIGHT)

    assert refusal.value.code == "closed"
    assert not ChatSession.objects.exists()


def test_conversation_that_has_begun_goes_on_after_closing(widget: Widget) -> None:
    visitor = a_visitor(widget)
    contact = say(visitor=visitor, words=words(), at=DAY).contact

    assert say(visitor=visitor, words=words("ещё"), at=NIGHT).contact == contact


@pytest.mark.parametrize(("reach", "kind", "value"), [
    ("8 (900) 000-00-07", "phone", "+79000000007"),
    (" Anna@Example.RU ", "email", "anna@example.ru"),
])  # fmt: skip
def test_message_waits_in_the_queue_with_its_topic_and_address(
    widget: Widget, topic: Topic, reach: str, kind: str, value: str
) -> None:
    message = leave_message(visitor=a_visitor(widget), words=words("Перезвоните", name="Анна"), reach=reach, at=NIGHT)

    contact = message.contact
    assert contact.address
    assert (contact.channel, contact.state, contact.topic) == ("webform", states.QUEUED, topic)
    assert (contact.address.kind, contact.address.value) == (kind, value)
    assert ContactEvent.objects.filter(contact=contact, verb="left_message").exists()


@pytest.mark.parametrize("reach", ["", "112", "12345", "anna@", "позвоните мне", "@"])
def test_address_that_nobody_can_be_reached_by_is_refused_and_nothing_is_kept(widget: Widget, reach: str) -> None:
    with pytest.raises(InvalidInput):
        leave_message(visitor=a_visitor(widget), words=words(), reach=reach, at=NIGHT)

    assert not Contact.objects.exists()
    assert not ChatSession.objects.exists()


def test_message_sent_twice_is_one(widget: Widget) -> None:
    visitor, same = a_visitor(widget), words("Перезвоните")
    for _ in range(2):
        leave_message(visitor=visitor, words=same, reach="+79000000007", at=NIGHT)

    assert Message.objects.count() == 1
    assert Contact.objects.count() == 1


def test_window_remembers_that_a_message_was_left(widget: Widget) -> None:
    visitor = a_visitor(widget)
    leave_message(visitor=visitor, words=words(), reach="+79000000007", at=NIGHT)

    view = what_visitor_sees(widget=widget, session=session_of(visitor), as_of=NIGHT)

    assert datetime.fromisoformat(view.left_message_at) == NIGHT
    assert view.messages == []


def test_message_is_not_given_up_when_its_writer_leaves_the_page(widget: Widget) -> None:
    contact = leave_message(visitor=a_visitor(widget), words=words(), reach="+79000000007", at=NIGHT).contact

    assert abandon_deserted(as_of=DAY) == 0
    assert Contact.objects.get(pk=contact.pk).state == states.QUEUED
