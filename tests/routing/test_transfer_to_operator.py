"""A running conversation is offered to one colleague by name."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Direction, Message, NoteKind, Queue
from contactcenter.lib.errors import Conflict, DomainError, IllegalTransition, InvalidInput, NotAllowed
from contactcenter.routing.models import Seat
from contactcenter.routing.operations.handover import transfer_contact, transfer_to_function, transfer_to_operator
from contactcenter.routing.operations.offers import decline_offer, expire_offers
from contactcenter.staff.models import OperatorSkill, PresenceState, Team, User
from tests.cast import (
    a_contact,
    a_queue,
    a_skill,
    accept,
    an_operator,
    arrive,
    commits,
    load_of,
    open_offer,
    ready,
    set_presence,
)
from tests.routing.replay import check_floor

pytestmark = pytest.mark.django_db


def give(contact: Contact, by: User, to: User, at: datetime, **fields: object) -> Contact:
    with commits():
        return transfer_to_operator(contact_id=contact.pk, operator=by, to=to, at=at, **fields)  # type: ignore[arg-type]


def refuse(contact: Contact, at: datetime) -> Contact:
    offer = open_offer(contact)
    with commits():
        decline_offer(offer_id=offer.pk, operator=offer.operator, at=at)
    return Contact.objects.get(pk=contact.pk)


@pytest.fixture
def contact(queue: Queue, operator: User, teammate: User, at: datetime) -> Contact:
    ready(operator, at=at)
    contact = accept(arrive(queue, at=at), at=at)
    ready(teammate, at=at)
    return contact


def test_is_offered_to_him_past_the_line_with_a_note(
    contact: Contact, queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    Seat.objects.update(ready=False)
    waits = arrive(queue, at=at - timedelta(minutes=9))
    Seat.objects.update(ready=True)
    given = give(contact, operator, teammate, at, note="Просит перерасчёт")
    offer = open_offer(contact)
    assert (given.state, given.operator, offer.operator, offer.given_by) == (states.OFFERED, None, teammate, operator)
    assert open_offer(waits).operator == operator
    note = Message.objects.get(contact=contact, direction=Direction.NOTE)
    assert (note.note_kind, note.author) == (NoteKind.HANDOVER, operator)
    accept(contact, at=at)
    contact.refresh_from_db()
    assert (contact.operator, contact.arrived_at, contact.handed_over_by) == (teammate, at, None)
    check_floor()


def test_declined_it_comes_back_to_the_giver_with_its_age(
    contact: Contact, operator: User, teammate: User, at: datetime
) -> None:
    give(contact, operator, teammate, at)
    back = refuse(contact, at)
    assert open_offer(contact).operator == operator
    assert (back.arrived_at, back.preferred_operator) == (at, operator)
    check_floor()


def test_missed_it_comes_back_and_goes_to_a_colleague_when_the_giver_is_gone(
    contact: Contact, queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    third = an_operator()
    give(contact, operator, teammate, at)
    set_presence(operator, state=PresenceState.OFFLINE, at=at)
    ready(third, at=at)
    with commits():
        expire_offers(as_of=open_offer(contact).expires_at)
    assert open_offer(contact).operator == third


def test_given_into_another_queue_it_comes_back_into_its_own(
    contact: Contact, queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    other = a_queue("other")
    OperatorSkill.objects.create(operator=teammate, skill=a_skill("other"), level=3)
    assert give(contact, operator, teammate, at, queue=other).queue == other
    assert refuse(contact, at).queue == queue
    check_floor()


def test_a_chosen_colleague_who_lets_an_ordinary_offer_go_changes_nothing_else(
    contact: Contact, queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    """What was transferred to a queue and declined there still does not return to who gave it away."""
    with commits():
        transfer_contact(contact_id=contact.pk, operator=operator, queue=queue, at=at)
    assert refuse(contact, at).handed_over_by == operator


@pytest.mark.parametrize("state", [PresenceState.BREAK, PresenceState.OFFLINE])
def test_who_is_not_ready_is_not_asked_and_nothing_changes(
    contact: Contact, operator: User, teammate: User, at: datetime, state: str
) -> None:
    set_presence(teammate, state=state, at=at)
    with pytest.raises(Conflict) as refused:
        give(contact, operator, teammate, at, note="x")
    assert refused.value.code == "not_ready"
    contact.refresh_from_db()
    assert (contact.state, contact.operator, load_of(operator)) == (states.ACTIVE, operator, contact.weight)
    assert not Message.objects.filter(contact=contact, direction=Direction.NOTE).exists()


def test_who_has_no_room_or_is_being_asked_is_not_asked(
    contact: Contact, queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    Seat.objects.filter(operator=operator).update(ready=False)
    other = arrive(queue, at=at)
    with pytest.raises(Conflict) as refused:
        give(contact, operator, teammate, at)
    assert refused.value.code == "ringing"
    accept(other, at=at)
    Seat.objects.filter(operator=teammate).update(capacity=40)
    with pytest.raises(Conflict) as refused:
        give(contact, operator, teammate, at)
    assert refused.value.code == "no_room"


def test_skill_and_team_count(contact: Contact, queue: Queue, operator: User, outsider: User, at: datetime) -> None:
    ready(outsider, at=at)
    with pytest.raises(NotAllowed) as refused:
        give(contact, operator, outsider, at)
    assert refused.value.code == "not_a_member"
    other_team = an_operator(team=Team.objects.create(name="Вторая линия"))
    ready(other_team, at=at)
    Queue.objects.filter(pk=queue.pk).update(within_team=True)
    with pytest.raises(NotAllowed) as refused:
        give(contact, operator, other_team, at)
    assert refused.value.code == "other_team"


def test_only_the_holder_of_a_running_contact_gives(
    contact: Contact, queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    with pytest.raises(NotAllowed):
        give(contact, teammate, operator, at)
    with pytest.raises(InvalidInput):
        give(contact, operator, operator, at)
    finished = a_contact(state=states.WRAPUP, operator=operator, queue=queue)
    holder = finished.operator
    assert holder
    with pytest.raises(IllegalTransition):
        give(finished, holder, teammate if holder == operator else operator, at)


def test_a_function_leads_to_its_queue_with_most_people_ready(contact: Contact, operator: User, at: datetime) -> None:
    a_queue("claims-empty", function="complaints", name="А")
    staffed = a_queue("claims", function="complaints", name="Я")
    ready(an_operator(skill="claims"), at=at)
    with commits():
        transfer_to_function(contact_id=contact.pk, operator=operator, function="complaints", at=at, note="Жалоба")
    contact.refresh_from_db()
    assert contact.queue == staffed
    assert open_offer(contact).given_by is None
    with pytest.raises(DomainError):
        transfer_to_function(contact_id=contact.pk, operator=operator, function="nobody", at=at)
