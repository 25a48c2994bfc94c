"""Contacts: putting them into queues, what is said in them, what happened to them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from contactcenter.api.filters import BooleanFilter, DateTimeFilter, NumberFilter
from contactcenter.api.pagination import OldestFirst
from contactcenter.api.serializers.contacts import (
    Abandonment,
    CollectedSerializer,
    Collection,
    ContactDetailSerializer,
    ContactEventSerializer,
    ContactSerializer,
    MessageSerializer,
    NewContact,
    NewMessage,
)
from contactcenter.api.views.base import ApiViewSet, ListResource, ReadOnlyResource
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Direction, Message
from contactcenter.contacts.models.contacts import ContactDirection, ContactOutcome, ContactQuerySet
from contactcenter.contacts.operations.joining import receive_into
from contactcenter.contacts.operations.life import abandon_contact
from contactcenter.contacts.operations.outbox import confirm_delivery
from contactcenter.contacts.operations.receiving import Incoming, receive


class ContactFilter(django_filters.FilterSet):
    client = NumberFilter(field_name="client")
    operator = NumberFilter(field_name="operator")
    queue = django_filters.CharFilter(field_name="queue__slug", max_length=60)
    open = BooleanFilter(method="still_open")
    outcome = django_filters.ChoiceFilter(choices=ContactOutcome.choices, method="ended_so")
    arrived_after = DateTimeFilter(field_name="arrived_at", lookup_expr="gte")
    arrived_before = DateTimeFilter(field_name="arrived_at", lookup_expr="lt")

    class Meta:
        model = Contact
        fields = ("state", "channel", "direction", "thread")

    def still_open(self, rows: ContactQuerySet, _name: str, value: bool) -> ContactQuerySet:
        """Not ended, or ended."""
        return rows.open() if value else rows.filter(state__in=states.CONTACT.final)

    def ended_so(self, rows: ContactQuerySet, _name: str, value: str) -> ContactQuerySet:
        """Answered, left without an answer, left at once, waits for a call instead."""
        if value == ContactOutcome.CALLBACK:
            return rows.filter(direction=ContactDirection.INBOUND, state=states.CLOSED, accepted_at__isnull=True)
        if value == ContactOutcome.ANSWERED:
            return rows.filter(direction=ContactDirection.INBOUND, accepted_at__isnull=False)
        patient = rows.abandoned().patient()
        return patient if value == ContactOutcome.ABANDONED else rows.abandoned().exclude(pk__in=patient.values("pk"))


class ContactViewSet(ReadOnlyResource[Contact]):
    """Contacts, the latest first."""

    resource = "contacts"
    serializer_class = ContactDetailSerializer
    filterset_class = ContactFilter
    error_fields = {"phone": "address", "email": "address"}

    def get_queryset(self) -> QuerySet[Contact]:
        """With everything that a row shows."""
        return Contact.objects.visible_to(self.person).select_related(
            "client", "address", "queue", "topic", "operator", "disposition"
        )

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """A place in the queue costs two queries, so lists go without."""
        return ContactSerializer if self.action == "list" else ContactDetailSerializer

    @extend_schema(request=NewContact, responses={201: ContactDetailSerializer, 200: ContactDetailSerializer})
    def create(self, request: Request) -> Response:
        """Put a contact into a queue: 201 with the new contact.

        200 with the contact that is there already: the `external_id` is known, or a contact of this `thread` is open
        and the text was added to it.
        """
        received = receive(incoming=Incoming(**self.body(NewContact)), at=timezone.now())
        contact = self.get_queryset().get(pk=received.contact.pk)
        return self.drawn(
            contact,
            status=status.HTTP_201_CREATED if received.is_new_contact else status.HTTP_200_OK,
            at="api:contact-detail",
        )


class OfContact(ListResource[Any]):
    """What belongs to one contact, in the order in which it happened."""

    resource = "contacts"
    pagination_class = OldestFirst

    def contact(self) -> Contact:
        """404 where it is not there or not shown."""
        return self.parent(Contact.objects.visible_to(self.person), name="contact_id")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """404 for a contact that is not there, where an empty list would tell of a silent one."""
        self.contact()
        return super().list(request, *args, **kwargs)


class MessageFilter(django_filters.FilterSet):
    after = NumberFilter(field_name="id", lookup_expr="gt", help_text="only messages with a greater number")

    class Meta:
        model = Message
        fields = ("direction",)


class MessageViewSet(OfContact):
    """What is said in a contact, without the notes of the staff."""

    serializer_class = MessageSerializer
    filterset_class = MessageFilter

    def get_queryset(self) -> QuerySet[Message]:
        """With authors, deliveries and files, whatever the number of messages."""
        return (
            Message.objects.filter(
                contact__in=Contact.objects.visible_to(self.person), contact_id=self.kwargs.get("contact_id")
            )
            .exclude(direction=Direction.NOTE)
            .select_related("author", "delivery")
            .prefetch_related("attachments")
        )

    @extend_schema(request=NewMessage, responses={201: MessageSerializer, 200: MessageSerializer})
    def create(self, request: Request, contact_id: int) -> Response:
        """Add words of the client to an open contact: 201. 200 when the `external_id` is known already."""
        message, is_new = receive_into(contact_id=self.contact().pk, at=timezone.now(), **self.body(NewMessage))
        return self.drawn(message, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class ContactEventViewSet(OfContact):
    """What happened to a contact."""

    serializer_class = ContactEventSerializer

    def get_queryset(self) -> QuerySet[ContactEvent]:
        """Of the contact in the address."""
        return ContactEvent.objects.filter(
            contact__in=Contact.objects.visible_to(self.person), contact_id=self.kwargs.get("contact_id")
        ).select_related("actor")


class AbandonmentViewSet(ApiViewSet[Contact]):
    """The end of a contact that nobody answered."""

    resource = "contacts"
    serializer_class = ContactDetailSerializer

    @extend_schema(request=Abandonment, responses={201: ContactDetailSerializer})
    def create(self, request: Request, contact_id: int) -> Response:
        """The client has left: the contact waits no more. 409 once an operator has it."""
        contact = self.parent(Contact.objects.visible_to(self.person), name="contact_id")
        return self.drawn(
            abandon_contact(contact_id=contact.pk, at=timezone.now(), **self.body(Abandonment)),
            status=status.HTTP_201_CREATED,
        )


class CollectionViewSet(ApiViewSet[Contact]):
    """Confirmation that the client has what the operators wrote."""

    resource = "contacts"
    serializer_class = CollectedSerializer

    @extend_schema(request=Collection, responses={201: CollectedSerializer})
    def create(self, request: Request, contact_id: int) -> Response:
        """Everything up to this message has reached the client: its `delivery` becomes `delivered`."""
        contact = self.parent(Contact.objects.visible_to(self.person), name="contact_id")
        up_to = self.body(Collection)["up_to"]
        confirmed = confirm_delivery(contact_id=contact.pk, up_to_message_id=up_to, at=timezone.now())
        return Response({"confirmed": confirmed}, status=status.HTTP_201_CREATED)
