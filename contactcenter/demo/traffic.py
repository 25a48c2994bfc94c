"""Clients who write in and operators who answer, so that a newcomer sees a living floor."""

from __future__ import annotations

import contextlib
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, Direction, Disposition, Message, OfferMode, Topic
from contactcenter.contacts.operations.life import close_contact, finish_contact
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.receiving import Incoming, receive
from contactcenter.demo import texts
from contactcenter.lib.errors import DomainError
from contactcenter.routing.models import Offer
from contactcenter.routing.operations.offers import accept_offer, take_contact
from contactcenter.staff.models import BreakReason, Presence, PresenceState, User
from contactcenter.staff.operations.presence import change_presence, record_signs_of_life

_ANSWERS = (
    "Здравствуйте! Сейчас проверю, подождите минуту.",
    "Вижу ваш договор, всё в порядке. Уточню детали.",
    "Готово. Остались ли у вас вопросы?",
)


@dataclass
class Traffic:
    """The state of the play between two ticks."""

    operators: list[User]
    chance: random.Random
    # When each played operator and each played client acts next.
    next_act: dict[str, datetime] = field(default_factory=dict)

    def begin(self, *, at: datetime) -> None:
        """The played operators come on shift."""
        for operator in self.operators:
            change_presence(operator=operator, state=PresenceState.READY, at=at, actor=operator)

    def end(self, *, at: datetime) -> None:
        """And go home; what they hold goes back."""
        for operator in self.operators:
            change_presence(operator=operator, state=PresenceState.OFFLINE, at=at, actor=operator)

    def arrive(self, *, at: datetime) -> None:
        """One client writes for the first time."""
        topic = self.chance.choice(list(Topic.objects.select_related("queue").filter(slug__in=texts.OPENINGS)))
        phone = ClientAddress.objects.filter(kind=AddressKind.PHONE).order_by("?").first()
        if phone is None:
            return
        receive(
            incoming=Incoming(
                channel=Channel.TELEGRAM,
                address_kind=AddressKind.PHONE,
                address=phone.value,
                text=self.chance.choice(texts.OPENINGS[topic.slug]),
                topic=topic,
                thread=f"demo-{uuid.uuid4().hex}",
                external_id=uuid.uuid4().hex,
            ),
            at=at,
        )

    def tick(self, *, at: datetime) -> None:
        """Everyone whose time has come does one thing."""
        record_signs_of_life(operator_ids=[operator.pk for operator in self.operators], at=at)
        for offer in Offer.objects.open().filter(operator__in=self.operators).select_related("operator"):
            if self._is_time(f"offer{offer.pk}", at, 2, 7):
                _quietly(accept_offer, offer_id=offer.pk, operator=offer.operator, at=at)
        self._take_from_lists(at)
        for operator in self.operators:
            if operator.pk % 5 == 0 and self._is_time(f"pause{operator.pk}", at, 90, 400):
                self._pause_or_return(operator, at)
        for contact in Contact.objects.filter(state__in=states.HELD).select_related("operator", "address", "queue"):
            self._continue(contact, at)

    def _take_from_lists(self, at: datetime) -> None:
        waiting = Contact.objects.waiting().filter(queue__offer_mode=OfferMode.PULL)
        for contact in waiting[:10]:
            if self._is_time(f"take{contact.pk}", at, 4, 15):
                _quietly(take_contact, contact_id=contact.pk, operator=self.chance.choice(self.operators), at=at)

    def _continue(self, contact: Contact, at: datetime) -> None:
        is_played = contact.operator in self.operators
        if contact.state == states.WRAPUP:
            if is_played and self._is_time(f"wrap{contact.pk}", at, 8, 40):
                self._wrap_up(contact, at)
        elif contact.client_waits_since is None:
            if contact.thread.startswith("demo-") and self._is_time(f"client{contact.pk}", at, 5, 25):
                self._client_goes_on(contact, at)
        elif is_played and self._is_time(f"answer{contact.pk}", at, 4, 20):
            _quietly(send_reply, contact_id=contact.pk, author=contact.operator, text=self._answer(contact), at=at)

    def _client_goes_on(self, contact: Contact, at: datetime) -> None:
        answers = Message.objects.filter(contact=contact, direction=Direction.OUT).count()
        if answers >= len(_ANSWERS) and contact.operator in self.operators:
            _quietly(finish_contact, contact_id=contact.pk, at=at)
            return
        text = self.chance.choice(texts.THANKS if answers >= len(_ANSWERS) else texts.FOLLOW_UPS)
        receive(
            incoming=Incoming(
                channel=contact.channel,
                address_kind=AddressKind.PHONE,
                address=contact.address.value if contact.address else "",
                text=text,
                queue=contact.queue,
                thread=contact.thread,
                external_id=uuid.uuid4().hex,
            ),
            at=at,
        )

    def _answer(self, contact: Contact) -> str:
        said = Message.objects.filter(contact=contact, direction=Direction.OUT).count()
        return _ANSWERS[min(said, len(_ANSWERS) - 1)]

    def _wrap_up(self, contact: Contact, at: datetime) -> None:
        ends = Disposition.objects.filter(function=contact.queue.function, leaves_case=False)
        disposition = ends.order_by("?").first() or Disposition.objects.first()
        if disposition and contact.operator:
            _quietly(
                close_contact,
                contact_id=contact.pk,
                actor=contact.operator,
                disposition_id=disposition.pk,
                summary=contact.last_text,
                at=at,
            )

    def _pause_or_return(self, operator: User, at: datetime) -> None:
        is_ready = Presence.objects.filter(operator=operator, state=PresenceState.READY).exists()
        state = PresenceState.BREAK if is_ready else PresenceState.READY
        reasons = list(BreakReason.objects.filter(is_active=True)) if is_ready else []
        reason = self.chance.choice(reasons) if reasons else None
        change_presence(operator=operator, state=state, reason=reason, at=at, actor=operator)

    def _is_time(self, key: str, at: datetime, low: float, high: float) -> bool:
        """True once the moment drawn when `key` was first asked about has come; then a new one is drawn."""
        moment = self.next_act.setdefault(key, at + timedelta(seconds=self.chance.uniform(low, high)))
        if at < moment:
            return False
        del self.next_act[key]
        return True


def _quietly(operation: Callable[..., object], **kwargs: object) -> None:
    """Between a look and a deed a person at another screen may have been faster; a player does not mind."""
    with contextlib.suppress(DomainError):
        operation(**kwargs)
