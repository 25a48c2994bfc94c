"""Who leaves the page while he waits gives up after his widget's patience."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.operations.leaving import abandon_deserted
from contactcenter.gateways.operations.visitors import record_visitors_present
from contactcenter.routing.operations.doors import send_on_overdue
from contactcenter.staff.models import User
from tests.cast import accept, commits, ready
from tests.gateways.windows import a_visitor, a_widget, says

pytestmark = pytest.mark.django_db
LATER = timedelta(seconds=91)


def test_waiting_contact_of_who_has_gone_is_abandoned(widget: Widget) -> None:
    contact = says(a_visitor(widget)).contact

    assert abandon_deserted(as_of=timezone.now() + LATER) == 1

    contact.refresh_from_db()
    assert contact.state == states.ABANDONED
    assert ContactEvent.objects.get(contact=contact, verb="abandon").data == {"why": "left the page"}


def test_offered_contact_of_who_has_gone_is_taken_back(widget: Widget, operator: User) -> None:
    ready(operator)
    with commits():
        contact = says(a_visitor(widget)).contact

    with commits():
        abandon_deserted(as_of=timezone.now() + LATER)

    assert Contact.objects.get(pk=contact.pk).state == states.ABANDONED
    assert contact.offers.get().outcome == "withdrawn"


def test_who_is_within_his_patience_waits_on(widget: Widget) -> None:
    says(a_visitor(widget))

    assert abandon_deserted(as_of=timezone.now() + timedelta(seconds=80)) == 0


def test_patience_is_the_widgets_own(queue: Queue) -> None:
    says(a_visitor(a_widget(queue, abandon_seconds=600)))

    assert abandon_deserted(as_of=timezone.now() + LATER) == 0
    assert abandon_deserted(as_of=timezone.now() + timedelta(seconds=601)) == 1


def test_open_window_keeps_the_place(widget: Widget) -> None:
    says(a_visitor(widget))
    record_visitors_present([ChatSession.objects.get().pk], timezone.now() + LATER)

    assert abandon_deserted(as_of=timezone.now() + LATER) == 0


def test_running_conversation_is_not_given_up(widget: Widget, operator: User) -> None:
    ready(operator)
    with commits():
        contact = says(a_visitor(widget)).contact
    accept(contact)

    assert abandon_deserted(as_of=timezone.now() + LATER) == 0


def test_who_was_told_that_his_words_are_kept_may_go(queue: Queue) -> None:
    Queue.objects.filter(pk=queue.pk).update(longest_wait=10)
    contact = says(a_visitor(a_widget(Queue.objects.get(pk=queue.pk)))).contact
    send_on_overdue(as_of=timezone.now() + timedelta(seconds=11))

    assert abandon_deserted(as_of=timezone.now() + LATER) == 0

    contact.refresh_from_db()
    assert (contact.state, bool(contact.kept_as_message_at)) == (states.QUEUED, True)
