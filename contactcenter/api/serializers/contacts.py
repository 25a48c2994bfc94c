"""Contacts, what is said in them, and what happened to them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.api.serializers.clients import ClientReference
from contactcenter.clients.models import AddressKind
from contactcenter.contacts.models import Attachment, Channel, Contact, ContactEvent, Delivery, Message, Queue, Topic
from contactcenter.contacts.models.contacts import ContactOutcome
from contactcenter.contacts.operations.messages import MESSAGE_LIMIT
from contactcenter.contacts.queries import place_in_queue
from contactcenter.privacy.masking import mask_address

_ID_HELP = "your name for the message; the same one a second time changes nothing"


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """One interaction on one channel. The address is always masked here."""

    client = ClientReference(read_only=True)
    address = serializers.SerializerMethodField()
    queue = serializers.SlugRelatedField[Queue](slug_field="slug", read_only=True)
    topic = serializers.SlugRelatedField[Topic](slug_field="slug", read_only=True, allow_null=True)
    operator = PersonSerializer(read_only=True, allow_null=True)
    disposition = serializers.CharField(source="disposition.code", read_only=True, default=None, allow_null=True)
    outcome = serializers.ChoiceField(
        choices=ContactOutcome.choices,
        read_only=True,
        allow_blank=True,
        help_text="what became of a client who came; empty while he waits and for what the centre began itself",
    )

    class Meta:
        model = Contact
        fields = (
            "id",
            "channel",
            "direction",
            "thread",
            "state",
            "outcome",
            "client",
            "address",
            "queue",
            "topic",
            "operator",
            "priority",
            "language",
            "arrived_at",
            "kept_as_message_at",
            "accepted_at",
            "answered_at",
            "finished_at",
            "ended_at",
            "disposition",
            "summary",
            "last_text",
            "last_message_at",
            "client_waits_since",
            "unread",
        )
        read_only_fields = fields

    def get_address(self, contact: Contact) -> str | None:
        """Enough to recognise; in full at /clients/{id}/addresses/."""
        address = contact.address
        return mask_address(kind=address.kind, value=address.value) if address else None


class ContactDetailSerializer(ContactSerializer):
    """One contact with its place in the queue."""

    place = serializers.SerializerMethodField()

    class Meta(ContactSerializer.Meta):
        fields = (*ContactSerializer.Meta.fields, "place")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_place(self, contact: Contact) -> int:
        """1 for who is served next, 0 when it does not wait."""
        return place_in_queue(contact)


# What an address is on a channel that has only one kind of them.
_KINDS: dict[str, str] = {Channel.PHONE: AddressKind.PHONE, Channel.EMAIL: AddressKind.EMAIL}


class NewContact(RequestBody):
    """A client's first words, and where they go."""

    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.API)
    address_kind = serializers.ChoiceField(
        choices=AddressKind.choices,
        required=False,
        help_text="where it is left out: phone on the channel phone, email on the channel email, else external",
    )
    address = serializers.CharField(
        max_length=254, help_text="of the client: a telephone number, an e-mail, your own customer number"
    )
    name = serializers.CharField(max_length=300, required=False, allow_blank=True)
    text = serializers.CharField(max_length=MESSAGE_LIMIT)
    external_id = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text=_ID_HELP)
    thread = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="your name for the conversation; while a contact of it is open, words go into that one",
    )
    queue = serializers.SlugRelatedField[Queue](slug_field="slug", queryset=Queue.objects.all(), required=False)
    topic = serializers.SlugRelatedField[Topic](slug_field="slug", queryset=Topic.objects.all(), required=False)
    priority = serializers.IntegerField(min_value=-10, max_value=10, default=0)
    language = serializers.RegexField(r"^[a-z]{2}(-[A-Z]{2})?$", default="ru")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two says where the contact waits."""
        if not attrs.get("queue") and not attrs.get("topic"):
            raise serializers.ValidationError({"queue": _("Say into which queue, or on what topic.")}, code="no_queue")
        return {"address_kind": _KINDS.get(attrs["channel"], AddressKind.EXTERNAL), **attrs}


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    class Meta:
        model = Attachment
        fields = ("id", "name", "content_type", "size", "sha256")
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """Whether the client has the answer."""

    class Meta:
        model = Delivery
        fields = ("state", "attempts", "sent_at", "delivered_at", "error")
        read_only_fields = fields


class MessageSerializer(serializers.ModelSerializer[Message]):
    """What was said. `delivery` is there for messages to the client."""

    author = PersonSerializer(read_only=True, allow_null=True)
    text = serializers.CharField(source="body", read_only=True)
    delivery = serializers.SerializerMethodField()
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = Message
        fields = (
            "id",
            "direction",
            "author",
            "text",
            "created_at",
            "external_id",
            "seen_at",
            "delivery",
            "attachments",
        )
        read_only_fields = fields

    @extend_schema_field(DeliverySerializer(allow_null=True))
    def get_delivery(self, message: Message) -> dict[str, Any] | None:
        """A one-to-one row that messages of the client do not have."""
        delivery = getattr(message, "delivery", None)
        return DeliverySerializer(delivery).data if delivery else None


class NewMessage(RequestBody):
    """Further words of the client."""

    text = serializers.CharField(max_length=MESSAGE_LIMIT)
    external_id = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text=_ID_HELP)


class ContactEventSerializer(serializers.ModelSerializer[ContactEvent]):
    """One transition, or one thing worth remembering."""

    actor = PersonSerializer(read_only=True, allow_null=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]  # a declared field hides no attribute

    class Meta:
        model = ContactEvent
        fields = ("id", "at", "actor", "verb", "before", "after", "data")
        read_only_fields = fields


class Abandonment(RequestBody):
    """The client has left before anybody answered."""

    why = serializers.CharField(max_length=200, default="api")


class Collection(RequestBody):
    """The client has everything up to this message."""

    up_to = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="number of a message")


class CollectedSerializer(serializers.Serializer[Any]):
    confirmed = serializers.IntegerField(help_text="how many messages were not confirmed before")
