"""One box that finds clients, cases and whatever the functions know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.clients.models import Client
from contactcenter.functions.finders import finders
from contactcenter.functions.registry import SearchHit, registry
from contactcenter.privacy.masking import mask_address
from contactcenter.staff.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LIMIT = 6
SHORTEST = 2  # letters; one letter finds half of the clients


@dataclass(frozen=True)
class HitGroup:
    """What was found in one place."""

    label: _StrOrPromise
    icon: str
    hits: Sequence[SearchHit]
    slug: str = ""


def search(*, text: str, user: User) -> list[HitGroup]:
    """Groups that found something; a case that several find is shown once."""
    if len(text) < SHORTEST:
        return []
    groups = [
        HitGroup(_("Clients"), "users", _clients(text, user)),
        HitGroup(_("Cases"), "folder", _cases(text, user)),
    ]
    seen = {hit.url for group in groups for hit in group.hits}
    for function in registry:
        found = function.search(text=text, user=user, limit=LIMIT) if function.search else ()
        new = [hit for hit in found if hit.url not in seen]
        seen.update(hit.url for hit in new)
        groups.append(HitGroup(function.label, function.icon, new, function.slug))
    groups += [HitGroup(one.label, one.icon, one.search(text=text, user=user, limit=LIMIT)) for one in finders]
    return [group for group in groups if group.hits]


def _clients(text: str, user: User) -> list[SearchHit]:
    clients = Client.objects.visible_to(user).current().found_by(text).prefetch_related("addresses")[:LIMIT]
    return [
        SearchHit(
            title=client.name,
            detail=", ".join(
                filter(
                    None,
                    [
                        client.contract or client.account,
                        *(
                            mask_address(kind=address.kind, value=address.value)
                            for address in client.addresses.all()
                            if address.kind in ("phone", "email")
                        ),
                    ],
                )
            ),
            url=reverse("workstation:client", args=[client.pk]),
        )
        for client in clients
    ]


def _cases(text: str, user: User) -> list[SearchHit]:
    cases = Case.objects.visible_to(user).found_by(text).select_related("client")[:LIMIT]
    return [
        SearchHit(
            title=f"{case.number}. {case.subject}",
            detail=f"{case.client.name}, {case.state_label}",
            url=reverse("workstation:case", args=[case.pk]),
        )
        for case in cases
    ]
