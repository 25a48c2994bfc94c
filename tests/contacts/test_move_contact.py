"""One door for every change of state; its history cannot be rewritten."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Disposition, Queue
from contactcenter.contacts.operations.life import close_contact, finish_contact, lock_contact, move_contact
from contactcenter.lib.errors import IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.cast import a_contact, arrive

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(queue: Queue, operator: User) -> Contact:
    return a_contact(operator=operator, queue=queue)


def test_one_transition_writes_one_event_with_who_and_when(contact: Contact, operator: User, at: datetime) -> None:
    before = ContactEvent.objects.filter(contact=contact).count()
    finish_contact(contact_id=contact.pk, actor=operator, at=at)
    assert ContactEvent.objects.filter(contact=contact).count() == before + 1
    event = ContactEvent.objects.filter(contact=contact).latest("id")
    assert (event.verb, event.before, event.after, event.actor, event.at) == (
        "finish",
        states.ACTIVE,
        states.WRAPUP,
        operator,
        at,
    )


def test_illegal_verb_names_what_is_possible_and_changes_nothing(contact: Contact, at: datetime) -> None:
    events = ContactEvent.objects.count()
    with pytest.raises(IllegalTransition) as refused, transaction.atomic():
        move_contact(lock_contact(contact.pk), verb="close", at=at)
    assert refused.value.allowed == ["finish", "return", "take_over", "transfer"]
    assert ContactEvent.objects.count() == events
    assert Contact.objects.get(pk=contact.pk).state == states.ACTIVE


def test_client_may_end_the_conversation(contact: Contact, at: datetime) -> None:
    assert finish_contact(contact_id=contact.pk, at=at).state == states.WRAPUP


def test_only_the_holder_finishes_and_closes(
    contact: Contact, teammate: User, disposition: Disposition, at: datetime
) -> None:
    with pytest.raises(NotAllowed):
        finish_contact(contact_id=contact.pk, actor=teammate, at=at)
    with pytest.raises(NotAllowed):
        close_contact(contact_id=contact.pk, actor=teammate, disposition_id=disposition.pk, summary="", at=at)


def test_closed_keeps_how_it_ended(contact: Contact, operator: User, disposition: Disposition, at: datetime) -> None:
    finish_contact(contact_id=contact.pk, actor=operator, at=at)
    given: dict[str, Any] = {"contact_id": contact.pk, "actor": operator, "disposition_id": disposition.pk}
    closed = close_contact(**given, summary="Рассказали\x00 о тарифе", at=at)
    assert (closed.state, closed.ended_at, closed.disposition, closed.summary) == (
        states.CLOSED,
        at,
        disposition,
        "Рассказали о тарифе",
    )
    with pytest.raises(IllegalTransition, match="—"):
        close_contact(**given, summary="", at=at)


def test_summary_has_a_length(contact: Contact, operator: User, disposition: Disposition, at: datetime) -> None:
    finish_contact(contact_id=contact.pk, actor=operator, at=at)
    with pytest.raises(InvalidInput):
        close_contact(contact_id=contact.pk, actor=operator, disposition_id=disposition.pk, summary="я" * 5_001, at=at)
    assert Contact.objects.get(pk=contact.pk).state == states.WRAPUP


@pytest.mark.parametrize(
    "change",
    ["UPDATE contacts_contactevent SET verb = 'x'", "DELETE FROM contacts_contactevent"],
)
def test_history_cannot_be_rewritten(queue: Queue, change: str) -> None:
    arrive(queue)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
