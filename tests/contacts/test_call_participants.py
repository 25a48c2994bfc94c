"""Colleagues and experts are called into a conversation, and leave it."""

from datetime import datetime

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import (
    Contact,
    ContactEvent,
    Direction,
    Message,
    NoteKind,
    Participant,
    ParticipantRole,
    Queue,
)
from contactcenter.contacts.operations.life import finish_contact, resume_contact
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.participants import advise, consult, end_participation, invite
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.routing.operations.handover import transfer_contact
from contactcenter.routing.operations.takeover import take_over
from contactcenter.staff.models import PresenceState, User
from tests.cast import a_contact, a_queue, commits, load_of, ready, set_presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(queue: Queue, operator: User) -> Contact:
    return a_contact(operator=operator, queue=queue)


def asks(contact: Contact, operator: User, person: User, at: datetime) -> Participant:
    return consult(contact_id=contact.pk, operator=operator, person=person, question="Как считать пени?", at=at)


def test_expert_sees_the_conversation_as_long_as_he_is_asked(
    contact: Contact, operator: User, expert: User, at: datetime
) -> None:
    assert not Contact.objects.visible_to(expert).exists()
    asks(contact, operator, expert, at)
    assert Contact.objects.visible_to(expert).get() == contact
    end_participation(contact_id=contact.pk, person=expert, actor=operator, at=at)
    assert not Contact.objects.visible_to(expert).exists()
    verbs = ContactEvent.objects.filter(contact=contact, verb__in=("consult", "leave")).order_by("pk")
    assert [(event.verb, event.data["person"]) for event in verbs] == [("consult", expert.pk), ("leave", expert.pk)]


def test_who_is_asked_writes_only_beside_the_conversation(
    contact: Contact, operator: User, expert: User, at: datetime
) -> None:
    asks(contact, operator, expert, at)
    advise(contact_id=contact.pk, author=expert, text="По статье 31", at=at)
    with pytest.raises(NotAllowed):
        send_reply(contact_id=contact.pk, author=expert, text="Здравствуйте", at=at)
    thread = Message.objects.filter(contact=contact, note_kind=NoteKind.CONSULT).order_by("pk")
    assert [message.direction for message in thread] == [Direction.NOTE, Direction.NOTE]


def test_nobody_else_speaks_in_the_consultation(
    contact: Contact, operator: User, teammate: User, expert: User, at: datetime
) -> None:
    asks(contact, operator, expert, at)
    with pytest.raises(NotAllowed):
        advise(contact_id=contact.pk, author=teammate, text="И я", at=at)


def test_guest_writes_to_the_client_until_he_leaves_and_takes_no_room(
    contact: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(teammate, at=at)
    with pytest.raises(NotAllowed):
        send_reply(contact_id=contact.pk, author=teammate, text="Рано", at=at)
    invite(contact_id=contact.pk, operator=operator, person=teammate, note="Помоги с тарифом", at=at)
    assert send_reply(contact_id=contact.pk, author=teammate, text="Добрый день", at=at).author == teammate
    assert (load_of(operator), load_of(teammate)) == (contact.weight, 0)
    assert end_participation(contact_id=contact.pk, person=teammate, actor=teammate, at=at)
    assert not end_participation(contact_id=contact.pk, person=teammate, actor=teammate, at=at)
    with pytest.raises(NotAllowed):
        send_reply(contact_id=contact.pk, author=teammate, text="Поздно", at=at)


def test_who_was_asked_is_raised_to_a_guest_and_never_lowered(
    contact: Contact, operator: User, teammate: User, at: datetime
) -> None:
    ready(teammate, at=at)
    asks(contact, operator, teammate, at)
    invite(contact_id=contact.pk, operator=operator, person=teammate, at=at)
    asks(contact, operator, teammate, at)
    assert Participant.objects.get().role == ParticipantRole.GUEST


def test_only_who_can_help_is_called(
    contact: Contact, operator: User, teammate: User, expert: User, integrator: User, at: datetime
) -> None:
    with pytest.raises(InvalidInput):
        asks(contact, operator, operator, at)
    with pytest.raises(InvalidInput):
        asks(contact, operator, integrator, at)
    with pytest.raises(InvalidInput):
        invite(contact_id=contact.pk, operator=operator, person=expert, at=at)
    with pytest.raises(Conflict) as away:
        invite(contact_id=contact.pk, operator=operator, person=teammate, at=at)
    assert away.value.code == "not_at_work"
    with pytest.raises(NotAllowed):
        asks(contact, teammate, expert, at)
    finish_contact(contact_id=contact.pk, at=at, actor=operator)
    with pytest.raises(Conflict):
        asks(contact, operator, expert, at)


def test_only_owner_supervisor_and_himself_end_it(
    contact: Contact, operator: User, teammate: User, supervisor: User, expert: User, at: datetime
) -> None:
    asks(contact, operator, expert, at)
    with pytest.raises(NotAllowed):
        end_participation(contact_id=contact.pk, person=expert, actor=teammate, at=at)
    assert end_participation(contact_id=contact.pk, person=expert, actor=supervisor, at=at)


def test_ends_when_the_contact_leaves_the_operators_hands(
    contact: Contact, operator: User, expert: User, at: datetime
) -> None:
    asks(contact, operator, expert, at)
    finish_contact(contact_id=contact.pk, at=at, actor=operator)
    resume_contact(contact_id=contact.pk, at=at, actor=operator)
    assert Participant.objects.present().exists()
    with commits():
        transfer_contact(contact_id=contact.pk, operator=operator, queue=a_queue("other"), at=at)
    assert not Participant.objects.present().exists()
    assert Contact.objects.get(pk=contact.pk).state == states.QUEUED


def test_guest_who_takes_over_is_the_operator_then(
    contact: Contact, queue: Queue, operator: User, teammate: User, expert: User, at: datetime
) -> None:
    Queue.objects.filter(pk=queue.pk).update(colleagues_take_over=True)
    ready(teammate, at=at)
    asks(contact, operator, expert, at)
    invite(contact_id=contact.pk, operator=operator, person=teammate, at=at)
    take_over(contact_id=contact.pk, actor=teammate, at=at)
    assert Participant.objects.present().get().person == expert


def test_guest_who_goes_off_shift_leaves_and_who_is_asked_stays(
    contact: Contact, operator: User, teammate: User, expert: User, at: datetime
) -> None:
    ready(teammate, at=at)
    asks(contact, operator, expert, at)
    invite(contact_id=contact.pk, operator=operator, person=teammate, at=at)
    set_presence(teammate, state=PresenceState.OFFLINE, at=at)
    assert Participant.objects.present().get().person == expert
