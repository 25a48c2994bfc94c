"""Questions about callbacks; each costs the same at 2 rows and at 20."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback, CallbackEvent, CallbackQuerySet, Origin
from contactcenter.callbacks.moments import city_of
from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.contacts.models import Contact
from contactcenter.contacts.models.contacts import ContactDirection
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import User

PAGE = 50
# Whoever left longer ago has found another way.
ABANDONED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """A callback as a list shows it."""

    callback: Callback
    as_of: datetime

    @property
    def there(self) -> datetime:
        """The moment by the clock of the client, without a zone so that nothing converts it back."""
        return self.callback.due_at.astimezone(ZoneInfo(self.callback.time_zone)).replace(tzinfo=None)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the client's clock shows another time than ours."""
        return self.there != timezone.localtime(self.callback.due_at).replace(tzinfo=None)

    @property
    def now_there(self) -> datetime:
        """What the clock of the client shows now."""
        return self.as_of.astimezone(ZoneInfo(self.callback.time_zone)).replace(tzinfo=None)

    @property
    def city(self) -> str:
        """Whose clock that is."""
        return city_of(self.callback.time_zone)

    @property
    def is_late(self) -> bool:
        """Due and still in nobody's hands."""
        return self.callback.state == states.CALLING or self.callback.due_at <= self.as_of


def with_labels(callbacks: CallbackQuerySet) -> CallbackQuerySet:
    """Callbacks with what one row shows."""
    return callbacks.select_related("client", "address", "queue", "topic", "operator", "contact__operator")


def promised(*, user: User, as_of: datetime) -> Sequence[Row]:
    """Live ones, what is due first in front."""
    live = with_labels(Callback.objects.visible_to(user)).live().order_by("due_at", "pk")[:PAGE]
    return [Row(callback, as_of) for callback in live]


def served_by(user: User) -> frozenset[int]:
    """The queues whose calls this user may take into his hands."""
    return frozenset(QueueMember.objects.filter(operator=user).values_list("queue_id", flat=True))


def version() -> str:
    """Other than before when anything in the list has changed."""
    event = CallbackEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    lost = Contact.objects.abandoned().order_by("-ended_at").values_list("pk", flat=True).first()
    return f"{event or 0}.{lost or 0}"


def lately_ended(*, user: User) -> Sequence[Row]:
    """What became of the latest ones."""
    ended = with_labels(Callback.objects.visible_to(user)).filter(state__in=states.CALLBACK.final)
    return [Row(callback, callback.due_at) for callback in ended.order_by("-ended_at", "-pk")[:20]]


def not_called_back(*, as_of: datetime) -> QuerySet[Contact]:
    """Who left without an answer, has a number, was not called and has not come again; the latest first."""
    lost = Contact.objects.abandoned().patient().filter(ended_at__gte=as_of - ABANDONED_FOR)
    later = Contact.objects.filter(client=OuterRef("client"), direction=ContactDirection.INBOUND).filter(
        pk__gt=OuterRef("pk")
    )
    called = Callback.objects.filter(origin_contact=OuterRef("pk"))
    promised_since = Callback.objects.filter(client=OuterRef("client"), created_at__gte=OuterRef("arrived_at"))
    number = ClientAddress.objects.filter(client=OuterRef("client"), kind=AddressKind.PHONE)
    return (
        lost.filter(Exists(number))
        .exclude(Exists(later))
        .exclude(Exists(called))
        .exclude(Exists(promised_since))
        .select_related("client", "address", "queue", "topic")
        .order_by("-ended_at", "-pk")
    )


@dataclass(frozen=True)
class OnFloor:
    """What the floor counts. `late` are due and in nobody's hands."""

    today: int
    late: int
    abandoned: int


def on_floor(*, as_of: datetime) -> OnFloor:
    """Two looks into partial indexes."""
    end = timezone.localtime(as_of).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    counts = Callback.objects.live().aggregate(
        today=Count("pk", filter=Q(due_at__lt=end)), late=Count("pk", filter=_is_late(as_of))
    )
    return OnFloor(
        **counts,
        abandoned=not_called_back(as_of=as_of).order_by().count(),
    )


def _is_late(as_of: datetime) -> Q:
    in_nobodys_hands = Q(state=states.CALLING, contact__operator__isnull=True)
    return in_nobodys_hands | Q(state=states.WAITING, due_at__lte=as_of)


def waiting_count(_user: User) -> int:
    """For the badge: due and in nobody's hands, and who left and was not called back. One statement on every page."""
    now = timezone.now()
    late = Callback.objects.filter(_is_late(now)).order_by().values_list("pk")
    return late.union(not_called_back(as_of=now).order_by().values_list("pk"), all=True).count()


def of_contact(contact: Contact) -> Callback | None:
    """The callback whose call this contact is."""
    if contact.direction != ContactDirection.OUTBOUND:
        return None
    return with_labels(Callback.objects.filter(contact=contact)).first()


def callback_row(contact: Contact, *, as_of: datetime) -> Row | None:
    """The same as a screen shows it."""
    callback = of_contact(contact)
    return Row(callback, as_of) if callback else None


def of_client(client_id: int) -> Callback | None:
    """What this client is promised."""
    return with_labels(Callback.objects.filter(client=client_id)).live().order_by("due_at").first()


def of_abandoned(contact: Contact) -> Callback | None:
    """How who left was called back."""
    return Callback.objects.filter(origin_contact=contact, origin=Origin.ABANDONED).first()
