"""The one door through which a contact changes its state."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, ParticipantRole, WrapUpMode
from contactcenter.contacts.models.queues import ENDING_MODES
from contactcenter.contacts.signals import Move, contact_moved
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import change, publish, publish_all
from contactcenter.staff.models import User

# What follows from a move, whatever it is.
_KEPT_TRUE = ("state", "ended_at", "in_queue_since", "wait_ends_at", "reserved_until", "wrapup_due_at")
SUMMARY_LIMIT = 5_000  # characters
EXTENDED = "extend_wrapup"
EXTENSION = timedelta(minutes=1)
_CLOSING_MODES = (WrapUpMode.TIMED, WrapUpMode.OPTIONAL)


class Without(StrEnum):
    """Why a contact was closed without a disposition; kept with the event."""

    NONE = "none"  # its queue has no wrap-up
    OVER = "over"  # the time for it was over
    SKIPPED = "skipped"  # the operator left it out


def lock_contact(contact_id: int) -> Contact:
    """The contact with its row locked; always before any operator's row. Raises Contact.DoesNotExist.

    Not locked against rows that refer to it: a case that is being linked must not wait for a conversation.
    """
    locked = Contact.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("queue", "client").get(pk=contact_id)


def move_contact(
    contact: Contact,
    *,
    verb: str,
    at: datetime,
    actor: User | None = None,
    data: dict[str, Any] | None = None,
    **changes: Any,
) -> Contact:
    """Lead a locked contact along its state table: write it, one event, and tell who listens.

    Raises IllegalTransition when the table has no such move. `changes` are fields written along.
    """
    before, holder, queue_before = contact.state, contact.operator_id, contact.queue_id
    contact.state = states.CONTACT.next(before, verb)
    for field, value in changes.items():
        setattr(contact, field, value)
    if contact.state in states.CONTACT.final:
        contact.ended_at = at
    if contact.queue_id != queue_before:
        contact.enter_queue(at=at)
    elif contact.state == states.ACTIVE:
        contact.wait_ends_at = None  # who has been accepted once is not sent away again
    contact.wrapup_due_at = None
    if contact.state == states.WRAPUP:
        contact.begin_wrapup(at=at)
    # Whatever has happened, the client has waited for one certain operator long enough.
    contact.reserved_until = None
    contact.save(update_fields={*_KEPT_TRUE, *changes})
    ContactEvent.objects.create(
        contact=contact, at=at, actor=actor, verb=verb, before=before, after=contact.state, data=data or {}
    )
    contact_moved.send(
        sender=Contact,
        move=Move(contact=contact, verb=verb, before=before, after=contact.state, holder=holder, at=at),
    )
    publish_all(
        *(change(topics.queue(queue_id)) for queue_id in {queue_before, contact.queue_id}),
        *(change(topics.operator(who), kind="contacts") for who in {holder, contact.operator_id} if who),
        change(topics.contact(contact.pk), kind="moved", state=contact.state),
        change(topics.FLOOR),
    )
    return contact


def note_event(
    contact: Contact, *, verb: str, at: datetime, actor: User | None = None, data: dict[str, Any] | None = None
) -> None:
    """Something worth remembering that does not change the state."""
    ContactEvent.objects.create(
        contact=contact, at=at, actor=actor, verb=verb, before=contact.state, after=contact.state, data=data or {}
    )


def require_voice(contact: Contact, author: User) -> None:
    """Only who has the contact in hand writes to the client, and whom he has invited."""
    if contact.operator_id == author.pk:
        return
    if not contact.participants.of(author).filter(role=ParticipantRole.GUEST).exists():
        require_holder(contact, author)


def require_holder(contact: Contact, operator: User) -> None:
    """Only who has the contact in hand works in it."""
    if contact.operator_id != operator.pk:
        raise NotAllowed(_("This contact is with another operator."), code="not_yours")


@transaction.atomic
def finish_contact(*, contact_id: int, at: datetime, actor: User | None = None) -> Contact:
    """The conversation is over; `actor` is the operator, or None when the client ended it. Wrap-up begins.

    In a queue without wrap-up the contact is closed at once.
    """
    contact = lock_contact(contact_id)
    if actor:
        require_holder(contact, actor)
    move_contact(contact, verb="finish", at=at, actor=actor, finished_at=at, client_waits_since=None)
    if contact.queue.wrapup_mode == WrapUpMode.NONE:
        return close_without(contact, why=Without.NONE, at=at, actor=actor)
    return contact


@transaction.atomic
def resume_contact(*, contact_id: int, at: datetime, actor: User) -> Contact:
    """Back from wrap-up into the conversation: finished by mistake, or the client wrote once more."""
    contact = lock_contact(contact_id)
    require_holder(contact, actor)
    return move_contact(contact, verb="resume", at=at, actor=actor, finished_at=None)


@transaction.atomic
def close_contact(
    *, contact_id: int, actor: User, disposition_id: int, summary: str, at: datetime, data: dict[str, Any] | None = None
) -> Contact:
    """End of wrap-up: how it ended and what it was about."""
    words = clean(summary, limit=SUMMARY_LIMIT, field="summary")
    contact = lock_contact(contact_id)
    require_holder(contact, actor)
    return move_contact(
        contact,
        verb="close",
        at=at,
        actor=actor,
        data={"disposition": disposition_id, **(data or {})},
        disposition_id=disposition_id,
        summary=words,
        unread=0,
    )


def close_without(contact: Contact, *, why: Without, at: datetime, actor: User | None = None) -> Contact:
    """Close a locked contact in wrap-up with no disposition; its summary stays as it is, and no case is made."""
    return move_contact(contact, verb="close", at=at, actor=actor, data={"without": why}, unread=0)


@transaction.atomic
def skip_wrapup(*, contact_id: int, actor: User, at: datetime) -> Contact:
    """The operator leaves an optional wrap-up undone. Raises Conflict where the queue does not let him."""
    contact = lock_contact(contact_id)
    require_holder(contact, actor)
    if contact.queue.wrapup_mode != WrapUpMode.OPTIONAL:
        raise Conflict(_("In this queue wrap-up is mandatory."), code="wrapup_mandatory")
    return close_without(contact, why=Without.SKIPPED, at=at, actor=actor)


@transaction.atomic
def extend_wrapup(*, contact_id: int, actor: User, at: datetime) -> None:
    """One minute more for this wrap-up; each is an event, so the supervisor sees who needs them and where.

    Raises Conflict when the contact is not in wrap-up.
    """
    contact = lock_contact(contact_id)
    require_holder(contact, actor)
    if contact.state != states.WRAPUP:
        raise Conflict(_("This contact is not in wrap-up."), code="not_in_wrapup")
    if contact.queue.wrapup_mode in ENDING_MODES:
        # Of a reminder that has been given the minute begins now.
        contact.wrapup_due_at = max(contact.wrapup_due_at or at, at) + EXTENSION
        contact.save(update_fields={"wrapup_due_at"})
    note_event(contact, verb=EXTENDED, at=at, actor=actor)
    publish(topics.operator(actor.pk), kind="contacts")


@transaction.atomic
def end_wrapup(*, contact_id: int, at: datetime) -> bool:
    """The time for this wrap-up is over: remind of it, or close the contact, as its queue says; once each."""
    contact = lock_contact(contact_id)
    if contact.state != states.WRAPUP or contact.wrapup_due_at is None or contact.wrapup_due_at > at:
        return False
    assert contact.operator_id
    publish(topics.operator(contact.operator_id), kind="wrapup_over", contact=contact.pk)
    if contact.queue.wrapup_mode in _CLOSING_MODES:
        close_without(contact, why=Without.OVER, at=at)
        return True
    contact.wrapup_due_at = None
    contact.save(update_fields={"wrapup_due_at"})
    note_event(contact, verb="remind_wrapup", at=at)
    return True


@transaction.atomic
def abandon_contact(*, contact_id: int, at: datetime, why: str) -> Contact:
    """The client left before anybody answered."""
    contact = lock_contact(contact_id)
    return move_contact(contact, verb="abandon", at=at, data={"why": why})
