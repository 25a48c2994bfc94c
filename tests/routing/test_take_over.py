"""Somebody else goes on with a running conversation; a supervisor whispers to its operator."""

from datetime import datetime

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Direction, NoteKind, Queue
from contactcenter.contacts.operations.life import finish_contact
from contactcenter.lib.errors import Conflict, IllegalTransition, NotAllowed
from contactcenter.routing.models import Seat
from contactcenter.routing.operations.takeover import take_over, whisper
from contactcenter.staff.models import Presence, PresenceState, Team, User
from tests.cast import a_contact, accept, an_operator, arrive, commits, load_of, open_offer, ready, set_presence
from tests.routing.replay import check_floor

pytestmark = pytest.mark.django_db


def takes_over(contact: Contact, actor: User, at: datetime, **fields: int) -> Contact:
    with commits():
        return take_over(contact_id=contact.pk, actor=actor, at=at, **fields)


@pytest.fixture
def contact(queue: Queue, operator: User, at: datetime) -> Contact:
    ready(operator, at=at)
    return accept(arrive(queue, at=at), at=at)


def test_supervisor_always_may_and_the_load_goes_along(
    contact: Contact, operator: User, supervisor: User, at: datetime
) -> None:
    taken = takes_over(contact, supervisor, at)
    assert (taken.state, taken.operator, taken.arrived_at) == (states.ACTIVE, supervisor, at)
    assert (load_of(operator), load_of(supervisor)) == (0, contact.weight)
    event = ContactEvent.objects.get(contact=contact, verb="take_over")
    assert (event.actor, event.before, event.after, event.data) == (
        supervisor,
        states.ACTIVE,
        states.ACTIVE,
        {"from": operator.pk},
    )
    check_floor()


def test_a_supervisor_who_goes_leaves_nobody_behind(
    contact: Contact, operator: User, teammate: User, supervisor: User, at: datetime
) -> None:
    takes_over(contact, supervisor, at)
    assert Presence.objects.get(operator=supervisor).state == PresenceState.NOT_READY
    set_presence(operator, state=PresenceState.BREAK, at=at)
    ready(teammate, at=at)
    set_presence(supervisor, state=PresenceState.OFFLINE, at=at)
    assert open_offer(contact).operator == teammate
    assert load_of(supervisor) == 0


def test_who_was_relieved_is_offered_the_next_one(
    contact: Contact, queue: Queue, operator: User, supervisor: User, at: datetime
) -> None:
    Seat.objects.filter(operator=operator).update(capacity=contact.weight)
    waits = arrive(queue, at=at)
    assert waits.state == states.QUEUED
    takes_over(contact, supervisor, at)
    assert open_offer(waits).operator == operator


def test_colleague_may_where_the_queue_says_so(
    contact: Contact, queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    ready(teammate, at=at)
    with pytest.raises(NotAllowed) as refused:
        takes_over(contact, teammate, at)
    assert refused.value.code == "not_supervisor"
    Queue.objects.filter(pk=queue.pk).update(colleagues_take_over=True)
    assert takes_over(contact, teammate, at).operator == teammate
    check_floor()


def test_colleague_needs_skill_team_readiness_and_room(
    contact: Contact, queue: Queue, operator: User, teammate: User, outsider: User, at: datetime
) -> None:
    Queue.objects.filter(pk=queue.pk).update(colleagues_take_over=True, within_team=True)
    other_team = an_operator(team=Team.objects.create(name="Вторая линия"))
    ready(outsider, other_team, at=at)
    set_presence(teammate, state=PresenceState.BREAK, at=at)
    for person, code in ((outsider, "not_a_member"), (other_team, "other_team"), (teammate, "not_ready")):
        with pytest.raises((NotAllowed, Conflict)) as refused:
            takes_over(contact, person, at)
        assert refused.value.code == code
    ready(teammate, at=at)
    Seat.objects.filter(operator=teammate).update(capacity=contact.weight - 1)
    with pytest.raises(Conflict) as full:
        takes_over(contact, teammate, at)
    assert full.value.code == "no_room"
    contact.refresh_from_db()
    assert contact.operator == operator
    check_floor()


def test_second_of_two_who_saw_the_same_holder_is_told(
    contact: Contact, operator: User, supervisor: User, teammate: User, queue: Queue, at: datetime
) -> None:
    Queue.objects.filter(pk=queue.pk).update(colleagues_take_over=True)
    ready(teammate, at=at)
    takes_over(contact, supervisor, at, holder_id=operator.pk)
    with pytest.raises(Conflict) as refused:
        takes_over(contact, teammate, at, holder_id=operator.pk)
    assert refused.value.code == "taken_over"
    assert takes_over(contact, supervisor, at, holder_id=operator.pk).operator == supervisor
    assert ContactEvent.objects.filter(verb="take_over").count() == 1


@pytest.mark.parametrize("state", [states.QUEUED, states.WRAPUP, states.CLOSED])
def test_only_what_runs_is_taken_over(queue: Queue, supervisor: User, at: datetime, state: str) -> None:
    contact = a_contact(state=state, queue=queue)
    with pytest.raises(IllegalTransition):
        takes_over(contact, supervisor, at)


def test_whisper_is_a_note_for_the_operator(contact: Contact, supervisor: User, teammate: User, at: datetime) -> None:
    message = whisper(contact_id=contact.pk, author=supervisor, text="Предложите перерасчёт", at=at)
    assert (message.direction, message.note_kind) == (Direction.NOTE, NoteKind.WHISPER)
    assert ContactEvent.objects.get(contact=contact, verb="whisper").data == {"message": message.pk}
    with pytest.raises(NotAllowed):
        whisper(contact_id=contact.pk, author=teammate, text="Эй", at=at)
    finish_contact(contact_id=contact.pk, at=at)
    with pytest.raises(Conflict):
        whisper(contact_id=contact.pk, author=supervisor, text="Поздно", at=at)
