"""Two who move the same conversation at once: one of them does, the other is told, and the loads stay true."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Disposition, Participant, Queue
from contactcenter.contacts.operations.life import abandon_contact, close_contact, finish_contact
from contactcenter.contacts.operations.participants import invite
from contactcenter.routing.operations.handover import transfer_contact, transfer_to_operator
from contactcenter.routing.operations.offers import accept_offer, decline_offer, expire_offers
from contactcenter.routing.operations.takeover import take_over
from contactcenter.staff.models import PresenceState, Role, User
from tests.cast import a_user, accept, arrive, load_of, open_offer, ready, set_presence
from tests.racing import race, race_processes
from tests.routing.test_race_offers import no_deadlock, winners

__all__ = ["no_deadlock"]

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def held_by(operator: User, queue: Queue, at: datetime) -> Contact:
    contact = arrive(queue, at=at)
    assert open_offer(contact).operator == operator
    return accept(contact, at=at)


def test_gift_meets_accept_of_the_one_it_is_given_to(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    """He accepts another contact at the moment at which he is given one: both or only the other one."""
    for _round in range(ROUNDS):
        ready(operator, at=at)
        held = held_by(operator, queue, at)
        ready(teammate, at=at)
        other = arrive(queue, at=at)
        offer = open_offer(other)
        gift = partial(transfer_to_operator, contact_id=held.pk, operator=operator, to=teammate, at=at)
        winners(race(gift, partial(accept_offer, offer_id=offer.pk, operator=offer.operator, at=at)))
        assert Contact.objects.get(pk=other.pk).operator == offer.operator
        _clear(at)


def test_two_who_give_to_one_another_do_not_wait_for_ever(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    for _round in range(ROUNDS):
        ready(operator, at=at)
        mine = held_by(operator, queue, at)
        ready(teammate, at=at)
        theirs = accept(arrive(queue, at=at), at=at)
        holder = theirs.operator
        assert holder
        if holder == operator:
            mine, theirs = theirs, mine
        gifts = [
            partial(transfer_to_operator, contact_id=mine.pk, operator=operator, to=teammate, at=at),
            partial(transfer_to_operator, contact_id=theirs.pk, operator=teammate, to=operator, at=at),
        ]
        winners(race(*gifts))
        _clear(at)


def test_gift_is_answered_missed_and_transferred_at_once(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    for _round in range(ROUNDS):
        ready(operator, at=at)
        held = held_by(operator, queue, at)
        ready(teammate, at=at)
        transfer_to_operator(contact_id=held.pk, operator=operator, to=teammate, at=at)
        offer = open_offer(held)
        winners(
            race(
                partial(accept_offer, offer_id=offer.pk, operator=teammate, at=at),
                partial(decline_offer, offer_id=offer.pk, operator=teammate, at=at),
                partial(expire_offers, as_of=offer.expires_at),
            )
        )
        contact = Contact.objects.get(pk=held.pk)
        assert contact.operator == teammate or contact.preferred_operator == operator
        _clear(at)


def test_take_over_meets_finish(queue: Queue, operator: User, supervisor: User, at: datetime) -> None:
    for _round in range(ROUNDS):
        ready(operator, at=at)
        held = held_by(operator, queue, at)
        answers = race(
            partial(take_over, contact_id=held.pk, actor=supervisor, at=at),
            partial(finish_contact, contact_id=held.pk, actor=operator, at=at),
        )
        assert len(winners(answers)) == 1
        held.refresh_from_db()
        assert (held.state, held.operator) in ((states.ACTIVE, supervisor), (states.WRAPUP, operator))
        assert load_of(operator) == (held.weight if held.operator == operator else 0)
        _clear(at)


def test_of_two_processes_that_take_over_one_does(queue: Queue, operator: User, supervisor: User, at: datetime) -> None:
    other = a_user("second", Role.SUPERVISOR)
    ready(operator, at=at)
    held = held_by(operator, queue, at)

    def take(actor: User) -> Callable[[Callable[[], object]], object]:
        def call(meet: Callable[[], object]) -> object:
            meet()
            return take_over(contact_id=held.pk, actor=actor, at=at, holder_id=operator.pk).pk

        return call

    answers = race_processes(take(supervisor), take(other))
    assert winners(answers) == [held.pk]
    assert ContactEvent.objects.filter(verb="take_over").count() == 1


def test_invitation_meets_transfer_and_nobody_stays_in(
    queue: Queue, operator: User, teammate: User, at: datetime
) -> None:
    for _round in range(ROUNDS):
        ready(operator, at=at)
        held = held_by(operator, queue, at)
        ready(teammate, at=at)
        winners(
            race(
                partial(invite, contact_id=held.pk, operator=operator, person=teammate, at=at),
                partial(transfer_contact, contact_id=held.pk, operator=operator, queue=queue, at=at),
            )
        )
        assert not Participant.objects.present().exists()
        _clear(at)


def _clear(at: datetime) -> None:
    """Nobody waits, nobody has anything in hand, and everybody has a break."""
    set_presence(*User.objects.filter(presence__isnull=False), state=PresenceState.BREAK, at=at)
    for contact in Contact.objects.filter(state=states.QUEUED):
        abandon_contact(contact_id=contact.pk, at=at, why="left")
    for contact in Contact.objects.filter(state=states.ACTIVE):
        finish_contact(contact_id=contact.pk, at=at)
    done, _new = Disposition.objects.get_or_create(function="inquiries", code="done", defaults={"name": "Готово"})
    for contact in Contact.objects.filter(state=states.WRAPUP).select_related("operator"):
        assert contact.operator
        close_contact(contact_id=contact.pk, actor=contact.operator, disposition_id=done.pk, summary="Готово", at=at)
