"""A visitor who would rather be called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.callbacks.models import Callback, Origin
from contactcenter.callbacks.moments import Window, rule_of, window_of, zone_for
from contactcenter.callbacks.operations.agreeing import NOTE_LIMIT, Promise, agree_callback, cancel_callback
from contactcenter.clients.models import AddressKind, ClientAddress
from contactcenter.clients.operations.addresses import add_address, find_or_create_client, normalise_address
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.life import lock_contact, move_contact
from contactcenter.gateways.models import ChatSession
from contactcenter.gateways.operations.chats import Words, change_session, checked, external_id, require_consent
from contactcenter.gateways.operations.visitors import Visitor, count_conversation, hold_session, session_of
from contactcenter.gateways.queries import current_contact, is_consent_in_force, widget_of
from contactcenter.gateways.topics import chat
from contactcenter.lib.errors import Conflict
from contactcenter.privacy.models import ConsentText, Purpose
from contactcenter.privacy.operations.consents import give_consent
from contactcenter.push.publish import publish

SLOTS = 200  # moments that a window is told at once


def slots_for(*, visitor: Visitor, zone: str, as_of: datetime) -> Sequence[datetime]:
    """When this visitor could be called, the soonest first; raises InvalidInput for a zone that does not exist."""
    widget, session = widget_of(visitor.key), session_of(visitor)
    if widget is None:
        return []
    queue = _queue(session) or widget.queue
    rule = rule_of(queue)
    chosen, _is_known = zone_for(chosen=zone)
    window = window_of(queue=queue, rule=rule, zone=chosen, as_of=as_of)
    return list(window.slots(as_of, minutes=rule.slot_minutes, limit=SLOTS))


@transaction.atomic
def ask_callback(
    *, visitor: Visitor, words: Words, phone: str, moment: datetime | None, zone: str, at: datetime
) -> Callback:
    """The visitor leaves his number and a moment, or none for as soon as possible; whoever waits, waits no more.

    Raises InvalidInput for a number or a moment that will not do, Conflict where callbacks are not taken, the consent
    is missing or this number is promised a call already.
    """
    words = checked(words, needs_text=False)
    session = hold_session(visitor, at=at)
    key = external_id(session, words.key)
    if known := Callback.objects.filter(key=key).first():
        return known
    contact, queue = current_contact(session), _queue(session) or session.widget.queue
    rule = rule_of(queue)
    if not rule.by_clients:
        raise Conflict(_("We do not call back from this chat."), code="no_callbacks")
    text = require_consent(session, visitor, words, at=at)
    address = _number(session, contact, phone=phone, name=words.name, language=visitor.language, at=at)
    chosen, _is_known = zone_for(chosen=zone, phone=address.value)
    window = window_of(queue=queue, rule=rule, zone=chosen, as_of=at)
    promise = Promise(
        address=address,
        queue=queue,
        topic=(contact.topic if contact else None) or session.widget.message_topic,
        moment=moment or _soonest(window, at=at),
        origin=Origin.CLIENT,
        time_zone=str(chosen),
        note=(words.text or (contact.last_text if contact else ""))[:NOTE_LIMIT],
        key=key,
        origin_contact=contact,
    )
    callback = agree_callback(promise=promise, at=at)
    if contact is None:
        count_conversation(visitor, session.widget)
    else:
        _stop_waiting(contact, at=at)
    _record_consent(session, address, text=text, at=at)
    change_session(session, callback=callback, consent_text=text or session.consent_text, last_seen_at=at)
    publish(chat(session.token_hash))
    return callback


@transaction.atomic
def drop_callback(*, visitor: Visitor, at: datetime) -> None:
    """The visitor does not want to be called any more. Raises Conflict once an operator is calling."""
    session = session_of(visitor)
    if session is None or session.callback is None or not session.callback.is_live:
        return
    cancel_callback(callback_id=session.callback.pk, at=at, why="by the visitor")
    publish(chat(session.token_hash))


def _queue(session: ChatSession | None) -> Queue | None:
    contact = current_contact(session) if session else None
    return contact.queue if contact else None


def _soonest(window: Window, *, at: datetime) -> datetime:
    moment = window.next(at)
    if moment is None:
        raise Conflict(_("At the moment nobody can say when we could call. Leave a message."), code="no_moment")
    return moment


def _number(
    session: ChatSession, contact: Contact | None, *, phone: str, name: str, language: str, at: datetime
) -> ClientAddress:
    """The number as an address of the visitor himself, where it is not another client's already."""
    value = normalise_address(kind=AddressKind.PHONE, value=phone)
    last = contact or session.contact
    if last and not ClientAddress.objects.filter(kind=AddressKind.PHONE, value=value).exists():
        return add_address(client=last.client, kind=AddressKind.PHONE, value=value, at=at)
    address, _is_new = find_or_create_client(kind=AddressKind.PHONE, value=value, at=at, name=name, language=language)
    return address


def _stop_waiting(contact: Contact, *, at: datetime) -> None:
    """He waits for the call now; what is kept as a message, and a conversation that has begun, go on."""
    held = lock_contact(contact.pk)
    if held.state in (states.QUEUED, states.OFFERED) and held.kept_as_message_at is None:
        move_contact(held, verb="call_later", at=at)


def _record_consent(session: ChatSession, address: ClientAddress, *, text: ConsentText | None, at: datetime) -> None:
    if text is None and not is_consent_in_force(client_id=address.client_id):
        text = session.consent_text
    if text is None:
        return
    give_consent(
        client=address.client,
        purpose=Purpose.PERSONAL_DATA,
        at=at,
        text=text,
        channel="webchat",
        evidence={"site": session.origin, "widget": session.widget.name, "asked": "callback"},
    )
