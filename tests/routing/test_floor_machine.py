"""A floor on which anything may happen in any order, against a small model of what must be true afterwards.

The database is the real one; every run is rolled back. The clock is the test's own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, ContactEvent, Queue
from contactcenter.contacts.operations.life import abandon_contact, close_contact, finish_contact, resume_contact
from contactcenter.contacts.operations.receiving import Incoming, receive
from contactcenter.lib.errors import DomainError, IllegalTransition
from contactcenter.routing.models import Offer, OfferOutcome, Seat
from contactcenter.routing.operations.handover import transfer_contact, transfer_to_operator
from contactcenter.routing.operations.offers import accept_offer, decline_offer, take_contact
from contactcenter.routing.operations.sweep import sweep
from contactcenter.routing.operations.takeover import take_over
from contactcenter.staff.models import CHOSEN_STATES, Presence, PresenceState, User
from contactcenter.staff.operations.presence import GONE_AFTER, change_presence, record_signs_of_life
from tests.cast import commits
from tests.routing.floor import Given, Stage, World
from tests.routing.replay import check_floor

WAITING = frozenset({states.QUEUED, states.OFFERED})
ANY = st.integers(min_value=0, max_value=1_000)
MOSTLY = st.sampled_from([True, True, False])
CHANNELS = st.sampled_from([Channel.WEBCHAT, Channel.WEBCHAT, Channel.EMAIL, Channel.PHONE])
PRESENCE = st.sampled_from(
    [PresenceState.READY] * 4 + [PresenceState.OFFLINE] * 2 + [state for state, _name in CHOSEN_STATES]
)
WORK = {"transfer": transfer_contact, "finish": finish_contact, "resume": resume_contact, "close": close_contact}
VERBS = st.sampled_from(["transfer", "give", "take_over", "finish", "finish", "resume", "close", "close"])
OFTEN = ("client_arrives", "operator_answers", "operator_answers", "operator_works")
HAPPENS = st.sampled_from(
    [*OFTEN * 3, *["operator_says"] * 3, "operator_takes", "time_passes", "client_writes", "client_leaves"]
)
# Which contacts each of these is tried on, also where it must be refused.
FITTING: dict[str, Collection[str]] = {
    "client_writes": states.CONTACT.labels,
    "client_leaves": states.CONTACT.labels,
    "operator_takes": states.CONTACT.labels,
    "operator_answers": {states.OFFERED},
    "operator_works": states.HELD,
}


class Floor(RuleBasedStateMachine):
    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.clock = timezone.now()
        self.presence = {operator.pk: str(PresenceState.OFFLINE) for operator in self.stage.operators}
        self.seen = {operator.pk: self.clock for operator in self.stage.operators}
        # Contact -> (state, operator who holds it or to whom it is offered); what the model knows of the world.
        self.known: dict[int, tuple[str, int | None]] = {}
        # What the last step may have changed by its own word; everything else stays, but for new offers.
        self.expected: dict[int, tuple[frozenset[str], int | None]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    @initialize(here=st.lists(st.sampled_from([True, True, False]), min_size=3, max_size=3))
    def day_begins(self, here: list[bool]) -> None:
        for operator, comes in zip(self.stage.operators, here, strict=True):
            if comes:
                self._say(operator, PresenceState.READY)

    # One rule, since Hypothesis leaves out whole rules in most runs, and a floor without clients proves little.
    @rule(what=HAPPENS, who=ANY, which=ANY, where=ANY, data=st.data())
    def something_happens(self, what: str, who: int, which: int, where: int, data: st.DataObject) -> None:
        operator = self.stage.operators[who % len(self.stage.operators)]
        queue = self.stage.queues[where % len(self.stage.queues)]
        contact = Contact()
        if what in FITTING:
            wanted = Contact.objects.select_related("operator", "queue").filter(state__in=FITTING[what])
            fitting = list(wanted.order_by("pk"))
            if not fitting:
                return
            contact = fitting[which % len(fitting)]
        getattr(self, what)(Given(operator, queue, contact, data))

    # What people do

    def client_arrives(self, given: Given) -> None:
        channel, urgent = given.data.draw(CHANNELS), given.data.draw(st.booleans())
        thread = f"thread-{len(self.known)}"
        contact = self._receive(thread, channel=channel, queue=given.queue, priority=int(urgent))
        self.expect(contact, WAITING)

    def client_writes(self, given: Given) -> None:
        thread, channel = given.contact.thread, given.contact.channel
        running = Contact.objects.open().filter(thread=thread, channel=channel).first()
        contact = self._receive(thread, channel=channel, queue=given.queue)
        if running is None:
            assert contact.pk not in self.known
            self.expect(contact, WAITING)
        else:
            assert contact == running
            state = states.ACTIVE if running.state == states.WRAPUP else running.state
            self.expect(contact, frozenset({state}), self.known[running.pk][1])

    def client_leaves(self, given: Given) -> None:
        contact = given.contact
        if self.allowed(contact.state in WAITING, abandon_contact, contact_id=contact.pk, why="left"):
            self.expect(contact, frozenset({states.ABANDONED}))

    def operator_says(self, given: Given) -> None:
        self._say(given.operator, given.data.draw(PRESENCE))

    def operator_answers(self, given: Given) -> None:
        offer = Offer.objects.open().get(contact=given.contact)
        accepts = given.data.draw(MOSTLY)
        self.now(accept_offer if accepts else decline_offer, offer_id=offer.pk, operator=offer.operator)
        self.expect(given.contact, frozenset({states.ACTIVE}) if accepts else WAITING, offer.operator_id)

    def operator_takes(self, given: Given) -> None:
        operator, contact = given.operator, given.contact
        may = (
            contact.state == states.QUEUED
            and (operator.pk, contact.queue_id) in self.stage.serves
            and self.presence[operator.pk] == PresenceState.READY
            and World(self.stage, at=self.clock).has_room(operator.pk, contact)
        )
        if self.allowed(may, take_contact, contact_id=contact.pk, operator=operator):
            self.expect(contact, frozenset({states.ACTIVE}), operator.pk)

    def operator_works(self, given: Given) -> None:
        """What his hands can do, whether the state of the contact allows it or not."""
        contact, verb = given.contact, given.data.draw(VERBS)
        if verb in ("give", "take_over"):
            getattr(self, verb)(given)
            return
        call: dict[str, Any] = {"contact_id": contact.pk, "actor": contact.operator}
        if verb == "transfer":
            call = {"contact_id": contact.pk, "operator": contact.operator, "queue": given.queue}
        elif verb == "close":
            call |= {"disposition_id": self.stage.disposition.pk, "summary": "Готово"}
        after = states.CONTACT.moves.get((contact.state, verb))
        if self.allowed(after is not None, WORK[verb], **call):
            self.expect(contact, WAITING if after == states.QUEUED else frozenset({str(after)}), contact.operator_id)

    def give(self, given: Given) -> None:
        """To one colleague, whom it is offered to at once or not at all."""
        contact, to, world = given.contact, given.operator, World(self.stage, at=self.clock)
        ringing = {who for state, who in world.known.values() if state == states.OFFERED}
        in_queue = Contact(pk=contact.pk, queue=given.queue, channel=contact.channel, weight=contact.weight)
        may = (
            contact.state == states.ACTIVE
            and contact.operator_id != to.pk
            and self.presence[to.pk] == PresenceState.READY
            and to.pk not in ringing
            and world.can_have(to.pk, in_queue, named=True)
        )
        call = {"contact_id": contact.pk, "operator": contact.operator, "to": to, "queue": given.queue}
        if self.allowed(may, transfer_to_operator, **call):
            self.expect(contact, frozenset({states.OFFERED}), to.pk)

    def take_over(self, given: Given) -> None:
        """By a colleague, where the queue lets him."""
        contact, actor, world = given.contact, given.operator, World(self.stage, at=self.clock)
        may = contact.state == states.ACTIVE and (
            contact.operator_id == actor.pk
            or (
                contact.queue.colleagues_take_over
                and (actor.pk, contact.queue_id) in self.stage.serves
                and self.presence[actor.pk] == PresenceState.READY
                and world.has_room(actor.pk, contact)
            )
        )
        if self.allowed(may, take_over, contact_id=contact.pk, actor=actor):
            self.expect(contact, frozenset({states.ACTIVE}), actor.pk)

    def time_passes(self, given: Given) -> None:
        """Everybody's screen is alive but, now and then, one; then the sweep comes."""
        self.clock += timedelta(seconds=given.data.draw(st.integers(min_value=1, max_value=40)))
        silent = given.operator.pk if given.data.draw(st.booleans()) else None
        alive = [pk for pk, state in self.presence.items() if pk != silent and state != PresenceState.OFFLINE]
        record_signs_of_life(operator_ids=alive, at=self.clock)
        self.seen.update(dict.fromkeys(alive, self.clock))
        due = list(Offer.objects.due(as_of=self.clock).select_related("contact"))
        with commits():
            sweep(as_of=self.clock)
        for pk, state in self.presence.items():
            if state != PresenceState.OFFLINE and self.clock - self.seen[pk] > GONE_AFTER:
                self._left(pk, PresenceState.OFFLINE)
        for offer in due:
            self.expect(offer.contact, WAITING)
            if self.presence[offer.operator_id] != PresenceState.OFFLINE:
                self._left(offer.operator_id, PresenceState.NO_ANSWER)

    # What must be true after each

    @invariant()
    def world_is_as_the_model_says(self) -> None:
        world = World(self.stage, at=self.clock)
        assert set(world.known) == set(self.known) | set(self.expected)
        for contact_id, (state, who) in world.known.items():
            self._check(contact_id, state, who, opens=world.contacts[contact_id].queue_id in self.stage.opens)
        before, self.known, self.expected = self.known, world.known, {}
        self._check_turns(world, before)
        self._check_operators(world)
        self._check_nobody_apart(world)
        check_floor()

    def _check(self, contact_id: int, state: str, who: int | None, *, opens: bool) -> None:
        if contact_id in self.expected:
            allowed, holder = self.expected[contact_id]
        else:
            was, holder = self.known[contact_id]
            allowed = WAITING if was == states.QUEUED else frozenset({was})
        if opens and allowed >= WAITING:
            allowed |= {states.ACTIVE}  # somebody was free
        assert state in allowed, f"{contact_id} is {state}, expected {sorted(allowed)}"
        if len(allowed) == 1:
            assert who == holder, f"{contact_id} is with {who}, expected {holder}"

    def _check_turns(self, world: World, before: dict[int, tuple[str, int | None]]) -> None:
        """Each new offer might be made, and only one by name passed over somebody who waited before and still waits."""
        waited = [contact for contact in world.waiting() if before.get(contact.pk) == (states.QUEUED, None)]
        for offer in world.offers:
            contact = world.contacts[offer.contact_id]
            if not self._was_made_now(offer, contact, world, before):
                continue
            assert world.can_have(offer.operator_id, contact, besides=offer.contact_id, named=offer.given_by_id), offer
            for other in waited if offer.given_by_id is None else ():
                if world.can_have(offer.operator_id, other, besides=offer.contact_id):
                    assert world.rank(contact) < world.rank(other), f"{offer} jumped the queue before {other.pk}"

    def _was_made_now(
        self, offer: Offer, contact: Contact, world: World, before: dict[int, tuple[str, int | None]]
    ) -> bool:
        """Held out since this step, or accepted by itself in it."""
        state = states.OFFERED
        if offer.outcome == OfferOutcome.ACCEPTED and contact.queue_id in self.stage.opens:
            state = states.ACTIVE
        elif offer.outcome:
            return False
        was, who = before.get(contact.pk, (states.QUEUED, None))
        is_so = world.known[contact.pk] == (state, offer.operator_id)
        return (
            is_so
            and offer.made_at == self.clock
            and (was, who) != (states.OFFERED, offer.operator_id)
            and not (was in states.HELD and who == offer.operator_id)
        )

    def _check_operators(self, world: World) -> None:
        for presence in Presence.objects.all():
            assert presence.state == self.presence[presence.operator_id]
        for seat in Seat.objects.all():
            assert seat.ready == (self.presence[seat.operator_id] == PresenceState.READY)
            assert seat.load == world.load(seat.operator_id)
        for contact_id, (state, who) in world.known.items():
            if state == states.OFFERED:
                assert self.presence[who or 0] == PresenceState.READY
            if state == states.ACTIVE and self.presence[who or 0] == PresenceState.OFFLINE:
                # A client wrote into the wrap-up of somebody who is gone; the next sweep returns it.
                last = ContactEvent.objects.filter(contact_id=contact_id).latest("id")
                assert (last.verb, last.at) == ("resume", self.clock)

    def _check_nobody_apart(self, world: World) -> None:
        ringing = {who for state, who in world.known.values() if state == states.OFFERED}
        free = [pk for pk, state in self.presence.items() if state == PresenceState.READY and pk not in ringing]
        for contact in world.waiting():
            for operator_id in free:
                assert not world.can_have(operator_id, contact), f"{contact.pk} and {operator_id} stay apart"

    # How it is done

    def now(self, do: Any, **given: Any) -> Any:
        with commits():
            return do(at=self.clock, **given)

    def allowed(self, may: bool, do: Any, **given: Any) -> bool:
        """What may be done is done; what may not is refused by a domain error and changes nothing."""
        if may:
            self.now(do, **given)
            return True
        with pytest.raises(DomainError) as refused, transaction.atomic():
            self.now(do, **given)
        assert str(refused.value)
        if isinstance(refused.value, IllegalTransition):
            assert set(refused.value.allowed) == set(states.CONTACT.allowed(refused.value.state))
        return False

    def expect(self, contact: Contact, allowed: frozenset[str], who: int | None = None) -> None:
        self.expected[contact.pk] = (allowed, who)

    def _say(self, operator: User, state: str) -> None:
        self.now(change_presence, operator=operator, state=state, actor=operator)
        self._left(operator.pk, state)

    def _left(self, operator_id: int, state: str) -> None:
        """The model's presence, and what the operator gives back by it."""
        self.presence[operator_id] = state
        self.seen[operator_id] = self.clock
        returns = {states.OFFERED} if state != PresenceState.READY else set()
        returns |= {states.ACTIVE} if state == PresenceState.OFFLINE else set()
        for contact_id, (known, who) in self.known.items():
            if who == operator_id and known in returns:
                self.expected[contact_id] = (WAITING, None)

    def _receive(self, thread: str, *, channel: str, queue: Queue, priority: int = 0) -> Contact:
        incoming = Incoming(
            channel=channel,
            address_kind="webchat",
            address=thread,
            thread=thread,
            text="Здравствуйте!",
            queue=queue,
            priority=priority,
        )
        contact: Contact = self.now(receive, incoming=incoming).contact
        return contact


@pytest.mark.django_db
def test_anything_in_any_order_keeps_the_floor_in_order() -> None:
    Floor.stage = Stage()
    run_state_machine_as_test(
        Floor,
        settings=settings(
            max_examples=25,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
