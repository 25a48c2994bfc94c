"""The outbox: claimed by conditional update, sent outside any transaction, settled by another update.

Messages of one contact go out in the order in which they were written: a later one waits for an earlier one that is
still on its way. A delivery whose worker died while sending is in doubt. Channels whose other side drops duplicates
by our id are tried again; for all others a person decides, so that nothing is knowingly sent twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from contactcenter.contacts.models import Delivery, DeliveryState
from contactcenter.contacts.operations.life import lock_contact, note_event
from contactcenter.contacts.signals import message_queued
from contactcenter.lib.errors import Conflict
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import User

ATTEMPTS = 8
LEASE = timedelta(seconds=60)  # longer than any gateway's time-out
_BACKOFF = (2, 5, 15, 60, 300, 900, 3600)  # seconds


class DeliveryRefused(Exception):
    """The other side said no for good: trying again is no use."""


@dataclass(frozen=True)
class Courier:
    """How a channel sends. `repeatable`: the same delivery twice reaches the client once."""

    send: Callable[[Delivery], None]
    repeatable: bool


couriers: dict[str, Courier] = {}


def due_deliveries(*, as_of: datetime, limit: int = 200) -> list[int]:
    """What is to be sent now, and what was left in the middle."""
    earlier = _on_its_way(contact=OuterRef("message__contact_id"), before=OuterRef("pk"))
    waiting = Delivery.objects.filter(~Exists(earlier), state=DeliveryState.WAITING, next_try_at__lte=as_of)
    stuck = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=as_of - LEASE)
    return [
        *waiting.order_by("next_try_at").values_list("pk", flat=True)[:limit],
        *stuck.values_list("pk", flat=True)[:limit],
    ]


def deliver(*, delivery_id: int, at: datetime) -> bool:
    """Send one message; False when somebody else has it or it is not its time. Never raises what a gateway raises."""
    known = Delivery.objects.select_related("message__contact", "message__author").filter(pk=delivery_id)
    delivery = known.first()
    if delivery is None or not _claim(delivery, at=at):
        return False
    courier = couriers.get(delivery.channel)
    if courier is None:
        _settle(delivery, state=DeliveryState.FAILED, error=_("No gateway serves this channel."))
        return True
    try:
        courier.send(delivery)
    except DeliveryRefused as refusal:
        _settle(delivery, state=DeliveryState.FAILED, error=str(refusal))
    except Exception as error:
        _retry(delivery, error=f"{type(error).__name__}: {error}", at=at)
    else:
        _settle(delivery, state=DeliveryState.SENT, sent_at=at)
    return True


def _on_its_way(*, contact: Any, before: Any) -> QuerySet[Delivery]:
    """What was written to a contact before this delivery and is not settled yet."""
    return Delivery.objects.filter(
        message__contact_id=contact, pk__lt=before, state__in=(DeliveryState.WAITING, DeliveryState.SENDING)
    )


def _claim(delivery: Delivery, *, at: datetime) -> bool:
    # The condition that makes a claim exclusive stands in the UPDATE itself: one inside a subquery is not looked at
    # again after waiting for a competitor.
    row = Delivery.objects.filter(pk=delivery.pk)
    earlier = _on_its_way(contact=delivery.message.contact_id, before=delivery.pk)
    fresh = row.filter(~Exists(earlier), state=DeliveryState.WAITING, next_try_at__lte=at)
    if fresh.update(state=DeliveryState.SENDING, claimed_at=at):
        delivery.state, delivery.claimed_at = DeliveryState.SENDING, at
        return True
    stuck = row.filter(state=DeliveryState.SENDING, claimed_at__lt=at - LEASE)
    courier = couriers.get(delivery.channel)
    if courier is None or not courier.repeatable:
        for doubtful in stuck.select_related("message"):
            error = _("It is not known whether the client has received it.")
            _settle(doubtful, state=DeliveryState.FAILED, error=error)
        return False
    if stuck.update(claimed_at=at):
        delivery.claimed_at = at
        return True
    return False


def _retry(delivery: Delivery, *, error: str, at: datetime) -> None:
    attempts = delivery.attempts + 1
    if attempts >= ATTEMPTS:
        _settle(delivery, state=DeliveryState.FAILED, error=error, attempts=attempts)
        return
    wait = _BACKOFF[min(attempts - 1, len(_BACKOFF) - 1)]
    _settle(
        delivery,
        state=DeliveryState.WAITING,
        error=error,
        attempts=attempts,
        next_try_at=at + timedelta(seconds=wait),
    )


def _settle(delivery: Delivery, *, state: str, error: str = "", **changes: object) -> None:
    # Only one's own claim, and only from `sending`: the client's screen may have confirmed meanwhile, and that is worth
    # more. Who comes back late with a success tells the truth even when the delivery was given up as doubtful.
    states = [DeliveryState.SENDING, *([DeliveryState.FAILED] if state == DeliveryState.SENT else [])]
    mine = Delivery.objects.filter(pk=delivery.pk, claimed_at=delivery.claimed_at, state__in=states)
    if not mine.update(state=state, error=error[:300], **changes):
        return
    contact_id = delivery.message.contact_id
    publish(topics.contact(contact_id), kind="delivery", message=delivery.message_id)
    following = Delivery.objects.filter(
        message__contact_id=contact_id, pk__gt=delivery.pk, state=DeliveryState.WAITING
    ).order_by("pk")
    if state != DeliveryState.WAITING and (after := following.values_list("pk", flat=True).first()):
        message_queued.send(sender=Delivery, delivery_id=after)


@transaction.atomic
def requeue_delivery(*, delivery_id: int, actor: User, at: datetime) -> Delivery:
    """A person decides that what was not delivered is sent again, knowing that the client may get it twice.

    Raises Conflict when it is on its way or has arrived meanwhile.
    """
    delivery = Delivery.objects.select_related("message").get(pk=delivery_id)
    contact = lock_contact(delivery.message.contact_id)
    again = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.FAILED).update(
        state=DeliveryState.WAITING, attempts=0, next_try_at=at, claimed_at=None
    )
    if not again:
        raise Conflict(_("This message is on its way or has arrived already."), code="not_failed")
    note_event(contact, verb="resend", at=at, actor=actor, data={"delivery": delivery_id, "error": delivery.error})
    publish(topics.contact(contact.pk), kind="delivery", message=delivery.message_id)
    message_queued.send(sender=Delivery, delivery_id=delivery_id)
    delivery.refresh_from_db()
    return delivery


def confirm_delivery(*, contact_id: int, up_to_message_id: int, at: datetime) -> int:
    """The client's side has everything up to this message; returns how many were confirmed."""
    confirmed = (
        Delivery.objects.filter(message__contact_id=contact_id, message_id__lte=up_to_message_id)
        .exclude(state=DeliveryState.DELIVERED)
        .update(state=DeliveryState.DELIVERED, delivered_at=at, error="")
    )
    if confirmed:
        publish(topics.contact(contact_id), kind="delivery", message=up_to_message_id)
    return confirmed
