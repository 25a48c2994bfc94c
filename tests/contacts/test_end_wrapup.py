"""The work after the conversation: what a queue asks, and what happens when the time for it is over."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Queue, WrapUpMode
from contactcenter.contacts.operations.life import extend_wrapup, finish_contact, resume_contact, skip_wrapup
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.routing.operations.sweep import sweep
from contactcenter.staff.models import User
from contactcenter.workstation.fragments import draw_operator
from tests.cast import a_contact, a_queue, commits, load_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def finished(operator: User, *, mode: str, at: datetime, seconds: int = 60) -> Contact:
    queue = a_queue("wrapped", skill="inquiries", wrapup_mode=mode, wrapup_seconds=seconds)
    contact = a_contact(operator=operator, queue=queue)
    with commits():
        finish_contact(contact_id=contact.pk, actor=operator, at=at)
    return Contact.objects.get(pk=contact.pk)


def sweep_at(at: datetime, contact: Contact) -> Contact:
    with commits():
        assert sweep(as_of=at)["wrapups"] in (0, 1)
    return Contact.objects.get(pk=contact.pk)


def verbs(contact: Contact) -> list[str]:
    return list(ContactEvent.objects.filter(contact=contact).order_by("id").values_list("verb", flat=True))


def test_mandatory_one_lasts_until_it_is_done(operator: User, at: datetime) -> None:
    contact = finished(operator, mode=WrapUpMode.UNTIL_DONE, at=at)
    assert contact.wrapup_due_at is None
    assert sweep_at(at + 100 * MINUTE, contact).state == states.WRAPUP


@pytest.mark.parametrize("mode", [WrapUpMode.TIMED, WrapUpMode.OPTIONAL])
def test_timed_one_is_closed_without_a_disposition(operator: User, at: datetime, mode: str) -> None:
    contact = finished(operator, mode=mode, at=at)
    assert contact.wrapup_due_at == at + MINUTE
    assert sweep_at(at + MINUTE - timedelta(milliseconds=1), contact).state == states.WRAPUP
    closed = sweep_at(at + MINUTE, contact)
    assert (closed.state, closed.ended_at, closed.disposition, closed.wrapup_due_at) == (
        states.CLOSED,
        at + MINUTE,
        None,
        None,
    )
    assert ContactEvent.objects.get(contact=contact, verb="close").data == {"without": "over"}
    assert load_of(operator) == 0


def test_reminder_comes_once_and_nothing_is_closed(operator: User, at: datetime) -> None:
    contact = finished(operator, mode=WrapUpMode.REMINDED, at=at)
    for minutes in (1, 2, 3):
        assert sweep_at(at + minutes * MINUTE, contact).state == states.WRAPUP
    assert verbs(contact).count("remind_wrapup") == 1
    html = draw_operator(str(operator.pk), [{"kind": "wrapup_over", "contact": contact.pk}])
    assert f'data-said-of="wrapup-{contact.pk}"' in html


def test_minute_more_moves_the_end(operator: User, at: datetime) -> None:
    contact = finished(operator, mode=WrapUpMode.TIMED, at=at)
    extend_wrapup(contact_id=contact.pk, actor=operator, at=at + MINUTE / 2)
    assert sweep_at(at + MINUTE, contact).wrapup_due_at == at + 2 * MINUTE
    assert sweep_at(at + 2 * MINUTE, contact).state == states.CLOSED


def test_minute_more_after_the_reminder_begins_then(operator: User, at: datetime) -> None:
    contact = finished(operator, mode=WrapUpMode.REMINDED, at=at)
    sweep_at(at + MINUTE, contact)
    extend_wrapup(contact_id=contact.pk, actor=operator, at=at + 5 * MINUTE)
    sweep_at(at + 6 * MINUTE, contact)
    assert verbs(contact).count("remind_wrapup") == 2


def test_optional_one_may_be_skipped_and_a_mandatory_one_not(operator: User, teammate: User, at: datetime) -> None:
    contact = finished(operator, mode=WrapUpMode.OPTIONAL, at=at)
    with pytest.raises(NotAllowed):
        skip_wrapup(contact_id=contact.pk, actor=teammate, at=at)
    assert skip_wrapup(contact_id=contact.pk, actor=operator, at=at).state == states.CLOSED
    Queue.objects.update(wrapup_mode=WrapUpMode.TIMED)
    other = a_contact(state=states.WRAPUP, operator=operator, queue=contact.queue)
    with pytest.raises(Conflict):
        skip_wrapup(contact_id=other.pk, actor=operator, at=at)


def test_queue_without_wrap_up_closes_at_once(operator: User, at: datetime) -> None:
    contact = finished(operator, mode=WrapUpMode.NONE, at=at)
    assert (contact.state, contact.finished_at, contact.ended_at) == (states.CLOSED, at, at)
    assert verbs(contact)[-2:] == ["finish", "close"]
    assert load_of(operator) == 0


def test_conversation_that_goes_on_owes_nothing(operator: User, at: datetime) -> None:
    contact = finished(operator, mode=WrapUpMode.TIMED, at=at)
    with commits():
        resume_contact(contact_id=contact.pk, actor=operator, at=at)
    assert Contact.objects.get(pk=contact.pk).wrapup_due_at is None
