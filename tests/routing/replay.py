"""The whole floor told again from its events, and compared with what the tables say.

Whatever a test has done, `check_floor` holds: the chain of every contact is unbroken, loads are the sums of what is
offered and held, and nobody has two offers.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from django.utils import timezone

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent
from contactcenter.contacts.operations.counting import compare_counts
from contactcenter.routing.models import Offer, OfferOutcome, Seat

ENDED = {"accept": OfferOutcome.ACCEPTED, "decline": OfferOutcome.DECLINED, "expire": OfferOutcome.EXPIRED}


def check_floor() -> None:
    """Everything that must hold between two transitions."""
    contacts = {contact.pk: contact for contact in Contact.objects.all()}
    offers = list(Offer.objects.all())
    check_chains(contacts)
    check_offers(contacts, offers)
    check_seats(contacts, offers)
    assert compare_counts(as_of=timezone.now()) == []


def check_chains(contacts: dict[int, Contact]) -> None:
    """Each transition has one event, each begins where the last one ended, and the table of states knows it."""
    chains: dict[int, list[ContactEvent]] = defaultdict(list)
    for event in ContactEvent.objects.order_by("contact_id", "id"):
        chains[event.contact_id].append(event)
    for contact_id, contact in contacts.items():
        state = ""
        for event in chains[contact_id]:
            assert event.before == state, f"{event} of {contact_id} begins at {event.before}, not at {state}"
            if (event.before, event.verb) in states.CONTACT.moves:
                assert states.CONTACT.moves[event.before, event.verb] == event.after
            state = event.after
        assert state == contact.state, f"{contact_id} is {contact.state}, its events say {state}"


def check_offers(contacts: dict[int, Contact], offers: list[Offer]) -> None:
    """An offer is open exactly as long as its contact is offered; each outcome is one event."""
    open_offers = [offer for offer in offers if not offer.outcome]
    assert max(Counter(offer.contact_id for offer in open_offers).values(), default=0) <= 1
    assert max(Counter(offer.operator_id for offer in open_offers).values(), default=0) <= 1
    offered = {contact.pk for contact in contacts.values() if contact.state == states.OFFERED}
    assert {offer.contact_id for offer in open_offers} == offered
    told = Counter(ContactEvent.objects.filter(verb__in=["offer", *ENDED]).values_list("verb", flat=True))
    assert told["offer"] == len(offers)
    for verb, outcome in ENDED.items():
        assert told[verb] == sum(offer.outcome == outcome for offer in offers)


def check_seats(contacts: dict[int, Contact], offers: list[Offer]) -> None:
    """A load is what is offered and what is held, never more than the capacity; an operator rings while offered to."""
    loads: Counter[int] = Counter()
    numbers: Counter[tuple[int, str]] = Counter()
    ringing = set()
    for offer in offers:
        if not offer.outcome:
            loads[offer.operator_id] += offer.weight
            numbers[offer.operator_id, contacts[offer.contact_id].channel] += 1
            ringing.add(offer.operator_id)
    for contact in contacts.values():
        if contact.state in states.HELD:
            assert contact.operator_id
            loads[contact.operator_id] += contact.weight
            numbers[contact.operator_id, contact.channel] += 1
    for seat in Seat.objects.all():
        assert seat.load == loads.pop(seat.operator_id, 0) <= seat.capacity + seat.interrupted
        assert seat.load == sum(parts for _number, parts in seat.held.values())
        for channel, (number, _parts) in seat.held.items():
            assert number == numbers[seat.operator_id, channel]
        assert seat.ringing == (seat.operator_id in ringing)
    assert not +loads, "held by somebody without a seat"
