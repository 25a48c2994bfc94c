"""Which outages a trouble may belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, F, Q

from contactcenter.cases.models import Case
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact
from contactcenter.lib.text import words
from contactcenter.staff.models import User
from support.models import Outage, Product, SupportRequest
from support.models.outages import OutageQuerySet
from support.states import WAITING

# What stands behind these in an address is a flat, not a house: "д. 12, кв. 5" is not house 5.
_INSIDE = frozenset({"кв", "квартира", "оф", "офис", "пом", "помещение", "подъезд", "этаж"})
TO_SETTLE = Q(outage__isnull=False, settled_at__isnull=True)


def covers(place: str, address: str) -> bool:
    """Whether an address lies in a place: all words of the place stand in it, in their order."""
    left = iter(_outside(address))
    return bool(words(place)) and all(word in left for word in words(place))


def _outside(address: str) -> list[str]:
    found: list[str] = []
    for word in words(address):
        if word in _INSIDE:
            break
        found.append(word)
    return found


def fits(outage: Outage, *, product: Product | None, addresses: Iterable[str]) -> bool:
    """By product and area; an outage without places is everywhere, and a product that is not known yet may be any."""
    if product and outage.product_id != product.pk:
        return False
    return not outage.places or any(covers(place, address) for place in outage.places for address in addresses)


def suggested(*, client: Client, product: Product | None, address: str = "") -> Sequence[Outage]:
    """Running outages that may be behind what this client reports; without an address those of his earlier requests."""
    running = list(Outage.objects.running().select_related("product"))
    if not running:
        return []
    addresses = [address] if address else addresses_of(client)
    return [outage for outage in running if fits(outage, product=product, addresses=addresses)]


def addresses_of(client: Client) -> list[str]:
    """Where the services of a client are, as far as he has ever said."""
    rows = SupportRequest.objects.filter(case__client=client).exclude(service_address="")
    return list(rows.order_by("-pk").values_list("service_address", flat=True)[:5])


def outage_rows(*, user: User) -> OutageQuerySet:
    """Outages, those that run first, with how many requests they group and how many of them wait for an answer."""
    return (
        Outage.objects.visible_to(user)
        .select_related("product", "created_by", "ended_by")
        .annotate(
            grouped=Count("requests"),
            waiting=Count("requests", filter=Q(requests__case__state__in=WAITING)),
            unsettled=Count("requests", filter=Q(requests__settled_at__isnull=True)),
        )
        .order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-id")
    )


def cases_of_outage(*, outage: Outage, user: User) -> list[Case]:
    """The requests that an outage groups, the newest first."""
    cases = Case.objects.visible_to(user).filter(support_request__outage=outage)
    return list(cases.select_related("client", "owner", "support_request").order_by("-pk")[:200])


def unsettled(*, outage_id: int, limit: int) -> list[int]:
    """Requests of an outage that has ended which have still to be answered and closed."""
    rows = SupportRequest.objects.filter(TO_SETTLE, outage=outage_id).order_by("case")
    return list(rows.values_list("case_id", flat=True)[:limit])


def outages_to_settle() -> list[int]:
    """Outages that have ended and whose requests are not all answered."""
    rows = Outage.objects.filter(ended_at__isnull=False, settled_at__isnull=True).order_by("ended_at")
    return list(rows.values_list("pk", flat=True))


def requests_of_contact(contact: Contact) -> list[SupportRequest]:
    """The requests that a contact serves, the newest first."""
    rows = SupportRequest.objects.filter(case__contacts=contact).select_related("case", "outage", "product")
    return list(rows.order_by("-pk"))
