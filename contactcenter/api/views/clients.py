"""Clients and their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.filters import DateTimeFilter
from contactcenter.api.models import ApiToken
from contactcenter.api.pagination import OldestFirst
from contactcenter.api.permissions import sees_personal_data
from contactcenter.api.serializers.clients import (
    AddressSerializer,
    ClientChanges,
    ClientSerializer,
    NewAddress,
    NewClient,
)
from contactcenter.api.views.base import ApiViewSet, ListResource, M, ReadOnlyResource
from contactcenter.clients.models import Client, ClientAddress, ClientQuerySet
from contactcenter.clients.operations.addresses import add_address
from contactcenter.clients.operations.details import change_client, create_client
from contactcenter.privacy.operations.access import record_accesses

_ADDRESS_ERRORS = {"phone": "value", "email": "value", "address": "value"}


class ClientFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(
        method="found_by",
        max_length=200,
        help_text="words of the name in any order, four or more digits of a number, or an e-mail",
    )
    created_after = DateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = DateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Client
        fields = ("kind", "account", "contract", "segment")

    def found_by(self, rows: ClientQuerySet, _name: str, value: str) -> ClientQuerySet:
        """The search of the workstation."""
        return rows.found_by(value)


class _ShowsAddresses(ApiViewSet[M]):
    """Addresses in full for tokens that may see them; each look leaves a line in the access log first."""

    def get_serializer_context(self) -> dict[str, Any]:
        """Says whether addresses are drawn in full."""
        return {**super().get_serializer_context(), "in_full": sees_personal_data(self.request)}

    def note_look(self, addresses: Iterable[ClientAddress]) -> None:
        """Nothing for who sees them masked."""
        token = self.request.auth
        if not sees_personal_data(self.request) or not isinstance(token, ApiToken):
            return
        shown: dict[int, list[str]] = {}
        for address in addresses:
            shown.setdefault(address.client_id, []).append(f"{address.kind}:{address.pk}")
        record_accesses(
            fields=shown,
            actor=token.user,
            reason=_("API token “%(name)s”") % {"name": token.name},
            at=timezone.now(),
            origin="api",
        )


class ClientViewSet(_ShowsAddresses[Client], ReadOnlyResource[Client]):
    """Clients; the list has no clients that were merged into others."""

    resource = "clients"
    serializer_class = ClientSerializer
    filterset_class = ClientFilter
    error_fields = dict.fromkeys(_ADDRESS_ERRORS, "addresses")

    def get_queryset(self) -> QuerySet[Client]:
        """With addresses, in one more query."""
        clients = Client.objects.visible_to(self.person)
        return (clients.current() if self.action == "list" else clients).prefetch_related("addresses")

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page of clients is looked at."""
        page = super().paginate_queryset(queryset)
        self.note_look(address for client in page or () for address in client.addresses.all())
        return page

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One client, also one that was merged: `merged_into` tells where it went."""
        client = self.get_object()
        self.note_look(client.addresses.all())
        return self.drawn(client)

    @extend_schema(request=NewClient, responses={201: ClientSerializer})
    def create(self, request: Request) -> Response:
        """Create a client that has not written yet. Addresses in the answer are masked."""
        details = self.body(NewClient)
        addresses = [(address["kind"], address["value"]) for address in details.pop("addresses", ())]
        client = create_client(details=details, addresses=addresses, at=timezone.now())
        return self.drawn(client, status=status.HTTP_201_CREATED, at="api:client-detail")

    @extend_schema(request=ClientChanges)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change details of a client. Addresses in the answer are masked."""
        client = change_client(
            client_id=self.get_object().pk, details=self.body(ClientChanges), at=timezone.now(), actor=self.person
        )
        return self.drawn(client)


class ClientAddressViewSet(_ShowsAddresses[ClientAddress], ListResource[ClientAddress]):
    """The ways to reach one client."""

    resource = "clients"
    serializer_class = AddressSerializer
    pagination_class = OldestFirst
    error_fields = _ADDRESS_ERRORS

    def get_queryset(self) -> QuerySet[ClientAddress]:
        """Of the client in the address."""
        clients = Client.objects.visible_to(self.person)
        return ClientAddress.objects.filter(client__in=clients, client_id=self.kwargs.get("client_id"))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """404 for a client that is not there, where an empty list would tell of one without addresses."""
        self.parent(Client.objects.visible_to(self.person), name="client_id")
        return super().list(request, *args, **kwargs)

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page of addresses is looked at."""
        page = super().paginate_queryset(queryset)
        self.note_look(page or ())
        return page

    @extend_schema(request=NewAddress, responses={201: AddressSerializer})
    def create(self, request: Request, client_id: int) -> Response:
        """Add an address. One that this client has already is answered as it is; the answer is masked."""
        client = self.parent(Client.objects.visible_to(self.person), name="client_id")
        address = add_address(client=client, at=timezone.now(), **self.body(NewAddress))
        return self.drawn(address, status=status.HTTP_201_CREATED)
