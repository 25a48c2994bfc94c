"""Real concurrency: whatever happens at once, one thing happens, and nobody waits for ever."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.contacts.operations.receiving import Incoming, receive
from contactcenter.lib.errors import DomainError
from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.routing.operations.handover import transfer_contact
from contactcenter.routing.operations.matching import offer_contact, offer_to_operator
from contactcenter.routing.operations.offers import accept_offer, decline_offer, expire_offers, take_contact
from contactcenter.routing.operations.sweep import match_waiting
from contactcenter.staff.models import OperatorSkill, PresenceState, User
from contactcenter.staff.operations.presence import change_presence
from tests.cast import a_queue, a_skill, accept, an_operator, arrive, load_of, open_offer, ready
from tests.racing import deadlocks, race, race_processes
from tests.routing.replay import check_floor

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture(autouse=True)
def no_deadlock(transactional_db: None, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No session was ended by the database, and nothing that follows a commit failed."""
    before = deadlocks()
    with caplog.at_level(logging.ERROR):
        yield
    check_floor()
    assert deadlocks() == before
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def winners(answers: list[object]) -> list[object]:
    """Who was not refused; anything but a refusal fails the test."""
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, DomainError):
            raise answer
    return [answer for answer in answers if not isinstance(answer, Exception)]


