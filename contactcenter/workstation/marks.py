"""Small signs that lists and heads share: which channel, what to call a client."""

from __future__ import annotations

from contactcenter.clients.models import AddressKind, ClientKind
from contactcenter.contacts.models import Channel, Contact
from contactcenter.privacy.masking import mask_address

# The part of a queue's target after which a wait is shown in amber; the target itself is red.
WARN_AFTER = 0.7

# Channel -> (Tabler icon, class of static/css/components/marks.css)
_CHANNELS = {
    Channel.WEBCHAT: ("message", "chat"),
    Channel.PHONE: ("phone", "phone"),
    Channel.EMAIL: ("mail", "mail"),
    Channel.TELEGRAM: ("brand-telegram", "msgr"),
    Channel.VK: ("brand-vk", "msgr"),
    Channel.WEBFORM: ("forms", "mail"),
    Channel.API: ("plug", "mail"),
}


def channel_icon(channel: str) -> str:
    """The icon of a channel."""
    return _CHANNELS.get(Channel(channel), ("message-circle", "mail"))[0]


def channel_mark(channel: str) -> str:
    """The tint of a channel."""
    return _CHANNELS.get(Channel(channel), ("message-circle", "mail"))[1]


def name_of(contact: Contact) -> str:
    """What to call who writes: the name, else the masked number, else a numbered visitor."""
    client = contact.client
    is_named = client.first_name or client.last_name or (client.kind == ClientKind.ORGANISATION and client.organisation)
    address = contact.address
    if not is_named and address and address.kind in (AddressKind.PHONE, AddressKind.EMAIL):
        return mask_address(kind=address.kind, value=address.value)
    return client.name
