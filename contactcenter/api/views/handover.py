"""Handing a conversation over, calling others into it, taking it over, on behalf of operators."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.pagination import OldestFirst
from contactcenter.api.serializers.contacts import ContactDetailSerializer
from contactcenter.api.serializers.handover import NewParticipant, ParticipantSerializer, TakeOver, Transfer
from contactcenter.api.views.base import ApiViewSet, ListResource
from contactcenter.contacts.models import Contact, Participant, ParticipantRole
from contactcenter.contacts.operations.participants import consult, end_participation, invite
from contactcenter.routing.operations.handover import transfer_contact, transfer_to_function, transfer_to_operator
from contactcenter.routing.operations.takeover import take_over
from contactcenter.staff.models import User


class _OfContact(ApiViewSet[Any]):
    resource = "routing"

    def contact(self) -> Contact:
        """404 where it is not there or not shown."""
        return self.parent(Contact.objects.visible_to(self.person), name="contact_id")

    @staticmethod
    def user(number: int, field: str) -> User:
        """Raises ValidationError for nobody."""
        user = User.objects.filter(pk=number, is_active=True).first()
        if user is None:
            raise ValidationError({field: _("There is nobody with this number.")}, code="does_not_exist")
        return user


class TransferViewSet(_OfContact):
    """Transfer of a running conversation."""

    serializer_class = ContactDetailSerializer

    @extend_schema(request=Transfer, responses={201: ContactDetailSerializer})
    def create(self, request: Request, contact_id: int) -> Response:
        """The operator gives the contact to a colleague, into a queue, or to a labour function. 409 when it does not
        run, or the colleague cannot be asked just now; nothing has changed then.
        """
        body = self.body(Transfer)
        given: dict[str, Any] = {
            "contact_id": self.contact().pk,
            "operator": self.user(body["operator"], "operator"),
            "note": body.get("note", ""),
            "at": timezone.now(),
        }
        if "to" in body:
            contact = transfer_to_operator(**given, to=self.user(body["to"], "to"), queue=body.get("queue"))
        elif "function" in body:
            contact = transfer_to_function(**given, function=body["function"])
        else:
            contact = transfer_contact(**given, queue=body["queue"])
        return self.drawn(contact, status=status.HTTP_201_CREATED)


class TakeOverViewSet(_OfContact):
    """Take-over of a running conversation."""

    serializer_class = ContactDetailSerializer

    @extend_schema(request=TakeOver, responses={201: ContactDetailSerializer})
    def create(self, request: Request, contact_id: int) -> Response:
        """Somebody else goes on with the client: a supervisor always, a colleague where the queue lets him."""
        body = self.body(TakeOver)
        contact = take_over(
            contact_id=self.contact().pk,
            actor=self.user(body["operator"], "operator"),
            holder_id=body.get("holder"),
            at=timezone.now(),
        )
        return self.drawn(contact, status=status.HTTP_201_CREATED)


class ParticipantViewSet(_OfContact, ListResource[Participant]):
    """Who was called into a conversation, also who has left."""

    serializer_class = ParticipantSerializer
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Participant]:
        """With names."""
        return Participant.objects.filter(
            contact__in=Contact.objects.visible_to(self.person), contact_id=self.kwargs.get("contact_id")
        ).select_related("person", "called_by")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """404 for a contact that is not there."""
        self.contact()
        return super().list(request, *args, **kwargs)

    @extend_schema(request=NewParticipant, responses={201: ParticipantSerializer})
    def create(self, request: Request, contact_id: int) -> Response:
        """The operator asks somebody beside the conversation, or lets him write to the client too."""
        body = self.body(NewParticipant)
        given: dict[str, Any] = {
            "contact_id": self.contact().pk,
            "operator": self.user(body["operator"], "operator"),
            "person": self.user(body["person"], "person"),
            "at": timezone.now(),
        }
        text = body.get("text", "")
        is_guest = body["role"] == ParticipantRole.GUEST
        participant = invite(**given, note=text) if is_guest else consult(**given, question=text)
        return self.drawn(participant, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, contact_id: int, person_id: int) -> Response:
        """He leaves; once more changes nothing."""
        person = self.parent(User.objects.filter(participations__contact=self.contact()).distinct(), name="person_id")
        end_participation(contact_id=contact_id, person=person, actor=person, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