def test_sixty_four_accepts_of_one_operator_are_one(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    accept_it = partial(accept_offer, offer_id=open_offer(contact).pk, operator=operator, at=at)
    answers = race(*[accept_it] * CROWD)
    assert winners(answers) == [contact] * CROWD
    assert ContactEvent.objects.filter(contact=contact, verb="accept").count() == 1
    assert load_of(operator) == contact.weight


def each_in_a_process(calls: list[Callable[[], Contact]]) -> list[int | str]:
    """The key of the contact for who got it, the code of the refusal for who did not."""

    def run(meet: Callable[[], object], *, call: Callable[[], Contact]) -> int | str:
        connection.ensure_connection()
        meet()
        try:
            return call().pk
        except DomainError as refusal:
            return refusal.code

    answers: list[int | str] = race_processes(*(partial(run, call=call) for call in calls))
    assert all(isinstance(answer, int | str) for answer in answers), answers
    return answers


def test_sixty_four_operators_accept_what_is_for_one(queue: Queue, at: datetime) -> None:
    people = [an_operator() for _number in range(CROWD)]
    ready(*people, at=at)
    contact = arrive(queue, at=at)
    offer = open_offer(contact)
    answers = each_in_a_process([partial(accept_offer, offer_id=offer.pk, operator=one, at=at) for one in people])
    assert Counter(answers) == {contact.pk: 1, "not_yours": CROWD - 1}
    assert Contact.objects.get(pk=contact.pk).operator == offer.operator


def test_sixty_four_operators_take_one_contact(queue: Queue, at: datetime) -> None:
    people = [an_operator() for _number in range(CROWD)]
    for person in people:
        ready(person, at=at)
    Seat.objects.update(ready=False)
    contact = arrive(queue, at=at)
    Seat.objects.update(ready=True)
    answers = each_in_a_process([partial(take_contact, contact_id=contact.pk, operator=one, at=at) for one in people])
    assert Counter(answers) == {contact.pk: 1, "contact_gone": CROWD - 1}
    holder = Contact.objects.get(pk=contact.pk).operator
    assert Seat.objects.filter(load__gt=0).get().operator == holder


def test_sixty_four_contacts_are_offered_once_each_by_many_matchers(queue: Queue, at: datetime) -> None:
    people = [an_operator() for _number in range(20)]
    ready(*people, at=at)
    Seat.objects.update(ready=False)
    contacts = [arrive(queue, at=at) for _number in range(CROWD)]
    Seat.objects.update(ready=True)
    by_contact = [partial(offer_contact, contact_id=contact.pk, at=at) for contact in contacts[:15]]
    by_operator = [partial(offer_to_operator, operator_id=person.pk, at=at) for person in people]
    sweeps = [partial(match_waiting, as_of=at)] * 2
    winners(race(*by_contact, *by_operator, *sweeps))
    match_waiting(as_of=at)
    assert Offer.objects.open().count() == len(people)


def test_two_sweeps_make_no_offer_twice(queue: Queue, at: datetime) -> None:
    people = [an_operator() for _number in range(12)]
    ready(*people, at=at)
    Seat.objects.update(ready=False)
    for _number in range(12):
        arrive(queue, at=at)
    Seat.objects.update(ready=True)
    winners(race_processes(*[lambda meet: (meet(), match_waiting(as_of=at))[1]] * 2))
    assert Offer.objects.open().count() == Offer.objects.count() == 12


@pytest.mark.parametrize("round_", range(10))
def test_accept_meets_expiry(queue: Queue, operator: User, at: datetime, round_: int) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    offer = open_offer(contact)
    in_time, too_late = offer.expires_at - timedelta(milliseconds=1), offer.expires_at
    answers = race(
        partial(accept_offer, offer_id=offer.pk, operator=operator, at=in_time),
        partial(expire_offers, as_of=too_late),
    )
    accepted = answers[0] == contact
    winners(answers)
    assert answers[1] == (0 if accepted else 1)
    offer.refresh_from_db()
    assert offer.outcome == (OfferOutcome.ACCEPTED if accepted else OfferOutcome.EXPIRED)


def test_accept_decline_and_abandon_meet(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    for _round in range(10):
        contact = arrive(queue, at=at)
        offer = open_offer(contact)
        answers = race(
            partial(accept_offer, offer_id=offer.pk, operator=operator, at=at),
            partial(decline_offer, offer_id=offer.pk, operator=operator, at=at),
            partial(abandon_contact, contact_id=contact.pk, at=at, why="left"),
        )
        winners(answers)
        if answers[0] == contact:
            transfer_contact(contact_id=contact.pk, operator=operator, queue=queue, at=at)
    assert load_of(operator) == 0


def test_transfer_meets_accept(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    ready(operator, at=at)
    held = accept(arrive(queue, at=at), at=at)
    for _round in range(10):
        offered = arrive(queue, at=at)
        if Contact.objects.get(pk=offered.pk).state != states.OFFERED:
            break
        answers = race(
            partial(transfer_contact, contact_id=held.pk, operator=operator, queue=queue, at=at),
            partial(accept_offer, offer_id=open_offer(offered).pk, operator=operator, at=at),
        )
        assert len(winners(answers)) == 2
        held = offered
    assert load_of(operator) == held.weight


def test_change_of_presence_meets_expiry_and_answer(queue: Queue, operator: User, at: datetime) -> None:
    for number in range(15):
        moment = at + timedelta(minutes=number)
        ready(operator, at=moment)
        offer = Offer.objects.open().filter(operator=operator).first() or open_offer(arrive(queue, at=moment))
        answers = race(
            partial(expire_offers, as_of=offer.expires_at),
            partial(change_presence, operator=operator, state=PresenceState.BREAK, at=moment),
            partial(decline_offer, offer_id=offer.pk, operator=operator, at=moment),
        )
        winners(answers)
        assert not Offer.objects.open().filter(operator=operator).exists()


def test_sign_out_meets_accept(queue: Queue, operator: User, at: datetime) -> None:
    for number in range(10):
        moment = at + timedelta(minutes=number)
        ready(operator, at=moment)
        offer = Offer.objects.open().filter(operator=operator).first() or open_offer(arrive(queue, at=moment))
        winners(
            race(
                partial(accept_offer, offer_id=offer.pk, operator=operator, at=moment),
                partial(change_presence, operator=operator, state=PresenceState.OFFLINE, at=moment),
            )
        )
        contact = Contact.objects.get(pk=offer.contact_id)
        # Accepted after handing back had looked: the sweep returns it. Anything else is back already.
        assert contact.state in (states.QUEUED, states.ACTIVE)
        change_presence(operator=operator, state=PresenceState.BREAK, at=moment)
        change_presence(operator=operator, state=PresenceState.OFFLINE, at=moment)
        assert Contact.objects.get(pk=offer.contact_id).state == states.QUEUED
    assert load_of(operator) == 0


def test_skills_changed_at_once_are_both_seen(operator: User) -> None:
    for number in range(10):
        skills = [a_skill(f"one-{number}"), a_skill(f"two-{number}")]
        queue = a_queue(f"queue-{number}", skill=skills[0].slug)
        queue.required_skills.create(skill=skills[1], level=1)
        race(*(partial(OperatorSkill.objects.create, operator=operator, skill=skill, level=2) for skill in skills))
        assert queue.members.get().operator == operator


ROUNDS = 200


def test_arrival_meets_sign_in_and_no_pair_stays_apart(at: datetime) -> None:
    """Two processes at a barrier, each pair in a queue of its own; the sweep is not needed once."""
    pairs = []
    for number in range(ROUNDS):
        queue = a_queue(f"queue-{number}")
        pairs.append((queue, an_operator(skill=queue.slug)))

    def arrivals(meet: Callable[[], object]) -> None:
        for number, (queue, _operator) in enumerate(pairs):
            incoming = Incoming(
                channel="webchat", address_kind="webchat", address=f"v{number}", text="Здравствуйте!", queue=queue
            )
            meet()
            receive(incoming=incoming, at=timezone.now())

    def sign_ins(meet: Callable[[], object]) -> None:
        for _queue, operator in pairs:
            meet()
            change_presence(operator=operator, state=PresenceState.READY, at=timezone.now(), actor=operator)

    winners(race_processes(arrivals, sign_ins))
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM contacts_contact GROUP BY state")
        met = Counter(dict(cursor.fetchall()))
    assert met == {states.OFFERED: ROUNDS}
    assert match_waiting(as_of=timezone.now()) == 0
