"""A visitor's words become messages of one contact, once each, or nothing at all."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Message, Queue
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.operations.chats import MESSAGES, TEXT_LIMIT, end_chat, leave_message, say
from contactcenter.lib.errors import Conflict, DomainError, InvalidInput
from contactcenter.staff.models import User
from tests.cast import accept, commits, ready
from tests.gateways.windows import a_visitor, a_widget, says, words

pytestmark = pytest.mark.django_db


def test_first_word_is_a_contact_in_the_queue_of_the_widget(widget: Widget) -> None:
    message = says(a_visitor(widget), "Не работает интернет", name="Анна Иванова")

    contact = message.contact
    assert (contact.state, contact.queue, contact.channel) == (states.QUEUED, widget.queue, "webchat")
    assert contact.client.name == "Иванова Анна"


def test_next_word_goes_into_the_same_contact(widget: Widget) -> None:
    visitor = a_visitor(widget)

    assert says(visitor, "раз").contact == says(visitor, "два").contact


def test_same_message_again_is_answered_and_not_doubled(widget: Widget) -> None:
    visitor, same = a_visitor(widget), words("раз")

    first = say(visitor=visitor, words=same, at=timezone.now())
    second = say(visitor=visitor, words=same, at=timezone.now())

    assert first == second
    assert Message.objects.count() == 1


def test_name_that_another_visitor_gave_his_message_is_free_for_this_one(widget: Widget) -> None:
    same = words("тайна")
    theirs = say(visitor=a_visitor(widget), words=same, at=timezone.now())

    mine = say(visitor=a_visitor(widget), words=same, at=timezone.now())

    assert mine != theirs
    assert mine.contact.client != theirs.contact.client


def test_word_after_the_end_opens_a_new_contact_of_the_same_client(widget: Widget) -> None:
    visitor = a_visitor(widget)
    first = says(visitor).contact
    abandon_contact(contact_id=first.pk, at=timezone.now(), why="test")

    second = says(visitor).contact

    assert second != first
    assert second.client == first.client
    assert ChatSession.objects.get().contact == second


@pytest.mark.parametrize("name", ["🦊🦊", "محمد الفارسي", "Анна-Мария Ёлкина", "x" * 100])
def test_any_name_is_kept_as_it_was_typed(widget: Widget, name: str) -> None:
    client = says(a_visitor(widget), name=name).contact.client

    assert {client.first_name, client.last_name} - {""} == set(name.split())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n\t "}, "empty"),
        ({"text": "\u200b\u2060"}, "empty"),
        ({"text": "ы" * (TEXT_LIMIT + 1)}, "too_long"),
        ({"text": "x" * 1_000_000}, "too_long"),
        ({"text": "да", "name": "я" * 101}, "too_long"),
        ({"text": "да", "key": ""}, "bad_frame"),
        ({"text": "да", "key": "x' OR 1=1"}, "bad_frame"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing_behind(widget: Widget, fields: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        say(visitor=a_visitor(widget), words=words(**fields), at=timezone.now())

    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")
    assert not ChatSession.objects.exists()
    assert not Contact.objects.exists()


@pytest.mark.parametrize("off", ["widget", "queue"])
def test_switched_off_chat_says_so_and_writes_nothing(widget: Widget, off: str) -> None:
    if off == "widget":
        Widget.objects.update(is_active=False)
    else:
        Queue.objects.update(is_active=False)

    with pytest.raises(Conflict) as refusal:
        says(a_visitor(widget))

    assert refusal.value.code == "switched_off"
    assert not ChatSession.objects.exists()


def test_many_new_visitors_of_one_address_are_told_to_wait(queue: Queue) -> None:
    widget = a_widget(queue, conversations_per_address=2)
    known = a_visitor(widget)
    says(known)
    says(a_visitor(widget))

    with pytest.raises(Conflict) as refusal:
        says(a_visitor(widget))
    assert refusal.value.code == "too_many_conversations"

    says(known, "он уже пишет")
    says(a_visitor(widget, address="192.0.2.2"))
    assert Contact.objects.count() == 3


def test_visitor_who_begins_again_and_again_is_told_to_wait_as_well(queue: Queue) -> None:
    visitor = a_visitor(a_widget(queue, conversations_per_address=2))
    says(visitor)
    end_chat(visitor=visitor, at=timezone.now())
    leave_message(visitor=visitor, words=words(), reach="+79000000001", at=timezone.now())

    with pytest.raises(Conflict) as begun:
        says(visitor)
    with pytest.raises(Conflict) as left:
        leave_message(visitor=visitor, words=words(), reach="+79000000002", at=timezone.now())

    assert {begun.value.code, left.value.code} == {"too_many_conversations"}
    assert Contact.objects.count() == 2


def test_visitor_with_many_windows_writes_no_faster(widget: Widget) -> None:
    visitor = a_visitor(widget)
    for _number in range(MESSAGES):
        says(visitor)

    with pytest.raises(Conflict) as refusal:
        says(visitor)

    assert refusal.value.code == "too_fast"
    assert Message.objects.count() == MESSAGES


def test_visitor_who_ends_while_waiting_gives_up(widget: Widget) -> None:
    visitor = a_visitor(widget)
    contact = says(visitor).contact

    end_chat(visitor=visitor, at=timezone.now())

    assert Contact.objects.get(pk=contact.pk).state == states.ABANDONED


def test_visitor_who_ends_a_conversation_leaves_it_to_wrapup(widget: Widget, operator: User) -> None:
    visitor = a_visitor(widget)
    ready(operator)
    with commits():
        contact = says(visitor).contact
    accept(contact)

    end_chat(visitor=visitor, at=timezone.now())
    end_chat(visitor=visitor, at=timezone.now())

    assert Contact.objects.get(pk=contact.pk).state == states.WRAPUP


def test_stranger_ends_nothing(widget: Widget) -> None:
    contact = says(a_visitor(widget)).contact

    end_chat(visitor=a_visitor(widget), at=timezone.now())

    assert Contact.objects.get(pk=contact.pk).state == states.QUEUED


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_write_their_first_words_at_once_share_one_contact(widget: Widget) -> None:
    visitor = a_visitor(widget)
    barrier = threading.Barrier(4)
    failures: list[BaseException] = []

    def write(text: str, **fields: Any) -> None:
        try:
            barrier.wait()
            says(visitor, text, **fields)
        except DomainError as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    key = str(uuid.uuid4())

    def tab(number: int) -> threading.Thread:
        same = {"key": key} if number > 1 else {}
        return threading.Thread(target=write, args=(f"слово {number % 3}",), kwargs=same)

    tabs = [tab(number) for number in range(4)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()

    assert failures == []
    assert Contact.objects.count() == 1
    assert Message.objects.count() == 3  # two tabs sent the same message
