"""The floor of the state machine: what stands still, and what the database says of it after a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, ChannelWeight, Contact, Disposition, OfferMode, Queue
from contactcenter.routing.models import Offer, OfferOutcome, QueueMember
from contactcenter.routing.operations.matching import DECLINE_REST
from contactcenter.staff.models import OperatorSkill, User
from tests.cast import a_queue, a_skill, an_operator

MOST_LETTERS = 4


class Stage:
    """What stands still: four queues, three operators of whom one serves all, and rules of channels.

    In the third queue contacts open at once, from the fourth operators take. A call stands alone and interrupts
    letters, of which nobody has more than four.
    """

    def __init__(self) -> None:
        self.queues = [
            a_queue("one", colleagues_take_over=True),
            a_queue("two", priority=1),
            a_queue("three", skill="two", offer_mode=OfferMode.AUTO),
            a_queue("four", skill="one", offer_mode=OfferMode.PULL),
        ]
        ChannelWeight.objects.create(channel=Channel.PHONE, weight=100, alone=True, interrupts=[Channel.EMAIL])
        ChannelWeight.objects.create(channel=Channel.EMAIL, weight=10, most=MOST_LETTERS)
        first, both, second = [an_operator(name, skill="") for name in ("first", "both", "second")]
        for operator, slug, level in ((first, "one", 3), (both, "one", 2), (both, "two", 5), (second, "two", 3)):
            OperatorSkill.objects.create(operator=operator, skill=a_skill(slug), level=level)
        self.operators = [first, both, second]
        self.opens = {queue.pk for queue in self.queues if queue.offer_mode == OfferMode.AUTO}
        self.pulled = {queue.pk for queue in self.queues if queue.offer_mode == OfferMode.PULL}
        self.serves = set(QueueMember.objects.values_list("operator_id", "queue_id"))
        self.disposition = Disposition.objects.create(function="inquiries", name="Готово", code="done")


class World:
    """What the database says, read once after each step."""

    def __init__(self, stage: Stage, *, at: datetime) -> None:
        self.stage = stage
        self.contacts = {contact.pk: contact for contact in Contact.objects.all()}
        self.offers = list(Offer.objects.all())
        holders = {offer.contact_id: offer.operator_id for offer in self.offers if not offer.outcome}
        self.known = {pk: (one.state, holders.get(pk, one.operator_id)) for pk, one in self.contacts.items()}
        self.resting = {
            (offer.contact_id, offer.operator_id)
            for offer in self.offers
            if offer.outcome == OfferOutcome.DECLINED and offer.ended_at and offer.ended_at > at - DECLINE_REST
        }

    def waiting(self) -> list[Contact]:
        return sorted((one for one in self.contacts.values() if one.state == states.QUEUED), key=self.rank)

    def load(self, operator_id: int) -> int:
        taken = {states.OFFERED, *states.HELD}
        mine = (pk for pk, (state, who) in self.known.items() if state in taken and who == operator_id)
        return sum(self.contacts[pk].weight for pk in mine)

    def hands(self, operator_id: int, *, besides: int | None = None) -> list[Contact]:
        taken = {states.OFFERED, *states.HELD}
        mine = (pk for pk, (state, who) in self.known.items() if state in taken and who == operator_id)
        return [self.contacts[pk] for pk in mine if pk != besides]

    def has_room(self, operator_id: int, contact: Contact, *, besides: int | None = None) -> bool:
        """The rules of channels told once more, over what is in his hands."""
        hands = self.hands(operator_id, besides=besides)
        if contact.channel == Channel.PHONE:
            hands = [one for one in hands if one.channel != Channel.EMAIL]
            return not hands
        if any(one.channel == Channel.PHONE for one in hands):
            return False
        letters = sum(one.channel == Channel.EMAIL for one in hands)
        if contact.channel == Channel.EMAIL and letters >= MOST_LETTERS:
            return False
        return contact.weight + sum(one.weight for one in hands) <= 100

    def can_have(self, operator_id: int, contact: Contact, *, besides: int | None = None, named: object = None) -> bool:
        return bool(
            (operator_id, contact.queue_id) in self.stage.serves
            and (named or contact.queue_id not in self.stage.pulled)
            and self.has_room(operator_id, contact, besides=besides)
            and contact.handed_over_by_id != operator_id
            and (contact.pk, operator_id) not in self.resting
        )

    @staticmethod
    def rank(contact: Contact) -> tuple[datetime, int]:
        return (contact.arrived_at - timedelta(hours=contact.priority), contact.pk)


@dataclass(frozen=True)
class Given:
    """With whom and what something happens."""

    operator: User
    queue: Queue
    contact: Contact
    data: st.DataObject
