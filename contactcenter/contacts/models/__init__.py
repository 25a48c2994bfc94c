"""Contacts, what is said in them, and what waits to be delivered."""

from contactcenter.contacts.models.channels import Channel, ChannelWeight
from contactcenter.contacts.models.contacts import Contact, ContactEvent
from contactcenter.contacts.models.counts import QueueDelta, QueueMinute, QueueTally
from contactcenter.contacts.models.messages import Attachment, Delivery, DeliveryState, Direction, Message, NoteKind
from contactcenter.contacts.models.participants import Participant, ParticipantRole
from contactcenter.contacts.models.priorities import PriorityRule
from contactcenter.contacts.models.queues import CannedReply, Disposition, OfferMode, Queue, Topic, WrapUpMode

__all__ = [
    "Attachment",
    "CannedReply",
    "Channel",
    "ChannelWeight",
    "Contact",
    "ContactEvent",
    "Delivery",
    "DeliveryState",
    "Direction",
    "Disposition",
    "Message",
    "NoteKind",
    "OfferMode",
    "Participant",
    "ParticipantRole",
    "PriorityRule",
    "Queue",
    "QueueDelta",
    "QueueMinute",
    "QueueTally",
    "Topic",
    "WrapUpMode",
]
